"""How many sittings of each total gave each answer to each item: what the item statistics are computed from. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.responses import NOT_PRESENTED, Responses

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
# Sittings counted at a time: what they need stays in the processor's cache.
CHUNK = 32_768


@dataclass(frozen=True)
class CountTable:
    """`counts`: groups × items × levels × choices, of those who saw the item; `levels`: the totals, ascending;
    `totals`: sittings by level; points and choices as in Responses."""

    counts: Counts
    levels: Floats
    totals: Counts
    points: Floats
    max_points: Floats
    choices: tuple[tuple[tuple[str, ...], ...], ...]
    scored: NDArray[np.bool_]

    @property
    def n(self) -> int:
        return int(self.totals.sum())

    @property
    def k(self) -> int:
        return int(self.points.shape[0])


def totals_of(responses: Responses) -> Floats:
    """Sum of the points of each sitting, over the scored items that it saw."""
    table = np.zeros((responses.k, 256))
    table[:, : responses.points.shape[1]] = responses.points
    table[:, NOT_PRESENTED] = 0.0
    table[~responses.scored] = 0.0
    found = np.zeros(responses.n)
    for start in range(0, responses.n, CHUNK):
        columns = np.ascontiguousarray(responses.codes[start : start + CHUNK].T)
        part = found[start : start + CHUNK]
        for item, codes in enumerate(columns):
            part += table[item].take(codes)
    # Thirds of a point add up to the same level in whatever order.
    return np.round(found, 9)


def count(responses: Responses, groups: NDArray[np.integer] | None = None, totals: Floats | None = None) -> CountTable:
    """The table of these sittings; `groups`: number of each sitting's group from 0, or -1 to leave it out of `counts`
    (all are one group unless told); `totals`: another matching score. Raises ValueError for lengths that differ."""
    scores = totals_of(responses) if totals is None else np.asarray(totals, dtype=float)
    group = np.zeros(responses.n, dtype=np.int64) if groups is None else np.asarray(groups, dtype=np.int64)
    if len(scores) != responses.n or len(group) != responses.n:
        raise ValueError("There must be one total and one group for each sitting.")
    levels, level = np.unique(scores, return_inverse=True)
    n_groups, n_levels, n_choices = int(group.max(initial=0)) + 1, len(levels), responses.points.shape[1]
    # The last choice collects cells that were not presented, the last row sittings that are in no group.
    row = np.where(group < 0, n_groups * n_levels, group * n_levels + level)
    width, height = n_choices + 1, n_groups * n_levels + 1
    counts = np.zeros((responses.k, height * width), dtype=np.int64)
    for start in range(0, responses.n, CHUNK):
        base = row[start : start + CHUNK] * width
        columns = np.ascontiguousarray(np.minimum(responses.codes[start : start + CHUNK], n_choices).T)
        for item, codes in enumerate(columns):
            counts[item] += np.bincount(base + codes, minlength=height * width)
    shaped = counts.reshape(responses.k, height, width)[:, :-1, :-1].reshape(responses.k, n_groups, n_levels, n_choices)
    per_level = np.bincount(level, minlength=n_levels)
    by_group = shaped.transpose(1, 0, 2, 3)
    known = responses.points, responses.max_points, responses.choices, responses.scored
    return CountTable(by_group, levels, per_level, *known)


def share_of_groups(per_level: Counts | Floats, bounds: tuple[float, float]) -> Floats:
    """Which share of each level's sittings lies between two quantiles (0 to 1), counted from the lowest total.

    Levels at a bound count in part, so that the group holds exactly its share of sittings whatever their order.
    `per_level`: … × levels; the result has the same shape.
    """
    sizes = np.asarray(per_level, dtype=float)
    after = np.cumsum(sizes, axis=-1)
    n = after[..., -1:]
    inside = np.minimum(after, bounds[1] * n) - np.maximum(after - sizes, bounds[0] * n)
    return np.divide(np.maximum(inside, 0.0), sizes, out=np.zeros_like(sizes), where=sizes > 0)
