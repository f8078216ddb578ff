"""The beta distribution, and by it the F distribution and intervals of shares. Pure Python: SciPy is not installed."""

from math import exp, inf, lgamma, log, log1p

TINY = 1e-300
MOST_STEPS = 100_000


def log_beta(a: float, b: float) -> float:
    """Logarithm of the beta function."""
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Share of a beta(a, b) distribution below x: the regularized incomplete beta function, by Lentz's continued fraction.

    W. J. Lentz (1976), "Generating Bessel functions in Mie scattering calculations using continued fractions".
    Raises ValueError unless a and b are positive.
    """
    if a <= 0 or b <= 0:
        raise ValueError("Both parameters of a beta distribution are positive.")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = exp(a * log(x) + b * log1p(-x) - log_beta(a, b)) / a
    return min(front / _fraction(x, a, b), 1.0)


def _fraction(x: float, a: float, b: float) -> float:
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, MOST_STEPS):
        half = step // 2
        if step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        d = 1 / ((1 + term * d) or TINY)
        c = (1 + term / c) or TINY
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def beta_quantile(share: float, a: float, b: float) -> float:
    """The x below which this share (0 to 1) of a beta(a, b) distribution lies; by halving."""
    low, high = 0.0, 1.0
    while (middle := (low + high) / 2) not in (low, high) and high - low > 1e-15 * high:
        low, high = (middle, high) if beta_cdf(middle, a, b) < share else (low, middle)
    return middle


def f_quantile(share: float, freedom1: float, freedom2: float) -> float:
    """Quantile of the F distribution."""
    x = beta_quantile(share, freedom1 / 2, freedom2 / 2)
    return freedom2 * x / (freedom1 * (1 - x)) if x < 1 else inf


def jeffreys(successes: float, trials: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Bounds (0 to 1) of a share by Jeffreys' prior; an end that was reached is a bound.

    L. D. Brown, T. T. Cai & A. DasGupta (2001), "Interval estimation for a binomial proportion", Statistical Science 16.
    Raises ValueError for counts that cannot be.
    """
    if trials < 0 or not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no share.")
    tail = (1 - confidence) / 2
    a, b = successes + 0.5, trials - successes + 0.5
    low = 0.0 if successes == 0 else beta_quantile(tail, a, b)
    high = 1.0 if successes == trials else beta_quantile(1 - tail, a, b)
    return low, high
