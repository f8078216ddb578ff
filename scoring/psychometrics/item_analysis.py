"""How hard each item is and whether it separates, from one count table. NumPy; no Django."""

from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.count_table import CountTable, share_of_groups
from scoring.psychometrics.minimums import USUAL, Minimums

Floats = NDArray[np.float64]
TAIL = 0.27


@dataclass(frozen=True)
class ItemRow:
    """One item; what cannot be said (too few sittings, or nothing varies) is None.

    `n`: sittings that saw it; `omitted`: of them without an answer, None where only marks are known; `p`: facility, the
    mean share of its points; `sd`: of its points (n - 1); `item_total_r`, `item_rest_r`: correlation with the total, and
    with the total without the item; `item_rest_r_95`: its interval; `D27`: see `discrimination`.
    """

    n: int
    omitted: int | None
    p: float | None
    sd: float | None
    item_total_r: float | None
    item_rest_r: float | None
    item_rest_r_95: tuple[float, float] | None
    D27: float | None


@dataclass(frozen=True)
class Moments:
    """Of each item over those who saw it: sittings, mean and (co)variances (n - 1) of its mark and the total, and of the
    rest: the total without the item, which is all of it for an item that is not scored."""

    n: Floats
    mean: Floats
    variance: Floats
    covariance: Floats
    total_variance: Floats
    rest_covariance: Floats
    rest_variance: Floats


def moments(table: CountTable) -> Moments:
    """Sums over the count table; NaN where they take more sittings."""
    counts = table.counts.sum(axis=0)
    center = float(np.average(table.levels, weights=table.totals)) if table.n else 0.0
    level = table.levels - center
    seen = counts.sum(axis=2).astype(float)
    n = seen.sum(axis=1)
    by_choice = counts.sum(axis=1)
    earned = np.einsum("jlc,jc->jl", counts, table.points)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, mean_level = earned.sum(axis=1) / n, seen @ level / n
        freedom = np.where(n > 1, n - 1, np.nan)
        variance = ((by_choice * table.points**2).sum(axis=1) - n * mean**2) / freedom
        covariance = (earned @ level - n * mean * mean_level) / freedom
        total_variance = (seen @ level**2 - n * mean_level**2) / freedom
    rest_covariance = np.where(table.scored, covariance - variance, covariance)
    rest_variance = np.where(table.scored, total_variance + variance - 2 * covariance, total_variance)
    spreads = (np.maximum(found, 0.0) for found in (variance, total_variance, rest_variance))
    variance, total_variance, rest_variance = spreads
    return Moments(n, mean, variance, covariance, total_variance, rest_covariance, rest_variance)


def discrimination(table: CountTable, tail: float = TAIL) -> Floats:
    """Mean share of the points of the best `tail` of the sittings minus that of the lowest; NaN without sittings.

    T. L. Kelley (1939), "The selection of upper and lower groups for the validation of test items", Journal of
    Educational Psychology 30. Levels at the border count in part, so the order of sittings is irrelevant.
    """
    counts = table.counts.sum(axis=0)
    seen = counts.sum(axis=2).astype(float)
    earned = np.einsum("jlc,jc->jl", counts, table.points)
    if not seen.size:
        return np.full(table.k, np.nan)
    low, high = share_of_groups(seen, (0.0, tail)), share_of_groups(seen, (1.0 - tail, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        size = tail * seen.sum(axis=1) * table.max_points
        return np.asarray(((high - low) * earned).sum(axis=1) / size)


def correlation(covariance: Floats, one: Floats, other: Floats) -> Floats:
    """Pearson's r from (co)variances; NaN where one of the two does not vary (up to rounding)."""
    spread = np.sqrt(one * other)
    small = 1e-12 * np.maximum(1.0, np.maximum(one, other))
    return np.divide(covariance, spread, out=np.full_like(spread, np.nan), where=(one > small) & (other > small))


def fisher_interval(r: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of a correlation. R. A. Fisher (1921), "On the probable error of a coefficient of correlation", Metron 1.
    Below four sittings nothing is known: (-1, 1)."""
    if n < 4:
        return -1.0, 1.0
    if abs(r) >= 1:
        return r, r
    spread = NormalDist().inv_cdf((1 + confidence) / 2) / sqrt(n - 3)
    return tanh(atanh(r) - spread), tanh(atanh(r) + spread)


def analyse_items(table: CountTable, minimums: Minimums = USUAL) -> tuple[ItemRow, ...]:
    """A row for each item. The item-rest correlation: S. Henrysson (1963), "Correction of item-total correlations in
    item analysis", Psychometrika 28. Minimum numbers: facility 30 sittings, the others 100, unless told."""
    found = moments(table)
    with_total = correlation(found.covariance, found.variance, found.total_variance)
    with_rest = correlation(found.rest_covariance, found.variance, found.rest_variance)
    tails = discrimination(table)
    most = np.where(table.max_points > 0, table.max_points, np.nan)
    rows = []
    for item in range(table.k):
        n = int(found.n[item])
        is_known, is_enough = n >= max(minimums.facility, 1), n >= minimums.correlation
        r = _known(with_rest[item], is_enough)
        rows.append(
            ItemRow(
                n=n,
                omitted=omitted(table, item),
                p=_known(found.mean[item] / most[item], is_known),
                sd=_known(np.sqrt(found.variance[item]), is_known),
                item_total_r=_known(with_total[item], is_enough),
                item_rest_r=r,
                item_rest_r_95=None if r is None else fisher_interval(r, n),
                D27=_known(tails[item], is_enough),
            )
        )
    return tuple(rows)


def omitted(table: CountTable, item: int) -> int | None:
    """Sittings that saw the item and left it; None where only marks are known."""
    if not table.choices:
        return None
    counts = table.counts[:, item].sum(axis=(0, 1))
    return int(sum(counts[number] for number, choice in enumerate(table.choices[item]) if not choice))


def _known(value: float, is_enough: bool) -> float | None:
    return float(value) if is_enough and np.isfinite(value) else None
