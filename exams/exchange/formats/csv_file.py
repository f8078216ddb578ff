"""Reader and writer of CSV files in the layout of `tables`. Pure.

Read: comma, semicolon, tab or bar, with or without `sep=;`, in any encoding of `text_files`. Written: what a
spreadsheet would take for a formula has a ' before it, which is taken off again when it is read.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO

from exams.exchange.foreign import ForeignItem, Place, Reading, Refused, Source
from exams.exchange.formats.choices import Broken
from exams.exchange.formats.tables import EXAMPLE, MOST_COLUMNS, Row, find_columns, read_rows, row_of, written_columns
from exams.exchange.text_files import read_decoded

DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r"sep=([,;\t|])\n", re.IGNORECASE)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PROTECTED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


def read_csv(source: Source) -> Reading:
    """All items of a file; what is wrong with it, or with one of them, is in `refused`. Never raises."""
    return read_decoded(source, lambda text, warning: _read(source.name, text, warning))


def _read(name: str, text: str, warning: str) -> Reading:
    table = _Csv(text)
    try:
        columns = table.header()
    except Broken as fault:
        return Reading(refused=(Refused(Place(name, table.line), fault.reason, fault.advice),))
    reading = read_rows(name, table.rows(columns))
    return replace(reading, items=tuple(_warned(item, warning) for item in reading.items))


def _warned(item: ForeignItem, warning: str) -> ForeignItem:
    return item if not warning or item.stem.isascii() else replace(item, warnings=(warning,))


class _Csv:
    """`line`: where the row that was read last begins."""

    def __init__(self, text: str) -> None:
        match = _SEPARATOR.match(text)
        text = text[match.end() :] if match else text
        self._skipped = 1 if match else 0
        self._reader = csv.reader(
            StringIO(text, newline=""), delimiter=match[1] if match else _delimiter(text), strict=True
        )
        self.line = 1

    def header(self) -> list[str]:
        """The column names. Raises Broken."""
        for cells, fault in self._cells():
            if fault:
                raise Broken(fault, "Is this a CSV file?")
            if any(cell.strip() for cell in cells):
                return find_columns(cells[:MOST_COLUMNS])
        raise Broken("The file is empty.", "The first row must name the columns: take the template.")

    def rows(self, columns: list[str]) -> Iterator[Row]:
        for cells, fault in self._cells():
            if any(cell.strip() for cell in cells[len(columns) :]):
                fault = "The row has more cells than the first row has names: quotation marks may be missing."
            values = zip(columns, map(_unprotected, cells), strict=False)
            yield Row(self.line, {name: cell for name, cell in values if name}, fault)

    def _cells(self) -> Iterator[tuple[list[str], str]]:
        while True:
            self.line = self._reader.line_num + 1 + self._skipped
            try:
                yield next(self._reader), ""
            except StopIteration:
                return
            except csv.Error as error:
                yield [], f"The row cannot be read ({error}): look at its quotation marks. No row below was read."
                return


def _delimiter(text: str) -> str:
    """The sign that makes the first row name the most columns."""
    head = text.lstrip("\n").partition("\n")[0]
    return max(DELIMITERS, key=head.count)


def _unprotected(cell: str) -> str:
    return cell[1:] if _PROTECTED.match(cell) else cell


def _protected(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def write_csv(items: Iterable[ForeignItem]) -> bytes:
    """UTF-8 with its mark, which spreadsheets need to know it."""
    made = list(items)
    columns = written_columns(made)
    out = StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    for item in made:
        writer.writerow({name: _protected(cell) for name, cell in row_of(item).items()})
    return out.getvalue().encode("utf-8-sig")


def write_csv_template() -> bytes:
    """An empty table with one example."""
    return write_csv([EXAMPLE])
