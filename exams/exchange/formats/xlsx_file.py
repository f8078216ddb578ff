"""Reader and writer of XLSX workbooks in the layout of `tables`. Pure.

Formulas are never computed: a cell with one is refused. Written cells are texts, whatever they begin with.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from exams.exchange.foreign import ForeignItem, Place, Reading, Refused, Source
from exams.exchange.formats.choices import Broken
from exams.exchange.formats.tables import (
    COLUMNS,
    EXAMPLE,
    MOST_COLUMNS,
    MOST_ROWS,
    Row,
    find_columns,
    is_header,
    read_rows,
    row_of,
    written_columns,
)
from exams.exchange.packages import Package, PackageRefused, is_package

SHEET = "Items"
# Rows that a sheet may leave empty between items; a sheet may claim a million.
MOST_SHEET_ROWS = MOST_ROWS + 10_000
MOST_CELL = 32_767
LOSSES = (f"What stands after the first {MOST_CELL:,} characters of a text: a cell holds no more.",)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_BOLD = Font(bold=True)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|^(?:\xff\xfe|\xfe\xff)", re.IGNORECASE)


def read_xlsx(source: Source) -> Reading:
    """All items of a workbook; what is wrong with it, or with one of them, is in `refused`. Never raises."""
    try:
        _check(source)
        book = load_workbook(BytesIO(source.data), read_only=True, data_only=False, keep_links=False)
        sheet, columns, header = _find_sheet(book)
        return read_rows(f"{source.name}/{sheet.title}", _rows(sheet, columns, header))
    except PackageRefused as refusal:
        return Reading(refused=(refusal.refused,))
    except Broken as fault:
        return Reading(refused=(Refused(Place(source.name, fault.line), fault.reason, fault.advice),))
    except Exception:  # openpyxl raises whatever it stumbles over: KeyError, TypeError, ValueError, BadZipFile, …
        advice = "Open it in a spreadsheet program, and save it again as XLSX."
        return Reading(refused=(Refused(Place(source.name), "The workbook is damaged.", advice),))


def _check(source: Source) -> None:
    """Every part is unpacked once under the package's limits. Raises PackageRefused, or Broken for declarations."""
    if not is_package(source.data):
        raise Broken("This is no XLSX file.", "Save it as XLSX, or as CSV.")
    package = Package(source)
    if "xl/workbook.xml" not in package:
        raise Broken("This is no XLSX file: it holds no workbook.", "Save it as XLSX, or as CSV.")
    for name in package.names:
        if name.endswith((".xml", ".rels")) and _DECLARES.search(package.read(name)):
            raise Broken(f"The part {name[:80]} declares entities, or is not UTF-8.", "Save the workbook again.")


def _find_sheet(book: Any) -> tuple[Any, list[str], int]:
    """The first sheet with a header in its first rows; its columns, and the header's row."""
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=10, max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            texts = [_text(cell) for cell in cells]
            if is_header(texts):
                return sheet, find_columns(texts), number
    raise Broken("No sheet names the columns in its first rows.", "Take the template: it shows how.")


def _rows(sheet: Any, columns: Sequence[str], header: int) -> Iterator[Row]:
    width = len(columns)
    rows = sheet.iter_rows(min_row=header + 1, max_row=MOST_SHEET_ROWS, max_col=width)
    for number, cells in enumerate(rows, start=header + 1):
        fault = ""
        values: dict[str, str] = {}
        for name, cell in zip(columns, cells, strict=False):
            if not name or cell.value is None:
                continue
            values[name] = _text(cell.value)
            if cell.data_type in {"f", "e"}:
                what = "a formula, which is not computed here" if cell.data_type == "f" else "an error"
                fault = f"Cell {cell.coordinate} ({name}) holds {what}: paste its value."
        yield Row(number, values, fault)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value).replace("\r\n", "\n")


# --- writing ------------------------------------------------------------------------------------
def write_xlsx(items: Iterable[ForeignItem]) -> bytes:
    """A workbook with a sheet of items and one that explains the columns."""
    made = list(items)
    columns = written_columns(made)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "B2"
    for index, name in enumerate(columns):
        sheet.column_dimensions[_letters(index)].width = 60 if name in {"stem", "stimulus"} else 24
    sheet.append([_cell(sheet, name, is_bold=True) for name in columns])
    for item in made:
        row = row_of(item)
        sheet.append([_cell(sheet, row[name]) if name in row else None for name in columns])
    _explain(book)
    out = BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def write_template() -> bytes:
    """An empty table with one example, to download and fill in."""
    return write_xlsx([EXAMPLE])


def _explain(book: Workbook) -> None:
    sheet = book.create_sheet("How to")
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    for name, meaning in COLUMNS.items():
        sheet.append([_cell(sheet, name.replace("{x}", "a … h"), is_bold=True), _cell(sheet, meaning)])


def _cell(sheet: Any, text: str, *, is_bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, _NO_XML.sub("", text))
    cell.data_type = "s"  # also what begins with “=”
    cell.alignment = _WRAPPED
    if is_bold:
        cell.font = _BOLD
    return cell


def _letters(index: int) -> str:
    """0 → A, 26 → AA."""
    return (chr(ord("A") + index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def _without_clock(data: bytes) -> bytes:
    """The same items give the same bytes: no time of writing in the archive."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(info.filename), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
