"""How likely a count is by chance: what the rules over a whole bank need of statistics. Pure."""

from math import erfc, exp, lgamma, log, sqrt


def at_least(count: int, trials: int, chance: float) -> float:
    """The probability of `count` or more successes in `trials` of the given chance (binomial)."""
    if count <= 0:
        return 1.0
    if not 0 < chance < 1:
        return float(chance >= 1)
    total = sum(
        exp(
            lgamma(trials + 1)
            - lgamma(hits + 1)
            - lgamma(trials - hits + 1)
            + hits * log(chance)
            + (trials - hits) * log(1 - chance)
        )
        for hits in range(count, trials + 1)
    )
    return min(1.0, total)


def uniform_p(counts: list[int]) -> float:
    """The p value of the chi-square test that all categories are equally likely."""
    total = sum(counts)
    if len(counts) < 2 or not total:
        return 1.0
    expected = total / len(counts)
    return _chi_square_tail(sum((count - expected) ** 2 / expected for count in counts), len(counts) - 1)


def _chi_square_tail(statistic: float, degrees: int) -> float:
    """P(X >= statistic), by the closed forms for whole degrees of freedom."""
    half = statistic / 2
    if degrees % 2 == 0:
        term = tail = exp(-half)
        for step in range(1, degrees // 2):
            term *= half / step
            tail += term
        return min(1.0, tail)
    tail = erfc(sqrt(half))
    term = exp(-half) * sqrt(half) / (sqrt(3.141592653589793) / 2)
    for step in range(1, (degrees - 1) // 2 + 1):
        tail += term
        term *= half / (step + 0.5)
    return min(1.0, tail)
