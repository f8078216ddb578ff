"""Rows as CSV and as an XLSX workbook, row by row. Pure.

The workbook is XlsxWriter's and not openpyxl's, which loads NumPy: that is for workers, and this is for a request.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from tempfile import SpooledTemporaryFile
from typing import IO

import xlsxwriter

from scoring.marking.gradebook import Cell
from scoring.marking.points import show_points

# What a spreadsheet program takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
IN_MEMORY = 4 * 1024 * 1024
MOMENT = "yyyy-mm-dd hh:mm"
# The most characters that a workbook's name of a sheet may have.
TITLE = 31
# Rows go to a file as they come; a text is a text, whatever it begins with.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


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
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(title[:TITLE])
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": MOMENT})
        # The header stays in sight; the first columns are wide enough for names and addresses.
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 2, 28)
        sheet.set_column(3, 10, 18)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    # A workbook knows no zone: the header says that it is UTC.
                    sheet.write_datetime(number, column, cell.astimezone(UTC).replace(tzinfo=None), moment)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, _without_controls(cell), None if number else bold)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
    out.seek(0)
    return out


def _without_controls(text: str) -> str:
    """Without the characters that XML does not have."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")
