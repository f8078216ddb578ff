"""A cut score from a panel's judgments: modified Angoff, in rounds. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Round:
    """One round; `cut` and what belongs to it in points of the form, None without raters.

    `raters`: who rated anything; `rater_cuts`: NaN for the others; `cut`: their mean; `sd`: between raters (n - 1);
    `se`: of the cut, over panels like this one; `item_means`, `item_sds`: of the ratings, NaN where there are too few;
    `icc_single`, `icc_panel`: absolute agreement of one rater, and of the panel's mean, on how hard items are (two-way
    random effects), over the items that all raters rated; `mean_difference`: mean distance of two raters' ratings.
    """

    raters: int
    ratings: int
    rater_cuts: Floats
    cut: float | None
    sd: float | None
    se: float | None
    item_means: Floats
    item_sds: Floats
    icc_single: float | None
    icc_panel: float | None
    mean_difference: float | None


def analyse_panel(ratings: Floats, points: Floats | None = None) -> tuple[Round, ...]:
    """A result for each round; the last one's cut is the panel's.

    `ratings`: rounds × raters × items, the probability (0 to 1) that a candidate who just passes answers right; NaN where
    there is none. A rater's cut is the sum over items of rating × points; of a rater who left items out, what was rated
    is taken for the whole form. W. H. Angoff (1971) in Thorndike, Educational measurement; agreement: P. E. Shrout &
    J. L. Fleiss (1979), Psychological Bulletin 86, ICC(2,1) and ICC(2,k). Raises ValueError for another shape or ratings
    outside 0 to 1.
    """
    found = np.asarray(ratings, dtype=float)
    if found.ndim != 3:
        raise ValueError("Ratings are rounds by raters by items.")
    if ((found < 0) | (found > 1)).any():
        raise ValueError("A rating is a probability from 0 to 1.")
    worth = np.ones(found.shape[2]) if points is None else np.asarray(points, dtype=float)
    if worth.shape != found.shape[2:]:
        raise ValueError("There must be points for each item.")
    return tuple(_round(one, worth) for one in found)


def _round(ratings: Floats, points: Floats) -> Round:
    is_rated = ~np.isnan(ratings)
    filled = np.where(is_rated, ratings, 0.0)
    rated_points = is_rated @ points
    cuts = np.divide(
        filled @ points * points.sum(), rated_points, out=np.full(len(ratings), np.nan), where=rated_points > 0
    )
    known = cuts[~np.isnan(cuts)]
    sd = float(known.std(ddof=1)) if len(known) > 1 else None
    counts = is_rated.sum(axis=0)
    means = np.divide(filled.sum(axis=0), counts, out=np.full(len(points), np.nan), where=counts > 0)
    squares = np.where(is_rated, (ratings - means) ** 2, 0.0).sum(axis=0)
    sds = np.sqrt(np.divide(squares, counts - 1, out=np.full(len(points), np.nan), where=counts > 1))
    single, panel = _agreement(ratings[is_rated.any(axis=1)])
    return Round(
        raters=len(known),
        ratings=int(is_rated.sum()),
        rater_cuts=cuts,
        cut=float(known.mean()) if len(known) else None,
        sd=sd,
        se=None if sd is None else sd / float(np.sqrt(len(known))),
        item_means=means,
        item_sds=sds,
        icc_single=single,
        icc_panel=panel,
        mean_difference=_mean_difference(ratings, is_rated),
    )


def _agreement(ratings: Floats) -> tuple[float | None, float | None]:
    table = ratings[:, ~np.isnan(ratings).any(axis=0)].T
    n, k = table.shape
    if n < 2 or k < 2:
        return None, None
    mean, of_items, of_raters = table.mean(), table.mean(axis=1), table.mean(axis=0)
    items = k * ((of_items - mean) ** 2).sum() / (n - 1)
    raters = n * ((of_raters - mean) ** 2).sum() / (k - 1)
    rest = ((table - of_items[:, None] - of_raters + mean) ** 2).sum() / ((n - 1) * (k - 1))
    single = items + (k - 1) * rest + k * (raters - rest) / n
    panel = items + (raters - rest) / n
    if single <= 1e-12 or panel <= 1e-12:
        return None, None
    return float((items - rest) / single), float((items - rest) / panel)


def _mean_difference(ratings: Floats, is_rated: NDArray[np.bool_]) -> float | None:
    total, pairs = 0.0, 0
    for one in range(len(ratings)):
        both = is_rated[one] & is_rated[one + 1 :]
        total += float(np.abs(ratings[one] - ratings[one + 1 :])[both].sum())
        pairs += int(both.sum())
    return total / pairs if pairs else None
