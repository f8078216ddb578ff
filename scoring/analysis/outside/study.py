"""What all statistics of one report are computed from, prepared once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.outside.items_file import Item
from scoring.analysis.outside.problems import Told
from scoring.psychometrics.count_table import CountTable, count, totals_of
from scoring.psychometrics.covariances import Covariances, covariances
from scoring.psychometrics.minimums import NONE, USUAL, Minimums
from scoring.psychometrics.responses import Responses, marks_of

Floats = NDArray[np.float64]
FIRST, FIRST_OF_DOMAINS = 50, 20
ALL_MODELS = ("rasch", "cml", "2pl", "2pl-map", "3pl")


@dataclass(frozen=True)
class Wanted:
    """What a report is to hold. `cut`: points, or a share where `is_cut_share`; `scale`: lowest, at the cut, highest;
    `first`: sittings whose own numbers are in the report (None: 50, and 20 for domains); `pairs`: ids of copier and
    source; `has_minimums` False computes whatever can be computed; `is_for_persons`: their numbers are wanted of all."""

    cut: float | None = None
    is_cut_share: bool = False
    scale: tuple[int, int, int] = (100, 700, 1000)
    first: int | None = None
    models: tuple[str, ...] = ALL_MODELS
    pairs: tuple[tuple[str, str], ...] = ()
    has_minimums: bool = True
    is_for_persons: bool = False

    @property
    def minimums(self) -> Minimums:
        return USUAL if self.has_minimums else NONE


@dataclass
class Study:
    """`groups`: 0 reference, 1 focal, -1 neither, by sitting; `seconds`: sittings × items; `totals`: given ones, that
    take the place of the sums; `abilities`, `parameters`: given ones (theta by sitting; a and d by item)."""

    ids: tuple[str, ...]
    items: Sequence[Item]
    responses: Responses
    wanted: Wanted
    told: Told
    groups: NDArray[np.int64] | None = None
    seconds: Floats | None = None
    given_totals: Floats | None = None
    abilities: Floats | None = None
    parameters: tuple[Floats, Floats] | None = None
    persons: dict[str, Any] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return self.responses.n

    @property
    def scored(self) -> NDArray[np.bool_]:
        return self.responses.scored

    def first(self, usual: int = FIRST) -> int:
        return min(self.n, usual if self.wanted.first is None else self.wanted.first)

    @cached_property
    def totals(self) -> Floats:
        return totals_of(self.responses) if self.given_totals is None else self.given_totals

    @cached_property
    def max_points(self) -> float:
        return float(self.responses.max_points[self.scored].sum())

    @cached_property
    def table(self) -> CountTable:
        return count(self.responses, None, self.totals)

    @cached_property
    def scored_part(self) -> Responses:
        return self.part(self.scored)

    def part(self, items: NDArray[np.bool_]) -> Responses:
        """Of some items alone."""
        found, kept = self.responses, np.flatnonzero(items)
        choices = tuple(found.choices[item] for item in kept) if found.choices else ()
        return Responses(found.codes[:, items], found.points[items], found.max_points[items], choices)

    @cached_property
    def covariances(self) -> Covariances:
        return covariances(self.scored_part)

    @cached_property
    def marks(self) -> Floats:
        return marks_of(self.responses)

    @cached_property
    def dichotomous(self) -> NDArray[np.bool_]:
        """Items on which every mark is all or nothing (or less than nothing)."""
        table = self.table
        occurs = table.counts.sum(axis=(0, 2)) > 0
        most = table.max_points[:, None]
        return np.asarray((~occurs | (table.points <= 0) | (table.points == most)).all(axis=1) & (most[:, 0] > 0))

    @cached_property
    def binary(self) -> NDArray[np.float32]:
        """1 right, 0 wrong, NaN not presented, of the items that models of right and wrong can take (see `modelled`)."""
        marks = self.marks[:, self.modelled]
        found = (marks >= self.responses.max_points[self.modelled]).astype(np.float32)
        found[np.isnan(marks)] = np.nan
        return found

    @cached_property
    def modelled(self) -> NDArray[np.bool_]:
        """Scored items that are right or wrong."""
        return self.scored & self.dichotomous

    @property
    def is_raw_score(self) -> bool:
        """Whether the total is the number of right answers: items of one point, right or wrong, all presented."""
        is_one = bool((self.responses.max_points[self.scored] == 1).all())
        is_whole = bool(self.dichotomous[self.scored].all()) and self.covariances.n == self.n
        return is_one and is_whole and self.given_totals is None

    @cached_property
    def cut(self) -> float | None:
        """In points."""
        if self.wanted.cut is None:
            return None
        return self.wanted.cut * self.max_points if self.wanted.is_cut_share else self.wanted.cut

    @cached_property
    def domains(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Names in the order of the items, and each scored item's number (from 0)."""
        names = [item.domain for item, is_scored in zip(self.items, self.scored, strict=True) if is_scored]
        order = tuple(dict.fromkeys(names))
        return order, np.array([order.index(name) for name in names], dtype=np.int64)

    def all_items(self, values: Sequence[Any] | NDArray[np.floating], among: NDArray[np.bool_]) -> list[Any]:
        """Values of some items at their places, None at the others."""
        found: list[Any] = [None] * len(self.items)
        for place, value in zip(np.flatnonzero(among), values, strict=True):
            found[place] = value
        return found
