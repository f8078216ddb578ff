"""Tables of items, one a row: the layout that CSV and XLSX share. Pure.

The first row names the columns, in any order; `stem`, `option_a`, `option_b` and `key` must be there. A column whose
name begins with `#` is a note that nobody reads.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from exams.exchange.foreign import (
    MULTIPLE_SELECT,
    SINGLE_CHOICE,
    ForeignItem,
    ForeignOption,
    Found,
    Place,
    Reading,
    Refused,
    Unsupported,
)
from exams.exchange.formats.choices import MOST_ITEMS, ONE, Broken, Identities, even_share, letter, percent, share
from exams.exchange.formats.writing import one_line

# Name → what it means, in the order of a written table; {x} is an option's letter.
COLUMNS = {
    "code": "What the item is called; the same code read again means the same item. Empty: made from the stem.",
    "type": "single_choice or multiple_select. Empty: as many as the key has letters.",
    "stem": "The question, in Markdown.",
    "option_{x}": "An option, in Markdown.",
    "key": "The letters of the right options: b, or a, c.",
    "rationale_{x}": "Why this option is right or wrong.",
    "fraction_{x}": "Share of the credit in percent, -100 to 100. Empty: the right options share it.",
    "explanation": "What is told about the whole item.",
    "tags": "Words to find the item by, with ; between them.",
    "objectives": "Places in exam guides.",
    "difficulty": "easy, medium or hard.",
    "style": "fundamentals, coding, services, infrastructure or strategy.",
    "references": "Sources, with a line for each.",
    "title": "A name for authors.",
    "category": "A path such as Networks/Routing.",
    "language": "Such as en or de.",
    "shuffle": "yes (or empty): the options are shuffled; no: they stay in this order.",
    "points": "1 if empty.",
    "correct_feedback": "What all who are right are told.",
    "partial_feedback": "What all who are partly right are told.",
    "incorrect_feedback": "What all who are wrong are told.",
    "stimulus_code": "Items of the same case have the same code here.",
    "stimulus_title": "The case's title.",
    "stimulus": "The case's text, in Markdown.",
}
METADATA = (
    *("objectives", "difficulty", "style", "references", "title", "category", "language"),
    *("correct_feedback", "partial_feedback", "incorrect_feedback"),
)
ALIASES = {"question": "stem", "id": "code", "answer": "key", "correct": "key", "feedback": "explanation"}
ALIASES |= {"objective": "objectives", "reference": "references", "tag": "tags", "kind": "type"}
NEEDED = ("stem", "option_a", "option_b", "key")
KINDS = {SINGLE_CHOICE: SINGLE_CHOICE, "single": SINGLE_CHOICE, "multiple_choice": SINGLE_CHOICE}
KINDS |= {MULTIPLE_SELECT: MULTIPLE_SELECT, "multiple": MULTIPLE_SELECT, "multiple_response": MULTIPLE_SELECT}
YES_NO = {"": True, "yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
LEAST_OPTIONS = 8
MOST_OPTIONS = 26
MOST_ROWS = MOST_ITEMS
MOST_COLUMNS = 120
LOSSES = (
    "Pictures: their names stay in the texts, the files themselves are not in the export.",
    f"More than {MOST_OPTIONS} options, and a “;” inside a tag.",
)


@dataclass(frozen=True)
class Row:
    """`line`: where it begins in the file, or its number in a sheet; `cells` by column name; `fault`: not readable."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""


class CellBroken(Exception):
    """A cell that cannot be read: `column` by name."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


# --- reading ------------------------------------------------------------------------------------
def find_columns(header: Sequence[str]) -> list[str]:
    """The column names of a header row, "" for notes. Raises Broken naming what is unknown, double or missing."""
    width = max((index for index, cell in enumerate(header, start=1) if cell.strip()), default=0)
    names = [_column(cell) for cell in header[:width]]
    known = set(_all_columns(MOST_OPTIONS))
    for cell, name in zip(header, names, strict=False):
        if name and name not in known:
            raise Broken(f"The column “{cell.strip()[:40]}” is not known.", "Begin its name with # if it is a note.")
    doubled = next((name for name in names if name and names.count(name) > 1), "")
    if doubled:
        raise Broken(f"Two columns are called {doubled}.", "Rename or delete one of them.")
    missing = [name for name in NEEDED if name not in names]
    if missing:
        advice = "The first row must name the columns: take the template."
        raise Broken(f"There is no column {', '.join(missing)}.", advice)
    return names


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row looks like one: for finding a file's dialect and a workbook's sheet."""
    return sum(_column(cell) in NEEDED for cell in cells) >= 2


def _column(cell: str) -> str:
    name = re.sub(r"[\s_-]+", "_", cell.strip().lower().lstrip("\ufeff"))
    return "" if name.startswith("#") else ALIASES.get(name, name)


def read_rows(name: str, rows: Iterable[Row]) -> Reading:
    """Items of the rows below the header."""
    return Reading.of(_Table(name).read(rows))


class _Table:
    def __init__(self, name: str) -> None:
        self._name = name
        self._identities = Identities()
        self._codes: dict[str, int] = {}

    def read(self, rows: Iterable[Row]) -> Iterator[Found]:
        count = 0
        for row in rows:
            if not row.fault and not any(cell.strip() for cell in row.cells.values()):
                continue
            count += 1
            if count > MOST_ROWS:
                reason = f"The table has more than {MOST_ROWS:,} items; this one and all below were not read."
                yield Refused(Place(self._name, row.line), reason, "Split it.")
                return
            yield self._row(row)
        if not count:
            yield Refused(Place(self._name, 2), "No item stands below the first row.", "Write one item in each row.")

    def _row(self, row: Row) -> Found:
        place = Place(self._name, row.line)
        if row.fault:
            return Refused(place, row.fault, "Mend this row.", self._identities.give(text=str(row.line)))
        cells = {name: cell.strip() for name, cell in row.cells.items()}
        code = cells.get("code", "")
        source_id = self._identities.give(code, text=cells.get("stem", ""))
        kind = cells.get("type", "").lower().replace(" ", "_").replace("-", "_")
        if kind and kind not in KINDS:
            return Unsupported(source_id, cells["type"][:60], place)
        problems: list[CellBroken] = []
        if code and code in self._codes:
            problems.append(CellBroken("code", f"stands already in row {self._codes[code]}"))
        self._codes.setdefault(code, row.line)
        item = _Cells(cells, problems).item(source_id, KINDS.get(kind, ""), place)
        if not problems:
            return item
        reason = "; ".join(f"{problem.column}: {problem.reason}" for problem in problems)
        return Refused(place, f"{reason[:1000]}.", "Correct these cells.", source_id)


class _Cells:
    """One row; what is wrong with its cells is added to `problems`, all of it."""

    def __init__(self, cells: Mapping[str, str], problems: list[CellBroken]) -> None:
        self._cells = cells
        self._problems = problems

    def item(self, source_id: str, kind: str, place: Place) -> ForeignItem:
        letters = [x for x in map(letter, range(MOST_OPTIONS)) if self._get(f"option_{x}")]
        key = self._key(letters)
        kind = kind or (SINGLE_CHOICE if len(key) == 1 else MULTIPLE_SELECT)
        if not self._get("stem"):
            self._broken("stem", "is empty")
        if len(letters) < 2:
            self._broken("option_b", "an item needs at least two options")
        if kind == SINGLE_CHOICE and len(key) > 1:
            self._broken("key", "a single-choice item has one right option")
        metadata = {name: value for name in METADATA if (value := self._get(name))}
        return ForeignItem(
            source_id=source_id,
            kind=kind,
            select_count=len(key),
            stem=self._get("stem"),
            options=tuple(self._option(x, key) for x in letters),
            place=place,
            feedback=self._get("explanation"),
            is_shuffled=self._yes_no("shuffle"),
            max_points=self._points(),
            stimulus_code=self._get("stimulus_code"),
            stimulus_title=self._get("stimulus_title"),
            stimulus=self._get("stimulus"),
            tags=tuple(tag for part in self._get("tags").split(";") if (tag := one_line(part))),
            metadata=metadata,
        )

    def _get(self, column: str) -> str:
        return self._cells.get(column, "")

    def _broken(self, column: str, reason: str) -> None:
        self._problems.append(CellBroken(column, reason))

    def _key(self, letters: Sequence[str]) -> list[str]:
        key = list(dict.fromkeys(part for part in re.split(r"[\s,;+/&]+", self._get("key").lower()) if part))
        if len(key) == 1 and len(key[0]) > 1 and set(key[0]) <= set(letters):
            key = sorted(set(key[0]))  # “ac”
        if not key:
            self._broken("key", "is empty; name the right options by their letters")
        for part in key:
            if part not in letters:
                self._broken("key", f"“{part[:20]}” is no option of this row")
        return key

    def _option(self, x: str, key: Sequence[str]) -> ForeignOption:
        fraction = even_share(len(key)) if x in key else Decimal(0)
        if written := self._get(f"fraction_{x}"):
            try:
                fraction = share(written.removesuffix("%").replace(",", "."))
            except Broken as fault:
                self._broken(f"fraction_{x}", fault.reason)
        return ForeignOption(x, self._get(f"option_{x}"), x in key, fraction, self._get(f"rationale_{x}"))

    def _yes_no(self, column: str) -> bool:
        written = self._get(column).lower()
        if written not in YES_NO:
            self._broken(column, f"“{written[:20]}” is neither yes nor no")
        return YES_NO.get(written, True)

    def _points(self) -> Decimal:
        written = self._get("points")
        try:
            value = Decimal(written.replace(",", ".") or "1")
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value <= 10_000:
            self._broken("points", f"“{written[:20]}” is no number of points")
            return ONE
        return value


# --- writing ------------------------------------------------------------------------------------
def _all_columns(count: int) -> list[str]:
    letters = [letter(index) for index in range(count)]
    return [name.format(x=x) for name in COLUMNS for x in (letters if "{x}" in name else [""])]


def written_columns(items: Sequence[ForeignItem]) -> list[str]:
    """The header of a table that holds these items."""
    most = max((len(item.options) for item in items), default=0)
    return _all_columns(max(LEAST_OPTIONS, min(most, MOST_OPTIONS)))


def row_of(item: ForeignItem) -> dict[str, str]:
    """The cells of an item that are not empty."""
    options = item.options[:MOST_OPTIONS]
    key = [letter(index) for index, option in enumerate(options) if option.is_correct]
    each = even_share(len(key))
    is_usual = all(option.fraction == (each if option.is_correct else 0) for option in options)
    cells = {
        "code": item.source_id,
        "type": item.kind,
        "stem": item.stem,
        "key": ", ".join(key),
        "explanation": item.feedback,
        "tags": "; ".join(map(one_line, item.tags)),
        "shuffle": "yes" if item.is_shuffled else "no",
        "points": f"{item.max_points:f}" if item.max_points != 1 else "",
        "stimulus_code": item.stimulus_code,
        "stimulus_title": item.stimulus_title,
        "stimulus": item.stimulus,
        **{name: item.metadata.get(name, "") for name in METADATA},
    }
    for index, option in enumerate(options):
        x = letter(index)
        cells |= {f"option_{x}": option.text, f"rationale_{x}": option.feedback}
        cells |= {} if is_usual else {f"fraction_{x}": percent(option.fraction)}
    return {name: value for name, value in cells.items() if value}


EXAMPLE = ForeignItem(
    source_id="example-1",
    kind=SINGLE_CHOICE,
    select_count=1,
    stem="A shop wants to know tomorrow's demand for each of its products. Which kind of model should it train?",
    options=(
        ForeignOption("a", "A **classification** model", False, Decimal(0), "Demand is a number, not a class."),
        ForeignOption("b", "A **regression** model", True, ONE, "It predicts a number from what is known."),
        ForeignOption("c", "A clustering model", False, Decimal(0), "It groups products; it predicts nothing."),
        ForeignOption("d", "A language model", False, Decimal(0), "The data is a table of numbers, not text."),
    ),
    place=Place(""),
    feedback="A number is wanted for each product and day: that is regression.",
    tags=("example",),
    metadata={"difficulty": "easy", "style": "fundamentals"},
)
