"""Who chose which option of an item: shares, correlations and shares by score group, from one count table. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.count_table import CountTable, share_of_groups
from scoring.psychometrics.item_analysis import correlation
from scoring.psychometrics.minimums import USUAL, Minimums

Floats = NDArray[np.float64]
SCORE_GROUPS = 5


@dataclass(frozen=True)
class OptionRow:
    """One option ("" for the omission). `n`, `p`: who chose it, of those who saw the item; `r_rest`: correlation of
    choosing it with the points on all other items; `mean_total`: of its choosers; `by_group`: share that chose it in
    each score group from the lowest. None: too few sittings, nobody, or nothing varies."""

    option: str
    n: int
    p: float | None
    r_rest: float | None
    mean_total: float | None
    by_group: tuple[float, ...] | None


def analyse_options(
    table: CountTable, item: int, groups: int = SCORE_GROUPS, minimums: Minimums = USUAL
) -> tuple[OptionRow, ...]:
    """The options of an item in order, its omissions last; () where only marks are known.

    Score groups are equal shares of the sittings by total; a total on a border counts in part in both groups.
    """
    if not table.choices:
        return ()
    choices = table.choices[item]
    counts = table.counts[:, item].sum(axis=0)[:, : len(choices)].astype(float)
    options = sorted({option for choice in choices for option in choice})
    options += [""] * any(not choice for choice in choices)
    has = np.array([[option in choice if option else not choice for choice in choices] for option in options], float)
    return tuple(_option(option, has[row], counts, table, item, groups, minimums) for row, option in enumerate(options))


def _option(
    option: str, has: Floats, counts: Floats, table: CountTable, item: int, groups: int, minimums: Minimums
) -> OptionRow:
    per_level = counts @ has
    chosen, seen = float(per_level.sum()), float(counts.sum())
    is_enough = seen >= minimums.correlation
    return OptionRow(
        option=option,
        n=int(chosen),
        p=chosen / seen if seen >= max(minimums.facility, 1) else None,
        r_rest=_with_rest(has, counts, table, item) if is_enough else None,
        mean_total=float(per_level @ table.levels) / chosen if is_enough and chosen else None,
        by_group=_by_group(per_level, counts.sum(axis=1), groups) if is_enough and seen else None,
    )


def _with_rest(has: Floats, counts: Floats, table: CountTable, item: int) -> float | None:
    n = counts.sum()
    if n < 2:
        return None
    own = table.points[item, : counts.shape[1]] * table.scored[item]
    rest = table.levels[:, None] - own
    rest = rest - (counts * rest).sum() / n
    indicator = has - (counts @ has).sum() / n
    covariance, one, other = (
        np.asarray((counts * product).sum() / (n - 1)) for product in (indicator * rest, indicator**2, rest**2)
    )
    r = float(correlation(covariance, one, other))
    return r if np.isfinite(r) else None


def _by_group(per_level: Floats, sizes: Floats, groups: int) -> tuple[float, ...]:
    each = float(sizes.sum()) / groups
    bounds = [(group / groups, (group + 1) / groups) for group in range(groups)]
    return tuple(float(share_of_groups(sizes, (low, high)) @ per_level) / each for low, high in bounds)
