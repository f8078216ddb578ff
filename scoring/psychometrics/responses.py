"""Who chose what on which item, as numbers: the one form in which the classical statistics take responses. NumPy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# The code of a cell whose item the sitting never saw.
NOT_PRESENTED = 255
MOST_CHOICES = 254


@dataclass(frozen=True)
class Responses:
    """`codes`: sittings × items, uint8, the number of a choice or NOT_PRESENTED; `points`: items × choices, what each
    choice earns; `max_points`: by item; `choices`: by item the options that each number stands for, () for an omission,
    and empty where only marks are known; `is_scored`: by item, False for one that is tried out and part of no total (None:
    all are scored)."""

    codes: NDArray[np.uint8]
    points: Floats
    max_points: Floats
    choices: tuple[tuple[tuple[str, ...], ...], ...] = ()
    is_scored: NDArray[np.bool_] | None = None

    @property
    def scored(self) -> NDArray[np.bool_]:
        return np.ones(self.k, dtype=bool) if self.is_scored is None else self.is_scored

    @property
    def n(self) -> int:
        return int(self.codes.shape[0])

    @property
    def k(self) -> int:
        return int(self.codes.shape[1])


def from_scores(scores: Floats, max_points: Floats | None = None) -> Responses:
    """Of marks alone: sittings × items, NaN where the item was not presented; an item is worth 1 unless told.

    Raises ValueError for another shape or more than 254 different marks.
    """
    marks = np.asarray(scores, dtype=float)
    if marks.ndim != 2:
        raise ValueError("Scores are a table of sittings by items.")
    is_seen = ~np.isnan(marks)
    values = np.unique(marks[is_seen])
    if len(values) > MOST_CHOICES:
        raise ValueError(f"More than {MOST_CHOICES} different marks.")
    codes = np.full(marks.shape, NOT_PRESENTED, dtype=np.uint8)
    codes[is_seen] = np.searchsorted(values, marks[is_seen])
    most = np.ones(marks.shape[1]) if max_points is None else np.asarray(max_points, dtype=float)
    return Responses(codes, np.tile(values, (marks.shape[1], 1)), most)


def from_options(
    rows: Sequence[Sequence[str | None]],
    worth: Callable[[int, frozenset[str]], float],
    max_points: Floats,
) -> Responses:
    """Of options as text, "BD" for two of them, "" for an omission, None where the item was not presented.

    `worth(item, options)` is asked once for every different answer to an item. Raises ValueError for more than 254.
    """
    k = len(max_points)
    numbers: list[dict[tuple[str, ...], int]] = [{} for _ in range(k)]
    columns = [_encode([row[item] for row in rows], numbers[item]) for item in range(k)]
    codes = np.array(columns, dtype=np.uint8).reshape(k, len(rows)).T
    points = np.zeros((k, max((len(found) for found in numbers), default=0)))
    for item, found in enumerate(numbers):
        for choice, number in found.items():
            points[item, number] = worth(item, frozenset(choice)) if choice else 0.0
    return Responses(codes, points, np.asarray(max_points, dtype=float), tuple(tuple(found) for found in numbers))


def _encode(answers: Sequence[str | None], numbers: dict[tuple[str, ...], int]) -> list[int]:
    seen: dict[str | None, int] = {None: NOT_PRESENTED}
    for answer in dict.fromkeys(answers):
        if answer is not None:
            seen[answer] = numbers.setdefault(tuple(sorted(set(answer))), len(numbers))
    if len(numbers) > MOST_CHOICES:
        raise ValueError(f"More than {MOST_CHOICES} different answers to one item.")
    return [seen[answer] for answer in answers]


def marks_of(responses: Responses, start: int = 0, stop: int | None = None) -> Floats:
    """Points of these sittings (rows) on each item; NaN where it was not presented."""
    table = np.full((responses.k, 256), np.nan)
    table[:, : responses.points.shape[1]] = responses.points
    table[:, NOT_PRESENTED] = np.nan
    codes = responses.codes[start:stop]
    marks = np.empty(codes.shape)
    for item in range(responses.k):
        marks[:, item] = table[item][codes[:, item]]
    return marks
