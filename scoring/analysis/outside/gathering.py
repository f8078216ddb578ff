"""From files and options to a study."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.outside import items_file
from scoring.analysis.outside.group_differences import number_groups
from scoring.analysis.outside.items_file import Item
from scoring.analysis.outside.long_tables import places_of, widen
from scoring.analysis.outside.matrix import ID_NAMES, Matrix, Reading, read_matrix
from scoring.analysis.outside.problems import InputProblem, Told, at
from scoring.analysis.outside.scoring_cells import codes_of, has_options, score
from scoring.analysis.outside.study import Study, Wanted
from scoring.analysis.outside.tables import Table, plain, read_table, spread
from scoring.psychometrics.marking_rules import Rule

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Files:
    """As the command's options name them, "" or None for what was not given."""

    responses: Path
    items: Path | None = None
    key: str = ""
    rule: Rule = Rule.ALL_OR_NOTHING
    kind: str = "auto"
    has_header: bool | None = None
    domains: str = ""
    group: str = ""
    seconds: Path | None = None
    abilities: Path | None = None
    parameters: Path | None = None
    reading: Reading = field(default_factory=Reading)


def gather(files: Files, wanted: Wanted, told: Told) -> Study:
    """Raises InputProblem with the file, the line and what to do."""
    table = spread(read_table(files.responses, files.has_header))
    items = _items(files, told)
    places = places_of(table)
    if places is not None:
        table, from_table = widen(table, places, told)
        items = items or from_table
    column, reference, focal = _group_option(files.group)
    reading = replace(files.reading, group=column if column in (table.header or ()) else "")
    matrix = read_matrix(table, items, reading, told)
    matrix = replace(matrix, items=_completed(files, matrix.items, told))
    is_options = has_options(matrix) if files.kind == "auto" else files.kind == "options"
    told.note(f"{matrix.name}: {matrix.n} sittings of {len(matrix.items)} items, read as {_kind(matrix, is_options)}.")
    study = Study(matrix.ids, matrix.items, score(matrix, is_options, told), wanted, told)
    study.given_totals = np.array(matrix.totals) if matrix.totals and places is not None else None
    groups = _groups(column, matrix)
    if groups:
        study.groups = number_groups(groups, reference, focal, told)
    _take_numbers(study, files)
    return study


def _kind(matrix: Matrix, is_options: bool) -> str:
    codes = codes_of(matrix.reading, is_options)
    empty = "an omission (no points)" if "" in codes.omitted else "not presented"
    return f"{'options' if is_options else 'marks'}; an empty cell is {empty}: --empty changes it"


def _items(files: Files, told: Told) -> tuple[Item, ...]:
    if files.items is None:
        return ()
    is_column = files.key and not _key_file(files.key) and len(files.key) < 60
    return items_file.read_items(files.items, files.key if is_column else "", files.rule, told)


def _key_file(key: str) -> tuple[Path, str] | None:
    """A file, and the name of the list in it, as key.json:published_key."""
    if Path(key).is_file():
        return Path(key), ""
    path, _, name = key.rpartition(":")
    return (Path(path), name) if path and Path(path).is_file() else None


def _completed(files: Files, items: tuple[Item, ...], told: Told) -> tuple[Item, ...]:
    """With the keys and domains that options give; an item with several right options is a multiple one."""
    if files.key and (found := _key_file(files.key)):
        items = items_file.with_keys(items, items_file.read_keys(*found, told))
    elif files.key and files.items is None:
        letters = files.key.replace(" ", "")
        items = items_file.with_keys(items, letters.split(",") if "," in letters else list(letters))
    if files.domains:
        items = items_file.read_domains(files.domains, items)
    return tuple(
        replace(item, is_multiple=item.is_multiple or len(item.key.split("|")[0]) > 1, rule=item.rule or files.rule)
        for item in items
    )


def _group_option(text: str) -> tuple[str, str, str]:
    """COLUMN or FILE, or either with :REFERENCE:FOCAL."""
    parts = text.rsplit(":", 2)
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else (text, "", "")


def _groups(column: str, matrix: Matrix) -> tuple[str, ...]:
    if not column or (matrix.groups and matrix.reading.group):
        return matrix.groups if column or len(set(matrix.groups)) == 2 else ()
    path = Path(column)
    if not path.is_file():
        raise InputProblem(f"--group: {matrix.name} has no column “{column}”, and there is no such file.")
    table = read_table(path)
    if table.width == 1:
        if len(table.rows) != matrix.n:
            raise InputProblem(f"{path.name} has {len(table.rows)} groups for {matrix.n} sittings.")
        return tuple(row[0].strip() for row in table.rows)
    known = {row[0].strip(): row[1].strip() for row in table.rows}
    return tuple(known.get(name, "") for name in matrix.ids)


def _take_numbers(study: Study, files: Files) -> None:
    names = [item.name for item in study.items]
    if files.seconds is not None:
        study.seconds = _by_item(read_table(files.seconds), names, study.ids)
    if files.abilities is not None:
        table = read_table(files.abilities)
        known = dict(zip(table.column(0), _numbers(table, table.width - 1), strict=True))
        study.abilities = np.array([known.get(name, np.nan) for name in study.ids])
    if files.parameters is not None:
        study.parameters = _parameters(read_table(files.parameters, has_header=True), names)


def _by_item(table: Table, names: Sequence[str], ids: Sequence[str]) -> Floats:
    """Numbers, sittings × items, matched by the names of columns and rows, or else by their order."""
    header = table.header or ()
    has_ids = bool(header) and plain(header[0]) in ID_NAMES and header[0] not in names
    rest = list(range(1 if has_ids else 0, table.width))
    places = [header.index(name) for name in names] if header and set(names) <= set(header) else rest
    if len(places) != len(names):
        raise InputProblem(f"{table.name} has {len(places)} columns of numbers for {len(names)} items.")
    columns = np.array([_numbers(table, place) for place in places]).T.reshape(len(table.rows), len(names))
    if not has_ids:
        if len(columns) != len(ids):
            raise InputProblem(f"{table.name} has {len(columns)} rows for {len(ids)} sittings, and no column of ids.")
        return columns
    rows = {name.strip(): row for row, name in enumerate(table.column(0))}
    found = np.full((len(ids), len(names)), np.nan)
    for place, name in enumerate(ids):
        if name in rows:
            found[place] = columns[rows[name]]
    return found


def _numbers(table: Table, place: int) -> list[float]:
    found = []
    for row, line in zip(table.rows, table.lines, strict=True):
        text = row[place].strip()
        try:
            found.append(float(text) if text not in ("", "NA", ".") else np.nan)
        except ValueError:
            raise at(table.name, line, f"“{text}” is no number.") from None
    return found


def _parameters(table: Table, names: Sequence[str]) -> tuple[Floats, Floats]:
    """a and d of each item, of columns item, a, and d or b (difficulty)."""
    header = [plain(name) for name in table.header or ()]
    if "a" not in header or not {"b", "d"} & set(header):
        raise InputProblem(f"{table.name} needs the columns item, a, and b (difficulty) or d (intercept).")
    a = np.array(_numbers(table, header.index("a")))
    d = (
        np.array(_numbers(table, header.index("d")))
        if "d" in header
        else -a * np.array(_numbers(table, header.index("b")))
    )
    of_name = next((header.index(name) for name in items_file.COLUMNS["name"] if name in header), None)
    if of_name is None:
        if len(a) != len(names):
            raise InputProblem(f"{table.name} has {len(a)} rows for {len(names)} items.")
        return a, d
    known = {name.strip(): row for row, name in enumerate(table.column(of_name))}
    rows = [known.get(name) for name in names]
    of_items = [(np.nan, np.nan) if row is None else (a[row], d[row]) for row in rows]
    return np.array([one for one, _ in of_items]), np.array([other for _, other in of_items])
