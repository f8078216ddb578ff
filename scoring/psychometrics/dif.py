"""Whether an item is harder for one of two groups of equal ability: Mantel-Haenszel and its ETS classes. NumPy."""

from dataclasses import dataclass, replace
from math import isfinite, log, sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.count_table import CountTable, count, totals_of
from scoring.psychometrics.minimums import USUAL, Minimums
from scoring.psychometrics.responses import Responses

Floats = NDArray[np.float64]
REFERENCE, FOCAL = 0, 1
# Chi-square with one degree of freedom, and the normal distribution on one side: 5 %.
SIGNIFICANT, ONE_SIDED = 3.841458820694124, 1.6448536269514722
MOST_ROUNDS = 10


@dataclass(frozen=True)
class DifRow:
    """One item; None where a group has too few sittings, or the item is not right or wrong, or all answered alike.

    `mh_alpha`: odds of the reference group over the focal group's; `mh_delta`: -2.35 ln of it, below 0 where the item is
    harder for the focal group; `ets_class`: A negligible, B moderate, C large; `std_p_dif_focal_weights`: difference of
    the facilities (focal - reference) at equal totals.
    """

    n_reference: int
    n_focal: int
    mh_alpha: float | None = None
    mh_delta: float | None = None
    mh_var_log_alpha: float | None = None
    mh_chisq_corrected: float | None = None
    mh_chisq_uncorrected: float | None = None
    std_p_dif_focal_weights: float | None = None
    ets_class: str | None = None


@dataclass(frozen=True)
class Purified:
    """`items`: numbers (from 0) of those left out of the matching total; `has_settled`: False where that went in
    circles; `rows`: with the last total."""

    items: tuple[int, ...]
    has_settled: bool
    rows: tuple[DifRow, ...]


def analyse_dif(table: CountTable, minimums: Minimums = USUAL) -> tuple[DifRow, ...]:
    """Of a count table by group (0 reference, 1 focal), matched on its levels.

    N. Mantel & W. Haenszel (1959), Journal of the National Cancer Institute 22; P. W. Holland & D. T. Thayer (1988) in
    Wainer & Braun, Test validity; variance of J. Robins, N. Breslow & S. Greenland (1986), Biometrics 42; differences of
    N. J. Dorans & E. Kulick (1986), Journal of Educational Measurement 23. A minimum of 200 sittings in each group
    unless told. Raises ValueError for other than two groups.
    """
    if len(table.counts) > 2:
        raise ValueError("Differences are looked for between two groups.")
    return tuple(_row(table, item, minimums) for item in range(table.k))


def _row(table: CountTable, item: int, minimums: Minimums) -> DifRow:
    counts, points = table.counts[:, item].astype(float), table.points[item]
    is_right, is_wrong = points == table.max_points[item], points == 0
    sizes = counts.sum(axis=(1, 2))
    n_reference, n_focal = int(sizes[0]), int(sizes[1]) if len(sizes) > 1 else 0
    row = DifRow(n_reference, n_focal)
    if min(n_reference, n_focal) < max(minimums.dif_group, 1) or counts[..., ~(is_right | is_wrong)].any():
        return row
    right, wrong = counts[..., is_right].sum(axis=2), counts[..., is_wrong].sum(axis=2)
    return _mantel_haenszel(row, right, wrong)


def _mantel_haenszel(row: DifRow, right: Floats, wrong: Floats) -> DifRow:
    """`right`, `wrong`: groups × levels."""
    both = (right + wrong).min(axis=0) > 0
    (a, c), (b, d) = right[:, both], wrong[:, both]
    n = a + b + c + d
    for_reference, for_focal = a * d / n, b * c / n
    r, s = float(for_reference.sum()), float(for_focal.sum())
    if r <= 0 or s <= 0:
        return row
    p, q = (a + d) / n, (b + c) / n
    variance = (p * for_reference).sum() / (2 * r * r) + (q * for_focal).sum() / (2 * s * s)
    variance += (p * for_focal + q * for_reference).sum() / (2 * r * s)
    expected = (a + b) * (a + c) / n
    spread = float(((a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))).sum())
    apart = abs(float(a.sum() - expected.sum()))
    found = replace(
        row,
        mh_alpha=r / s,
        mh_delta=-2.35 * log(r / s),
        mh_var_log_alpha=float(variance),
        mh_chisq_corrected=(apart - 0.5) ** 2 / spread,
        mh_chisq_uncorrected=apart**2 / spread,
        std_p_dif_focal_weights=float(((c + d) * (c / (c + d) - a / (a + b))).sum() / (c + d).sum()),
    )
    return replace(found, ets_class=_ets_class(found))


def _ets_class(row: DifRow) -> str | None:
    """R. Zwick & K. Ercikan (1989), Journal of Educational Measurement 26."""
    if row.mh_delta is None or row.mh_var_log_alpha is None or row.mh_chisq_corrected is None:
        return None
    size, error = abs(row.mh_delta), 2.35 * sqrt(row.mh_var_log_alpha)
    if size < 1 or row.mh_chisq_corrected < SIGNIFICANT:
        return "A"
    return "C" if size >= 1.5 and isfinite(error) and size - 1 > ONE_SIDED * error else "B"


def purify(responses: Responses, groups: NDArray[np.integer], minimums: Minimums = USUAL) -> Purified:
    """Again and again without the items found to differ (at 5 %) in the matching total, until they stay the same.

    The item that is looked at is always part of its own total, as Holland & Thayer (1988) advise. Stops after ten rounds.
    """
    left_out: tuple[int, ...] = ()
    rows: tuple[DifRow, ...] = analyse_dif(count(responses, groups), minimums)
    for _ in range(MOST_ROUNDS):
        flagged = tuple(item for item, row in enumerate(rows) if (row.mh_chisq_corrected or 0.0) > SIGNIFICANT)
        if flagged == left_out:
            return Purified(left_out, True, rows)
        left_out = flagged
        rows = _without(responses, groups, left_out, minimums)
    return Purified(left_out, False, rows)


def _without(
    responses: Responses, groups: NDArray[np.integer], left_out: tuple[int, ...], minimums: Minimums
) -> tuple[DifRow, ...]:
    is_kept = responses.scored.copy()
    is_kept[list(left_out)] = False
    totals = totals_of(_of_items(responses, is_kept))
    rows = list(analyse_dif(count(responses, groups, totals), minimums))
    for item in left_out:
        alone = _of_items(responses, np.arange(responses.k) == item)
        rows[item] = analyse_dif(count(alone, groups, totals + totals_of(alone)), minimums)[0]
    return tuple(rows)


def _of_items(responses: Responses, items: NDArray[np.bool_]) -> Responses:
    return Responses(responses.codes[:, items], responses.points[items], responses.max_points[items])
