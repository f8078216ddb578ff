"""Import and export in the admin; with a way in from the list of items."""

from exams.exchange.admin.exports import ItemExportAdmin
from exams.exchange.admin.imports import ItemImportAdmin

__all__ = ["ItemExportAdmin", "ItemImportAdmin"]
