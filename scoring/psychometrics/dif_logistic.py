"""Whether an item is harder for one of two groups, by logistic regression on the total: even and uneven differences. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.count_table import CountTable
from scoring.psychometrics.minimums import USUAL, Minimums

Floats = NDArray[np.float64]
MOST_STEPS = 50


@dataclass(frozen=True)
class LogisticRow:
    """Likelihood-ratio chi-squares: `uniform_chi2` of the group (1 degree of freedom), `nonuniform_chi2` of group × total
    beyond it (1), `both_chi2` of the two (2); `both_deltaR2`: what the two add to Nagelkerke's R²,
    `…_cox_snell`: to that of Cox and Snell, which is the same times its greatest value. None: too few in a group, an item
    that is not right or wrong, or a fit that has no maximum.

    R difR 5.1 gives the second under the name of the first where the deviance without any term is over 1,490: it
    computes exp(-deviance / 2), which is 0 then.
    """

    uniform_chi2: float | None = None
    nonuniform_chi2: float | None = None
    both_chi2: float | None = None
    both_deltaR2: float | None = None
    both_deltaR2_cox_snell: float | None = None


def analyse_logistic(table: CountTable, minimums: Minimums = USUAL) -> tuple[LogisticRow, ...]:
    """Of a count table by group (0 reference, 1 focal), with its levels as the matching score.

    H. Swaminathan & H. J. Rogers (1990), "Detecting differential item functioning using logistic regression
    procedures", Journal of Educational Measurement 27; sizes of D. R. Cox & E. J. Snell (1989), "Analysis of binary data",
    and N. J. D. Nagelkerke (1991), Biometrika 78 (that of B. D. Zumbo & D. R. Thomas's limits). A minimum of 200 sittings in each group unless told.
    """
    return tuple(_row(table, item, minimums) for item in range(table.k))


def _row(table: CountTable, item: int, minimums: Minimums) -> LogisticRow:
    counts, points = table.counts[:, item].astype(float), table.points[item]
    is_right, is_wrong = points == table.max_points[item], points == 0
    sizes = counts.sum(axis=(1, 2))
    is_partial = counts[..., ~(is_right | is_wrong)].any()
    if len(sizes) != 2 or sizes.min() < max(minimums.dif_group, 1) or is_partial:
        return LogisticRow()
    right, seen = counts[..., is_right].sum(axis=2).ravel(), counts.sum(axis=2).ravel()
    levels = (table.levels - table.levels.mean()) / (table.levels.std() or 1.0)
    total, group = np.tile(levels, 2), np.repeat([0.0, 1.0], len(levels))
    design = np.array([np.ones(len(total)), total, group, group * total]).T
    # Of one fit for each model: only the total, the group with it, their product with both.
    fits = [log_likelihood(design[:, :terms], right, seen) for terms in (1, 2, 3, 4)]
    if any(fit is None for fit in fits):
        return LogisticRow()
    none, matched, uniform, both = (fit or 0.0 for fit in fits)
    n = float(seen.sum())
    # R² of Cox and Snell: 1 - exp(2 (log-likelihood of no term - of the model) / n), at most `most`.
    added = float(np.exp(2 * (none - matched) / n) - np.exp(2 * (none - both) / n))
    most = float(1 - np.exp(2 * none / n))
    return LogisticRow(
        uniform_chi2=max(2 * (uniform - matched), 0.0),
        nonuniform_chi2=max(2 * (both - uniform), 0.0),
        both_chi2=max(2 * (both - matched), 0.0),
        both_deltaR2=added / most if most > 0 else None,
        both_deltaR2_cox_snell=added,
    )


def log_likelihood(design: Floats, right: Floats, seen: Floats) -> float | None:
    """Of a logistic regression at its maximum, by Newton's method; None where it has none (a perfect separation).

    `design`: cells × terms; `right`, `seen`: right answers and sittings in each cell.
    """
    is_used = seen > 0
    x, y, n = design[is_used], right[is_used], seen[is_used]
    weights = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        line = np.clip(x @ weights, -30, 30)
        share = 1 / (1 + np.exp(-line))
        bend = (x * (n * share * (1 - share))[:, None]).T @ x
        try:
            step = np.linalg.solve(bend, x.T @ (y - n * share))
        except np.linalg.LinAlgError:
            return None
        weights = weights + step * min(1.0, 3.0 / max(float(np.abs(step).max()), 1e-300))
        if np.abs(step).max() < 1e-10:
            return float(y @ line - (n * np.logaddexp(0, line)).sum())
    return None
