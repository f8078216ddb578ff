"""Tables of one row for each answer, turned into one row for each sitting."""

from dataclasses import dataclass, replace

from scoring.analysis.outside.items_file import Item
from scoring.analysis.outside.matrix import ID_NAMES, TOTAL_NAMES
from scoring.analysis.outside.problems import InputProblem, Told, at
from scoring.analysis.outside.tables import Table, plain

ITEM_NAMES = ("slot", "item", "itemid", "question", "questionid")
VALUE_NAMES = ("mark", "response", "answer", "selected", "score", "value")
MOST_NAMES = ("maxmark", "maxpoints")
MISSING = "NA"


@dataclass(frozen=True)
class Places:
    """Numbers of the columns; None for one that is not there."""

    item: int
    value: int
    sitting: int | None
    total: int | None
    most: int | None


def places_of(table: Table) -> Places | None:
    """Where a table of answers has what; None for a table of sittings."""
    names = [plain(name) for name in table.header or ()]
    item, value = _first(names, ITEM_NAMES), _first(names, VALUE_NAMES)
    if item is None or value is None or len(names) > 20:
        return None
    sitting = _first(names, tuple(name for name in ID_NAMES if name))
    if sitting is not None and len({row[sitting] for row in table.rows}) == len(table.rows):
        # A number of each row tells nothing about who it is of.
        sitting = None
    return Places(item, value, sitting, _first(names, TOTAL_NAMES), _first(names, MOST_NAMES))


def _first(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def widen(table: Table, places: Places, told: Told) -> tuple[Table, tuple[Item, ...]]:
    """One row for each sitting, and what the table itself says about its items. Raises InputProblem.

    Without a column that names the sitting, each row of the first row's item begins another one.
    """
    items = list(dict.fromkeys(row[places.item].strip() for row in table.rows))
    if all(item.isdigit() for item in items):
        items.sort(key=int)
    rows: dict[str, dict[str, str]] = {}
    totals: dict[str, str] = {}
    lines: dict[str, int] = {}
    current = 0
    for row, line in zip(table.rows, table.lines, strict=True):
        item = row[places.item].strip()
        current += item == table.rows[0][places.item].strip()
        sitting = row[places.sitting].strip() if places.sitting is not None else str(current)
        answers = rows.setdefault(sitting, {})
        if item in answers:
            raise at(table.name, line, f"a second answer of sitting {sitting} to item {item}.")
        answers[item] = row[places.value]
        lines.setdefault(sitting, line)
        if places.total is not None:
            totals[sitting] = row[places.total]
    told.note(f"{table.name}: one row for each answer; {len(rows)} sittings of {len(items)} items.")
    header = ("id", *(("total",) if totals else ()), *items)
    wide = [
        [sitting, *((totals[sitting],) if totals else ()), *(answers.get(item, MISSING) for item in items)]
        for sitting, answers in rows.items()
    ]
    found = Table(table.name, header, wide, list(lines.values()))
    return found, tuple(_item(table, places, name) for name in items)


def _item(table: Table, places: Places, name: str) -> Item:
    item = Item(name)
    if places.most is None:
        return item
    row = next(row for row in table.rows if row[places.item].strip() == name)
    try:
        return replace(item, max_points=float(row[places.most]))
    except ValueError:
        raise InputProblem(f"{table.name}: “{row[places.most]}” is no number of points of item {name}.") from None
