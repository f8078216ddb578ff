"""Rows as CSV and as an XLSX workbook, row by row. Pure.

The workbook is written here and not with openpyxl, which loads NumPy: that is for workers, and this is for a request.
A text cell is marked as text, so that no program takes it for a formula.
"""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from tempfile import SpooledTemporaryFile
from typing import IO
from xml.sax.saxutils import escape

from scoring.marking.gradebook import Cell
from scoring.marking.points import show_points

# What a spreadsheet program takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
IN_MEMORY = 4 * 1024 * 1024
# Days since then are how a workbook counts time.
EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
PLAIN, BOLD, MOMENT = 0, 1, 2


def write_csv(rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """UTF-8 with a mark that spreadsheet programs need; moments in ISO 8601, texts that look like formulas after a '."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([_csv_text(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(cell, Decimal):
        return show_points(cell)
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    return str(cell)


def write_xlsx(rows: Iterable[Iterable[Cell]], *, title: str) -> IO[bytes]:
    """A file at its beginning, in memory while it is small. The first row is the header."""
    out: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the response closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as package:
        for name, text in PARTS.items():
            package.writestr(name, text)
        package.writestr("xl/workbook.xml", WORKBOOK.format(title=_xml(title[:31])))
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(SHEET_HEAD)
            for number, row in enumerate(rows, start=1):
                sheet.write(_xlsx_row(row, is_header=number == 1))
            sheet.write(b"</sheetData></worksheet>")
    out.seek(0)
    return out


def _xlsx_row(row: Iterable[Cell], *, is_header: bool) -> bytes:
    style = BOLD if is_header else PLAIN
    return f"<row>{''.join(_xlsx_cell(cell, style) for cell in row)}</row>".encode()


def _xlsx_cell(cell: Cell, style: int) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, datetime):
        return f'<c s="{MOMENT}"><v>{(cell - EPOCH).total_seconds() / 86400:.8f}</v></c>'
    if isinstance(cell, str):
        return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(cell)}</t></is></c>'
    return f'<c s="{style}"><v>{cell}</v></c>'


def _xml(text: str) -> str:
    """Without the characters that XML does not have."""
    return escape("".join(letter for letter in text if letter >= " " or letter in "\t\n"), {'"': "&quot;"})


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
WORKBOOK = (
    f'{_HEAD}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets><sheet name="{{title}}" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>"
)
# The header stays in sight; the first three columns are wide enough for names and addresses.
SHEET_HEAD = (
    f'{_HEAD}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" '
    'topLeftCell="B2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="3" width="28" customWidth="1"/><col min="4" max="11" width="18" customWidth="1"/></cols>'
    "<sheetData>"
).encode()
PARTS = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>"
    ),
    "xl/styles.xml": (
        f'{_HEAD}<styleSheet {_MAIN}><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/>'
        '<xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="22" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
