"""Tables as programs write them: separated by comma, semicolon, tab or bar, with a header or without."""

import codecs
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.analysis.outside.problems import InputProblem, at

SEPARATORS = ",;\t|"
# An answer, as opposed to the name of a column: a number, some letters of options, or a code for none.
ANSWER = re.compile(r"[-+]?[0-9]*[.,]?[0-9]+(e-?[0-9]+)?|[A-P]|[A-P](?:[ ;,/+&]?[A-P])*|[a-p]|[-.*?]|NA|NaN|nan|NULL|")

# Answers without anything between them.
ONE_ANSWER_EACH = re.compile(r"[A-Pa-p0-9.*-]+")


@dataclass(frozen=True)
class Table:
    """`header`: names of the columns, None where the file has none; `lines`: number of each row's line in the file."""

    name: str
    header: tuple[str, ...] | None
    rows: list[list[str]]
    lines: list[int]

    @property
    def width(self) -> int:
        return len(self.header) if self.header is not None else len(self.rows[0]) if self.rows else 0

    def columns(self) -> list[Sequence[str]]:
        return list(zip(*self.rows, strict=True)) if self.rows else [()] * self.width

    def column(self, number: int) -> list[str]:
        return [row[number] for row in self.rows]


def plain(name: str) -> str:
    """A column's name as names are compared: small letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def read_text(path: Path) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, otherwise windows-1252. Raises InputProblem."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputProblem(f"{path}: the file cannot be read ({error.strerror}).") from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:10_000]:
        raise InputProblem(f"{path}: this is no text file. Save the table as CSV.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_table(path: Path, has_header: bool | None = None) -> Table:
    """The table in a file; whether it has a header is found out unless told. Raises InputProblem."""
    return parse(path.name, read_text(path), has_header)


def parse(name: str, text: str, has_header: bool | None = None) -> Table:
    lines = text.splitlines()
    # skipinitialspace: `1, 0, 1` is as common as `1,0,1`.
    reader = csv.reader(lines, delimiter=_separator(lines), skipinitialspace=True)
    rows, numbers = [], []
    try:
        for row in reader:
            if any(cell.strip() for cell in row) or len(row) > 1:
                rows.append(row)
                numbers.append(reader.line_num)
    except csv.Error as error:
        raise at(name, reader.line_num, f"this is no table ({error}).") from error
    if not rows:
        raise InputProblem(f"{name}: the file is empty.")
    header = None
    if _is_header(rows[0]) if has_header is None else has_header:
        header, rows, numbers = tuple(cell.strip() for cell in rows[0]), rows[1:], numbers[1:]
        if rows and len(rows[0]) == len(header) + 1:
            # R's write.table leaves the name of the row names out.
            header = ("", *header)
    width = len(header) if header is not None else len(rows[0])
    for row, number in zip(rows, numbers, strict=True):
        if len(row) != width:
            raise at(name, number, f"{len(row)} cells, but the first line has {width}.")
    return Table(name, header, rows, numbers)


def _separator(lines: list[str]) -> str:
    """The one that the first lines have most of, outside quotes, and equally many of."""
    first = [re.sub(r'"[^"]*"', "", line) for line in lines[:20] if line.strip()]
    counts = {sign: [line.count(sign) for line in first] for sign in SEPARATORS}
    usable = [sign for sign in SEPARATORS if counts[sign] and min(counts[sign]) > 0]
    spaces = {len(line.split()) for line in first}
    if not usable and len(spaces) == 1 and spaces != {1}:
        return " "
    return max(usable, key=lambda sign: (min(counts[sign]) == max(counts[sign]), min(counts[sign])), default=",")


def spread(table: Table) -> Table:
    """A table of one column of equally long texts, as ABDCA or 01101, with a column for each letter; others as they are."""
    if table.header is not None or table.width != 1:
        return table
    widths = {len(row[0].strip()) for row in table.rows}
    if len(widths) != 1 or widths == {1} or not all(ONE_ANSWER_EACH.fullmatch(row[0].strip()) for row in table.rows):
        return table
    return replace(table, rows=[list(row[0].strip()) for row in table.rows])


def _is_header(row: list[str]) -> bool:
    cells = [cell.strip() for cell in row]
    if len(cells) > 2 and cells == [str(number) for number in range(1, len(cells) + 1)]:
        return True
    return sum(not ANSWER.fullmatch(cell) for cell in cells) * 2 > len(cells)
