"""Items compared between two groups of sittings: facility, and odds at equal totals. NumPy: for tasks and commands alone."""

from dataclasses import asdict
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.collecting import Collected
from scoring.psychometrics.count_table import CountTable, count
from scoring.psychometrics.dif import FOCAL, REFERENCE, DifRow, analyse_dif, purify
from scoring.psychometrics.intervals import wilson
from scoring.psychometrics.minimums import USUAL, Minimums

Numbers = dict[str, Any]
Z = NormalDist().inv_cdf(0.975)
NOBODYS = -1


def groups_of_cohorts(collected: Collected, focal: set[int], reference: set[int] | None) -> NDArray[np.int64]:
    """0 for the reference cohort (None: everybody else), 1 for the focal one; -1 for who is in both or in neither."""
    people = collected.user_ids
    is_focal = np.isin(people, list(focal))
    is_reference = ~is_focal if reference is None else np.isin(people, list(reference))
    groups = np.where(is_focal, FOCAL, REFERENCE)
    return np.where(is_focal == is_reference, NOBODYS, groups).astype(np.int64)


def groups_of_periods(collected: Collected, middle: float) -> NDArray[np.int64]:
    """0 for sittings closed before `middle` (seconds since 1970), 1 for those from then on."""
    return np.where(collected.closed_at >= middle, FOCAL, REFERENCE).astype(np.int64)


def compare_groups(collected: Collected, groups: NDArray[np.int64], minimums: Minimums = USUAL) -> Numbers:
    """`items`: for each column the facilities of both groups, their difference (focal - reference) with its 95 % interval,
    the Mantel-Haenszel row, `mh_delta_95`, and `purified_class`: its class when items that differ are left out of the
    matching total."""
    kept = collected.of_sittings(groups >= 0)
    own = groups[groups >= 0]
    sizes = [int((own == group).sum()) for group in (REFERENCE, FOCAL)]
    has_both = min(sizes) > 0
    table = count(kept.responses, own)
    rows = analyse_dif(table, minimums)
    is_enough = min(sizes) >= minimums.dif_group
    purified = purify(kept.responses, own, minimums) if is_enough else None
    items = []
    for place, (column, row) in enumerate(zip(kept.columns, rows, strict=True)):
        items.append(
            {
                "version_id": column.version_id,
                "domain_id": column.domain_id,
                "is_scored": column.is_scored,
                **asdict(row),
                "mh_delta_95": _delta_interval(row),
                **(_facilities(table, place, minimums) if has_both else _nothing()),
                "purified_class": purified.rows[place].ets_class if purified else None,
            }
        )
    return {
        "reference_count": sizes[REFERENCE],
        "focal_count": sizes[FOCAL],
        "left_out": int((groups < 0).sum()),
        "has_settled": purified.has_settled if purified else None,
        "items": items,
    }


def _delta_interval(row: DifRow) -> tuple[float, float] | None:
    if row.mh_delta is None or row.mh_var_log_alpha is None:
        return None
    half = Z * 2.35 * sqrt(row.mh_var_log_alpha)
    return row.mh_delta - half, row.mh_delta + half


def _nothing() -> Numbers:
    return dict.fromkeys(("p_reference", "p_focal", "difference", "difference_95"))


def _facilities(table: CountTable, place: int, minimums: Minimums) -> Numbers:
    (n1, p1, sd1), (n2, p2, sd2) = (_facility(table, place, group) for group in (REFERENCE, FOCAL))
    least = max(minimums.facility, 1)
    if min(n1, n2) < least:
        return _nothing() | {"p_reference": p1 if n1 >= least else None, "p_focal": p2 if n2 >= least else None}
    is_right_or_wrong = max(abs(sd1**2 - p1 * (1 - p1)), abs(sd2**2 - p2 * (1 - p2))) < 1e-9
    half = Z * sqrt(sd1**2 / n1 + sd2**2 / n2)
    bounds = newcombe(p1, n1, p2, n2) if is_right_or_wrong else (p2 - p1 - half, p2 - p1 + half)
    return {"p_reference": p1, "p_focal": p2, "difference": p2 - p1, "difference_95": bounds}


def _facility(table: CountTable, place: int, group: int) -> tuple[int, float, float]:
    """Sittings, mean share of the item's points and its spread (of the sittings, n)."""
    counts = table.counts[group, place].sum(axis=0)
    shares, n = table.points[place] / table.max_points[place], int(counts.sum())
    if not n:
        return 0, 0.0, 0.0
    mean = float(counts @ shares) / n
    return n, mean, sqrt(max(float(counts @ (shares - mean) ** 2) / n, 0.0))


def newcombe(p1: float, n1: int, p2: float, n2: int) -> tuple[float, float]:
    """95 % interval of p2 - p1, by Wilson's intervals of both.

    R. G. Newcombe (1998), "Interval estimation for the difference between independent proportions: comparison of eleven
    methods", Statistics in Medicine 17, method 10.
    """
    (l1, u1), (l2, u2) = wilson(p1 * n1, n1), wilson(p2 * n2, n2)
    apart = p2 - p1
    return apart - sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2), apart + sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)
