"""How the totals of a form are spread, and what Moodle's quiz statistics say about its items, from one count table. NumPy."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.count_table import CountTable
from scoring.psychometrics.item_analysis import moments
from scoring.psychometrics.minimums import USUAL, Minimums

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FormRow:
    """Totals in points; None: too few sittings, or totals that do not vary. `sd` with n - 1; `skewness`, `kurtosis` by
    R. A. Fisher's (1930) k statistics, 0 for a normal distribution."""

    n: int
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None


@dataclass(frozen=True)
class MoodleRow:
    """Of an item, in per cent, as Moodle's quiz statistics define them; None where nothing varies or is too few.

    `effective_weight`: its share of the total's spread; `discrimination_index`: correlation with the rest;
    `discriminative_efficiency`: covariance with the rest, of the greatest that these marks could have.
    """

    effective_weight: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None


def analyse_form(table: CountTable, minimums: Minimums = USUAL) -> FormRow:
    """A minimum of 30 sittings unless told."""
    n = table.n
    if n < max(minimums.facility, 1):
        return FormRow(n)
    weights = table.totals.astype(float)
    mean = float(weights @ table.levels) / n
    second, third, fourth = (float(weights @ (table.levels - mean) ** power) / n for power in (2, 3, 4))
    k2 = second * n / (n - 1) if n > 1 else 0.0
    has_shape = n > 3 and k2 > 1e-12
    k3 = third * n * n / ((n - 1) * (n - 2)) if has_shape else 0.0
    k4 = n * n * ((n + 1) * fourth - 3 * (n - 1) * second**2) / ((n - 1) * (n - 2) * (n - 3)) if has_shape else 0.0
    return FormRow(
        n=n,
        mean=mean,
        sd=sqrt(k2) if n > 1 else None,
        median=_median(table),
        skewness=k3 / k2**1.5 if has_shape else None,
        kurtosis=k4 / k2**2 if has_shape else None,
    )


def _median(table: CountTable) -> float:
    after = np.cumsum(table.totals)
    places = np.array([(table.n - 1) // 2, table.n // 2])
    return float(table.levels[np.searchsorted(after, places, side="right")].mean())


def analyse_as_moodle(table: CountTable, minimums: Minimums = USUAL) -> tuple[MoodleRow, ...]:
    """A row for each item, of 100 sittings or more unless told.

    An item whose marks fall where totals rise has no effective weight, nor has one that is not scored.
    """
    found = moments(table)
    with np.errstate(invalid="ignore"):
        weights = np.sqrt(np.maximum(np.nan_to_num(found.covariance), 0.0)) * table.scored
        spread = np.sqrt(found.variance * found.rest_variance)
    has_weight = table.scored & (found.covariance >= 0)
    rows = []
    for item in range(table.k):
        if found.n[item] < max(minimums.correlation, 2):
            rows.append(MoodleRow(None, None, None))
            continue
        greatest = _greatest_covariance(table, item)
        rows.append(
            MoodleRow(
                effective_weight=_percent(weights[item], weights.sum()) if has_weight[item] else None,
                discrimination_index=_percent(found.rest_covariance[item], spread[item]),
                discriminative_efficiency=_percent(found.rest_covariance[item], greatest),
            )
        )
    return tuple(rows)


def _percent(part: float, whole: float) -> float | None:
    return 100 * float(part) / float(whole) if whole > 1e-12 else None


def _greatest_covariance(table: CountTable, item: int) -> float:
    """Of the item's marks and the points on the rest, if both were in the same order."""
    counts = table.counts[:, item].sum(axis=0)
    marks = np.broadcast_to(table.points[item], counts.shape)
    rests = table.levels[:, None] - marks * table.scored[item]
    n = int(counts.sum())
    one, other = _ordered(marks, counts), _ordered(rests, counts)
    # Between two neighbouring bounds all sittings have the same mark and the same rest.
    bounds = np.union1d(one[1], other[1])
    sizes = np.diff(bounds, prepend=0)
    x = one[0][np.searchsorted(one[1], bounds)]
    y = other[0][np.searchsorted(other[1], bounds)]
    return float((sizes * (x - sizes @ x / n) * (y - sizes @ y / n)).sum() / (n - 1))


def _ordered(values: Floats, counts: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """Values that occur, ascending, and how many sittings have them or less."""
    occurs = counts.ravel() > 0
    found, sizes = values.ravel()[occurs], counts.ravel()[occurs]
    order = np.argsort(found, kind="stable")
    return found[order], np.cumsum(sizes[order])
