"""The bank in the admin: one module for each kind of page."""

from exams.bank.admin import guides, items, media, products, reports, stimuli, versions

__all__ = ["guides", "items", "media", "products", "reports", "stimuli", "versions"]
