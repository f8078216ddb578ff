"""How sure a decision about one person is, and where a result stands among others. Pure Python."""

from collections.abc import Mapping, Sequence

from scoring.psychometrics.beta_distribution import beta_cdf, beta_quantile

# Of Jeffreys' prior: what is known of a share before anything was seen.
JEFFREYS = (0.5, 0.5)


def decision_certainty(
    share: float, cut: float, *, length: float, is_pass: bool, prior: tuple[float, float] = JEFFREYS
) -> float:
    """Probability (0 to 1) that who earned `share` of the points was decided on rightly at `cut`, a share too.

    `length`: how many equal items the points are worth; `prior`: alpha and beta of the distribution of true shares,
    by Livingston & Lewis (1995) where other sittings tell (then `length` is their effective test length), by Jeffreys
    where nothing is known but this sitting. The posterior of a beta prior and a binomial count is a beta distribution.
    """
    alpha, beta = prior
    got = share * length
    under = beta_cdf(cut, alpha + got, beta + length - got)
    return 1 - under if is_pass else under


def credible_interval(
    share: float, *, length: float, prior: tuple[float, float], confidence: float = 0.95
) -> tuple[float, float]:
    """Bounds of the true share by the same posterior; arguments as for `decision_certainty`."""
    alpha, beta = prior
    got, tail = share * length, (1 - confidence) / 2
    low, high = (beta_quantile(part, alpha + got, beta + length - got) for part in (tail, 1 - tail))
    return low, high


def equal_items(most: Sequence[float]) -> float:
    """How many items of equal worth tell as much as items worth `most` points each: (Σw)² / Σw².

    L. Kish (1965), Survey sampling, of weights in general. 0 where nothing is worth anything.
    """
    squares = sum(value * value for value in most)
    return sum(most) ** 2 / squares if squares else 0.0


def midpoint_percentile(reached: float, counts: Mapping[float, int]) -> float | None:
    """Share (0 to 100) below `reached`, half of those who reached just as much included; `counts`: score → how many.

    None where nobody is counted.
    """
    total = sum(counts.values())
    if not total:
        return None
    below = sum(count for score, count in counts.items() if score < reached)
    return 100 * (below + counts.get(reached, 0) / 2) / total
