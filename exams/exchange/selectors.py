"""Questions about imports and exports. Files themselves are loaded for who sends or reads them alone."""

from django.db.models import Count, QuerySet

from exams.exchange.decisions import DECISIONS
from exams.exchange.models import ImportRow, ItemExport, ItemImport


def list_imports() -> QuerySet[ItemImport]:
    return ItemImport.objects.defer("data").select_related("requested_by")


def list_exports() -> QuerySet[ItemExport]:
    return ItemExport.objects.defer("data").select_related("requested_by")


def list_rows(*, item_import: ItemImport, decision: str = "") -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(item_import=item_import).order_by("position")
    return rows.filter(decision=decision) if decision else rows


def count_decisions(*, item_import: ItemImport) -> dict[str, int]:
    """Decision → number of rows; every decision is there. One statement."""
    rows = ImportRow.objects.filter(item_import=item_import).order_by().values("decision")
    found = dict(rows.annotate(count=Count("pk")).values_list("decision", "count"))
    return {name: found.get(name, 0) for name in DECISIONS}


def get_file(*, item_export: ItemExport) -> bytes | None:
    """The written file; None once it is forgotten, or before it is there."""
    data = ItemExport.objects.values_list("data", flat=True).get(pk=item_export.pk)
    return None if data is None else bytes(data)
