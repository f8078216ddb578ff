"""How sure a share of few items is. Pure Python: no Django, no arrays needed here."""

from decimal import Decimal
from math import sqrt
from statistics import NormalDist


def wilson(successes: float, trials: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Bounds (0 to 1) of a share, by Wilson's score interval.

    E. B. Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22; recommended for few trials by Brown, Cai & DasGupta (2001), "Interval
    estimation for a binomial proportion", Statistical Science 16. No trials tell nothing: (0, 1).

    Raises ValueError for counts that cannot be.
    """
    if trials < 0 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no share.")
    if trials == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # At 0 and at all the bound is exactly the end; rounding must not push it beyond.
    low = 0.0 if successes == 0 else (middle - spread) / scale
    high = 1.0 if successes == trials else (middle + spread) / scale
    return low, high


def percents(points: float | Decimal, max_points: float | Decimal) -> tuple[int, int, int]:
    """Share, and the bounds of its 95 % interval, in whole per cent; for items of one point each."""
    reached, possible = float(points), float(max_points)
    low, high = wilson(reached, possible)
    share = reached / possible if possible else 0.0
    return round(share * 100), round(low * 100), round(high * 100)
