"""Whether an item follows its curve: S-X2, observed and expected shares of right answers by total score.

Orlando & Thissen (2000), "Likelihood-based item-fit indices for dichotomous item response theory models", Applied
Psychological Measurement 24. For Rasch also infit and outfit.
"""

from dataclasses import dataclass
from math import erfc, exp, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike

from scoring.psychometrics.ability import weighted_abilities
from scoring.psychometrics.irt_model import Array, normal_grid, probability, read_answers
from scoring.psychometrics.sum_scores import spread_of_totals

SMALLEST_EXPECTED = 1.0


@dataclass(frozen=True)
class ItemFit:
    """(items,) each: NaN (df 0) where the totals leave too few groups. `sittings`: those that saw every item."""

    s_x2: Array
    df: Array
    p: Array
    sittings: int


@dataclass(frozen=True)
class MeanSquares:
    """(items,) each: 1 is what the model expects; NaN for an item that nobody saw or that has no difficulty."""

    infit: Array
    outfit: Array


def mean_squares(scores: ArrayLike, b: Array) -> MeanSquares:
    """Infit and outfit of Rasch items of difficulty `b` (items,), at weighted likelihood abilities.

    Wright & Masters (1982), "Rating scale analysis". `scores`: (sittings, items) of 0, 1, NaN. Raises ValueError else.
    """
    difficulty = np.asarray(b, dtype=float)
    slopes = np.where(np.isfinite(difficulty), 1.0, np.nan)
    ability = weighted_abilities(scores, slopes, -difficulty).ability
    answers = read_answers(scores)
    share = probability(np.nan_to_num(ability), np.ones(len(difficulty)), -np.nan_to_num(difficulty))
    seen = answers.seen * np.isfinite(ability)[:, None] * np.isfinite(difficulty)
    spread = share * (1 - share)
    squares = seen * (answers.marks - share) ** 2
    count, weight = seen.sum(axis=0), (seen * spread).sum(axis=0)
    infit = squares.sum(axis=0) / np.where(count > 0, weight, 1)
    outfit = (squares / spread).sum(axis=0) / np.maximum(count, 1)
    return MeanSquares(np.where(count > 0, infit, np.nan), np.where(count > 0, outfit, np.nan))


def s_x2(
    scores: ArrayLike, a: Array, d: Array, c: Array | float = 0.0, *, variance: float = 1.0, fitted: int = 2
) -> ItemFit:
    """`scores`: (sittings, items) of 0, 1, NaN; only sittings that saw every item count. `fitted`: parameters per item
    (1 Rasch, 2, 3). Neighboring totals are joined until one right and one wrong answer is expected in
    each group.
    Raises ValueError for scores that are none."""
    answers = read_answers(scores)
    items = answers.marks.shape[1]
    marks = answers.marks[answers.seen.sum(axis=1) == items].astype(float)
    grid = normal_grid(variance=variance)
    found, df, p = np.full(items, np.nan), np.zeros(items, dtype=int), np.full(items, np.nan)
    if len(marks) < 2 or items < 3 or not np.all(np.isfinite(a) & np.isfinite(d)):
        return ItemFit(found, df, p, len(marks))
    share = probability(grid.nodes, a, d, c).T
    totals = marks.sum(axis=1).astype(int)
    counts = np.bincount(totals, minlength=items + 1)[1:items].astype(float)
    of_all = spread_of_totals(share) @ grid.weights
    for item in range(items):
        rest = spread_of_totals(np.delete(share, item, axis=0))
        expected = (rest * share[item]) @ grid.weights / of_all[1:]
        right = np.bincount(totals, weights=marks[:, item], minlength=items + 1)[1:items]
        groups = _groups(np.array([counts, counts * expected[: items - 1], right]).T)
        freedom = len(groups) - fitted
        if freedom > 0:
            size, wanted, seen = groups.T
            found[item] = ((seen - wanted) ** 2 * (1 / wanted + 1 / (size - wanted))).sum()
            df[item], p[item] = freedom, chi_square_tail(found[item], freedom)
    return ItemFit(found, df, p, len(marks))


def _groups(rows: Array) -> Array:
    """Totals that somebody reached, joined: one reached once to the next higher; then, from below, each that expects too
    few to its smaller neighbor. Rows are sittings, expected right, right."""
    cells = [row for row in rows if row[0] > 0]
    groups: list[Array] = []
    carried = np.zeros(3)
    for cell in cells:
        together = carried + cell
        is_alone = together[0] == 1
        carried = together if is_alone else np.zeros(3)
        if not is_alone:
            groups.append(together)
    if carried[0] and groups:
        groups[-1] = groups[-1] + carried
    return np.array(_joined(groups)).reshape(-1, 3)


def _joined(groups: list[Array]) -> list[Array]:
    while groups:
        place = next((number for number, row in enumerate(groups) if not _is_full(row)), None)
        if place is None:
            break
        small = groups.pop(place)
        if groups:
            beside = [number for number in (place - 1, place) if 0 <= number < len(groups)]
            nearest = min(beside, key=lambda number: groups[number][0])
            groups[nearest] = groups[nearest] + small
    return groups


def _is_full(row: Array) -> bool:
    return bool(row[1] >= SMALLEST_EXPECTED and row[0] - row[1] >= SMALLEST_EXPECTED)


def chi_square_tail(value: float, df: int) -> float:
    """P(chi-square with `df` degrees of freedom >= value), by its finite sum for whole degrees of freedom."""
    half = value / 2
    if df % 2 == 0:
        term = total = 1.0
        for i in range(1, df // 2):
            term *= half / i
            total += term
        return min(1.0, exp(-half) * total)
    total, term = erfc(sqrt(half)), exp(-half) * sqrt(half) * 2 / sqrt(pi)
    for i in range(1, (df + 1) // 2):
        total += term
        term *= half / (i + 0.5)
    return min(1.0, total)
