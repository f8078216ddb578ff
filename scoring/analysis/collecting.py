"""Scored sittings as arrays, read row by row from the database. NumPy: for tasks and commands alone."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from exams.bank.keys import get_correct_codes
from exams.bank.models import Option
from exams.sittings.models import Response
from scoring.marking.models import Result
from scoring.psychometrics.responses import MOST_CHOICES, NOT_PRESENTED, Responses, marks_of

# Rows that a cursor brings at a time, and cells that are put in place at a time.
CHUNK = 2000
# Sittings whose answers are asked for by name.
FEW = 10_000
CELLS = 1_000_000
MARK = ("version_id", "domain_id", "selected", "points", "max_points")
# What one mark says: version, domain, selected codes, points, possible points.
Known = tuple[int, int, str, float, float]


@dataclass(frozen=True)
class Column:
    """One item as these sittings met it: a version, scored or tried out (or dropped: no points were possible).

    `max_points`: the greatest that a form gives for it, 1 for an item that is not scored. `options`: codes. `key`: those that
    the marks give all points for, together (a correction may accept more than one set); the bank's key where nobody earned
    them, and for an item that is not scored.
    """

    version_id: int
    domain_id: int
    is_scored: bool
    max_points: float
    options: tuple[str, ...]
    key: frozenset[str]


@dataclass(frozen=True)
class Collected:
    """Sittings × items. `responses` has a row for each of `sitting_ids`, and a column for each of `columns`, which stand
    in the order of their versions' ids; sittings stand in no order. `form_ids`, `user_ids`, `closed_at` (seconds since 1970):
    by sitting.

    Marks are those that the results keep: a choice that was marked differently in two sittings (a re-scoring that was
    stopped) counts as two choices. An item worth more on one form than on another has its shares, times the greater
    worth. Items that are not scored are marked by the key, 1 point for exactly the key.
    """

    sitting_ids: tuple[UUID, ...]
    form_ids: NDArray[np.int64]
    user_ids: NDArray[np.int64]
    closed_at: NDArray[np.float64]
    columns: tuple[Column, ...]
    responses: Responses

    @property
    def n(self) -> int:
        return len(self.sitting_ids)

    @property
    def domain_ids(self) -> NDArray[np.int64]:
        return np.array([column.domain_id for column in self.columns], dtype=np.int64)

    def is_right(self) -> NDArray[np.float64]:
        """Sittings × items: 1 for all points of the item, 0 for fewer, NaN where it was not presented."""
        marks = marks_of(self.responses)
        return np.where(np.isnan(marks), np.nan, (marks >= self.responses.max_points - 1e-9).astype(float))

    def of_sittings(self, wanted: NDArray[np.bool_]) -> "Collected":
        """Of some sittings, and the items that any of them saw."""
        codes = self.responses.codes[wanted]
        kept = tuple(np.array(self.sitting_ids, dtype=object)[wanted])
        part = replace(
            self,
            sitting_ids=kept,
            form_ids=self.form_ids[wanted],
            user_ids=self.user_ids[wanted],
            closed_at=self.closed_at[wanted],
            responses=replace(self.responses, codes=codes),
        )
        return part.of_items((codes != NOT_PRESENTED).any(axis=0))

    def of_items(self, wanted: NDArray[np.bool_]) -> "Collected":
        whole = self.responses
        places = np.flatnonzero(wanted)
        part = Responses(
            codes=whole.codes[:, places],
            points=whole.points[places],
            max_points=whole.max_points[places],
            choices=tuple(whole.choices[place] for place in places),
            is_scored=whole.scored[places],
        )
        return replace(self, columns=tuple(self.columns[place] for place in places), responses=part)


class _Cells:
    """Numbers what marks say as it meets it: a cell is the number of its column and, in the last byte, of its choice."""

    def __init__(self) -> None:
        self.known: dict[Known, int] = {}
        self.columns: dict[tuple[int, bool], int] = {}
        self.domains: list[int] = []
        self.choices: list[dict[tuple[str, float, float], int]] = []
        self.values = array("I")
        self.lengths = array("I")

    def add(self, marks: Mapping[str, Any]) -> None:
        found = [self.known.get(mark, -1) for mark in zip(*(marks[name] for name in MARK), strict=True)]
        if -1 in found:
            found = [self._number(mark) for mark in zip(*(marks[name] for name in MARK), strict=True)]
        self.values.extend(found)
        self.lengths.append(len(found))

    def _number(self, mark: Known) -> int:
        if mark in self.known:
            return self.known[mark]
        version_id, domain_id, selected, points, most = mark
        column = self.columns.setdefault((version_id, most > 0), len(self.columns))
        if column == len(self.domains):
            self.domains.append(domain_id)
            self.choices.append({})
        self.domains[column] = max(self.domains[column], domain_id)
        numbers = self.choices[column]
        choice = numbers.setdefault((selected, float(points), float(most)), len(numbers))
        if choice >= MOST_CHOICES:
            raise ValueError(f"More than {MOST_CHOICES} different answers to version {version_id}.")
        self.known[mark] = column << 8 | choice
        return self.known[mark]


def collect(results: QuerySet[Result]) -> Collected:
    """The marks of these results (`selectors.list_scored_results`); three statements, one of them streamed."""
    cells, sitting_ids = _Cells(), []
    form_ids, user_ids, closed_at = array("q"), array("q"), array("d")
    names = ("sitting_id", "sitting__form_id", "sitting__user_id", "sitting__closed_at", "marks")
    for sitting_id, form_id, user_id, closed, marks in results.values_list(*names).iterator(chunk_size=CHUNK):
        if marks:
            cells.add(marks)
            sitting_ids.append(sitting_id)
            form_ids.append(form_id)
            user_ids.append(user_id)
            closed_at.append(closed.timestamp())
    columns = _describe(cells)
    # In the order of versions, the scored one first, whatever was met first.
    order = sorted(range(len(columns)), key=lambda place: (columns[place].version_id, not columns[place].is_scored))
    return Collected(
        sitting_ids=tuple(sitting_ids),
        form_ids=np.array(form_ids, dtype=np.int64),
        user_ids=np.array(user_ids, dtype=np.int64),
        closed_at=np.array(closed_at, dtype=float),
        columns=tuple(columns[place] for place in order),
        responses=_arrange(cells, columns, order),
    )


def _describe(cells: _Cells) -> list[Column]:
    versions = {version_id for version_id, _ in cells.columns}
    keys = get_correct_codes(version_ids=versions)
    options: dict[int, list[str]] = {version: [] for version in versions}
    for version_id, code in Option.objects.filter(version__in=versions).values_list("version_id", "code"):
        options[version_id].append(code)
    return [
        Column(
            version_id=version_id,
            domain_id=cells.domains[place],
            is_scored=is_scored,
            max_points=max(most for _, _, most in cells.choices[place]) if is_scored else 1.0,
            options=tuple(sorted(options[version_id])),
            key=(is_scored and _key_in_force(cells.choices[place])) or keys.get(version_id, frozenset()),
        )
        for (version_id, is_scored), place in cells.columns.items()
    ]


def _key_in_force(choices: Mapping[tuple[str, float, float], int]) -> frozenset[str]:
    return frozenset(code for selected, earned, most in choices if earned == most for code in selected)


def _arrange(cells: _Cells, columns: list[Column], order: list[int]) -> Responses:
    target = np.empty(len(columns), dtype=np.int64)
    target[order] = np.arange(len(columns))
    lengths, values = np.array(cells.lengths, dtype=np.int64), np.frombuffer(cells.values, dtype=np.dtype("I"))
    codes = np.full((len(lengths), len(columns)), NOT_PRESENTED, dtype=np.uint8)
    row = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    for start in range(0, len(values), CELLS):
        part = slice(start, start + CELLS)
        codes[row[part], target[values[part] >> 8]] = values[part] & 255
    points = np.zeros((len(columns), max((len(found) for found in cells.choices), default=0)))
    for place, found in enumerate(cells.choices):
        for (selected, earned, most), number in found.items():
            points[target[place], number] = _points(columns[place], selected, earned, most)
    return Responses(
        codes=codes,
        points=points,
        max_points=np.array([columns[place].max_points for place in order], dtype=float),
        choices=tuple(tuple(tuple(selected) for selected, _, _ in cells.choices[place]) for place in order),
        is_scored=np.array([columns[place].is_scored for place in order], dtype=bool),
    )


def _points(column: Column, selected: str, earned: float, most: float) -> float:
    if column.is_scored:
        return earned / most * column.max_points
    return float(bool(column.key) and frozenset(selected) == column.key)


def collect_seconds(collected: Collected) -> NDArray[np.float32]:
    """Sittings × items: active seconds on the item; NaN where none are stored: not presented, or never opened."""
    seconds = np.full(collected.responses.codes.shape, np.nan, dtype=np.float32)
    row_of = {sitting_id: row for row, sitting_id in enumerate(collected.sitting_ids)}
    places: dict[int, list[int]] = {}
    for place, column in enumerate(collected.columns):
        places.setdefault(column.version_id, []).append(place)
    for sitting_id, version_id, spent_ms in _list_spent(collected):
        row = row_of.get(sitting_id)
        if row is not None:
            seconds[row, places.get(version_id, [])] = spent_ms / 1000
    seconds[collected.responses.codes == NOT_PRESENTED] = np.nan
    return seconds


def _list_spent(collected: Collected) -> Iterable[tuple[UUID, int, int]]:
    """Of these sittings by name where they are few; else of all sittings of their forms, and who asks leaves out those that
    it does not know."""
    wanted = ("sitting_id", "version_id", "spent_ms")
    rows = Response.objects.filter(spent_ms__gt=0).order_by()
    if collected.n <= FEW:
        for start in range(0, collected.n, CHUNK):
            named = rows.filter(sitting__in=collected.sitting_ids[start : start + CHUNK])
            yield from named.values_list(*wanted).iterator(chunk_size=CHUNK)
    else:
        forms = [int(form_id) for form_id in np.unique(collected.form_ids)]
        yield from rows.filter(sitting__form__in=forms).values_list(*wanted).iterator(chunk_size=CHUNK)
