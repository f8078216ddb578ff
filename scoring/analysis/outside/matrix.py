"""Which columns of a response table are items, who the rows are, and which cells are no answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from scoring.analysis.outside.items_file import Item
from scoring.analysis.outside.problems import InputProblem, Told, at
from scoring.analysis.outside.tables import Table, plain

ID_NAMES = (
    *("", "id", "sitting", "sittingid", "person", "personid", "candidate", "candidateid", "student", "studentid"),
    *("examinee", "examineeid", "attempt", "quizattempt", "user", "userid", "case", "row", "rownames", "subject"),
    *("name", "username", "email"),
)
GROUP_NAMES = ("group", "gender", "sex", "cohort")
TOTAL_NAMES = ("total", "totalscore", "sumscore", "summarks", "sumgrades", "raw", "rawscore", "score")
NOT_PRESENTED = ("NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "None", ".")
OMITTED = ("-",)


@dataclass(frozen=True)
class Reading:
    """How a table is to be read. `empty`: what an empty cell is, "omitted" or "not-presented", None: omitted among
    options, not presented among marks; `ignored`, `group`: names of columns."""

    empty: str | None = None
    omitted: tuple[str, ...] = ()
    not_presented: tuple[str, ...] = ()
    id_column: str = ""
    group: str = ""
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Texts of the items' cells, column by column. `ids`: of the rows; `groups`: () where there are none; `totals`: a
    column of totals, () without; `lines`: of the rows in the file."""

    name: str
    ids: tuple[str, ...]
    items: tuple[Item, ...]
    columns: list[Sequence[str]]
    lines: list[int]
    groups: tuple[str, ...] = ()
    totals: tuple[float, ...] = ()
    reading: Reading = field(default_factory=Reading)

    @property
    def n(self) -> int:
        return len(self.ids)

    def line_of(self, item: int, text: str) -> int:
        """Where a text stands in an item's column."""
        return self.lines[self.columns[item].index(text)]


def read_matrix(table: Table, items: Sequence[Item], reading: Reading, told: Told) -> Matrix:
    """The items' columns of a table of one row for each sitting. Raises InputProblem."""
    names = list(table.header or (f"column {number}" for number in range(1, table.width + 1)))
    plain_names = [plain(name) for name in names]
    known = {item.name for item in items}
    columns = table.columns()
    of_group = _find(plain_names, names, reading.group, GROUP_NAMES, known)
    of_id = _id_column(plain_names, names, columns, reading, known, bool(table.header))
    of_total = _find(plain_names, names, "", TOTAL_NAMES, known)
    ignored = {names.index(name) for name in _present(reading.ignored, names, table.name)}
    rest = [place for place in range(len(names)) if place not in {of_group, of_id, of_total, *ignored}]
    chosen, matched = _match(rest, names, items, table, told)
    if not chosen:
        raise InputProblem(f"{table.name}: there are no columns of items.")
    used = {"ids": of_id, "groups": of_group, "totals": of_total}
    for what, place in used.items():
        if place is not None and table.header:
            told.note(f"{table.name}: the column “{names[place]}” was read as {what}.")
    return Matrix(
        name=table.name,
        ids=tuple(cell.strip() for cell in columns[of_id]) if of_id is not None else _numbers(len(table.rows)),
        items=matched,
        columns=[columns[place] for place in chosen],
        lines=table.lines,
        groups=tuple(cell.strip() for cell in columns[of_group]) if of_group is not None else (),
        totals=_totals(table, columns[of_total]) if of_total is not None else (),
        reading=reading,
    )


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(count))


def _present(wanted: Sequence[str], names: Sequence[str], table: str) -> Sequence[str]:
    for name in wanted:
        if name not in names:
            raise InputProblem(f"{table}: there is no column “{name}”; there are {', '.join(names[:8])} …")
    return wanted


def _find(
    plain_names: Sequence[str], names: Sequence[str], asked: str, usual: Collection[str], known: Collection[str]
) -> int | None:
    """The column that is asked for, or else that has a usual name and is no item."""
    if asked in names and asked:
        return names.index(asked)
    return next((i for i, name in enumerate(plain_names) if name in usual and names[i] not in known), None)


def _id_column(
    plain_names: Sequence[str],
    names: Sequence[str],
    columns: Sequence[Sequence[str]],
    reading: Reading,
    known: Collection[str],
    has_header: bool,
) -> int | None:
    if reading.id_column:
        return names.index(_present([reading.id_column], names, "The responses")[0])
    named = _find(plain_names[:1], names, "", ID_NAMES, known) if has_header else None
    if named is not None or names[0] in known:
        return named
    # Under whatever name: a first column in which nothing occurs twice.
    is_id = len(columns) > 1 and len(columns[0]) > 20 and len(set(columns[0])) == len(columns[0])
    return 0 if is_id else None


def _match(
    rest: list[int], names: Sequence[str], items: Sequence[Item], table: Table, told: Told
) -> tuple[list[int], tuple[Item, ...]]:
    """The columns of the items, by name or, where no name is known, by place."""
    if not items:
        return rest, tuple(Item(names[place]) for place in rest)
    by_name = {names[place]: place for place in rest}
    present = [item for item in items if item.name in by_name]
    if present:
        missing = [item.name for item in items if item.name not in by_name]
        if missing:
            told.note(
                f"{table.name} has no column for {', '.join(missing[:5])}{' …' if missing[5:] else ''}: left out."
            )
        unknown = [names[place] for place in rest if names[place] not in {item.name for item in present}]
        if unknown:
            told.note(f"{table.name}: {', '.join(unknown[:5])}{' …' if unknown[5:] else ''} are no items: left out.")
        return [by_name[item.name] for item in present], tuple(present)
    if len(items) != len(rest):
        raise InputProblem(
            f"{table.name} has {len(rest)} columns of answers and none has the name of one of the {len(items)} items. "
            "Name the columns as the items, or leave out what is no item by --ignore."
        )
    told.note(f"{table.name}: no column has the name of an item: they were matched in their order.")
    if not table.header:
        return rest, tuple(items)
    return rest, tuple(items)


def _totals(table: Table, cells: Sequence[str]) -> tuple[float, ...]:
    try:
        return tuple(float(cell) for cell in cells)
    except ValueError as error:
        line = next(line for line, cell in zip(table.lines, cells, strict=True) if not _is_number(cell))
        raise at(table.name, line, f"a total is no number ({error}).") from error


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
