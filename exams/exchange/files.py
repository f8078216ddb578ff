"""Files as responses."""

from pathlib import Path

from django.http import HttpResponse

from exams.exchange.formats.csv_file import write_csv
from exams.exchange.formats.names import WRITTEN
from exams.exchange.formats.tables import EXAMPLE
from exams.exchange.models import ItemExport

# As `xlsx_file.write_template` writes it: what that needs is more than a web process should load.
WORKBOOK = Path(__file__).parent / "data" / "items-template.xlsx"


def respond_with_file(item_export: ItemExport, data: bytes) -> HttpResponse:
    """A written export, as a download named after its day and format."""
    name = WRITTEN[item_export.format_name]
    return _respond(data, name.content_type, f"items-{item_export.requested_at:%Y-%m-%d}.{name.ending}")


def respond_with_template(format_name: str) -> HttpResponse | None:
    """An empty table with an example; None for formats that are no tables."""
    if format_name not in {"csv", "xlsx"}:
        return None
    data = WORKBOOK.read_bytes() if format_name == "xlsx" else write_csv([EXAMPLE])
    return _respond(data, WRITTEN[format_name].content_type, f"items-template.{format_name}")


def _respond(data: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
