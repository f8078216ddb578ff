"""Which score of one form is worth as much as a score of another, for equivalent groups. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.minimums import USUAL, Minimums

Floats = NDArray[np.float64]
MOST_STEPS = 100
DIGITS = 10


@dataclass(frozen=True)
class Equated:
    """`x_scale`: scores of form X; the others: the score of form Y that each equals; None: too few sittings, or X does
    not vary. M. J. Kolen & R. L. Brennan (2014), "Test equating, scaling, and linking", 3rd edition."""

    x_scale: Floats
    mean: Floats | None
    linear: Floats | None
    equipercentile: Floats | None
    equipercentile_loglinear6: Floats | None


def equate(frequencies_x: Floats, frequencies_y: Floats, minimums: Minimums = USUAL) -> Equated:
    """`frequencies_…`: sittings with 0, 1, 2, … points. Mean and linear take 100 sittings with each form, equipercentile
    400 (unless told). Raises ValueError for counts below 0."""
    x, y = np.asarray(frequencies_x, dtype=float), np.asarray(frequencies_y, dtype=float)
    if (x < 0).any() or (y < 0).any():
        raise ValueError("A frequency is not below 0.")
    fewest = min(x.sum(), y.sum())
    is_enough, is_many = fewest >= max(minimums.correlation, 1), fewest >= max(minimums.equipercentile, 1)
    smooth_x, smooth_y = (smooth(x), smooth(y)) if is_many else (None, None)
    return Equated(
        x_scale=np.arange(len(x), dtype=float),
        mean=mean_equating(x, y) if is_enough else None,
        linear=linear_equating(x, y) if is_enough else None,
        equipercentile=equipercentile(x, y) if is_many else None,
        equipercentile_loglinear6=None if smooth_x is None or smooth_y is None else equipercentile(smooth_x, smooth_y),
    )


def mean_equating(x: Floats, y: Floats) -> Floats:
    """Forms that differ by a constant."""
    return np.asarray(np.arange(len(x)) - _mean(x) + _mean(y))


def linear_equating(x: Floats, y: Floats) -> Floats | None:
    """Scores equally many standard deviations from the mean; None where X does not vary."""
    spread_x, spread_y = _sd(x), _sd(y)
    if not spread_x > 0:
        return None
    return np.asarray((np.arange(len(x)) - _mean(x)) * (spread_y / spread_x) + _mean(y))


def equipercentile(x: Floats, y: Floats) -> Floats:
    """Scores with the same percentile rank, a score being spread evenly over half a point on both sides.

    Frequencies need not be whole. From -0.5 to the highest score of Y + 0.5. Ranks are compared to ten digits: one that
    equals a sum of shares of Y must not fall beside it by rounding.
    """
    below_x, below_y = np.cumsum(x) / x.sum(), np.round(np.cumsum(y) / y.sum(), DIGITS)
    rank = np.round(below_x - x / x.sum() / 2, DIGITS)
    upper = np.minimum(np.searchsorted(below_y, rank, side="right"), len(y) - 1)
    upper = np.where(rank <= 0, 0, upper)
    before = np.where(upper > 0, below_y[upper - 1], 0.0)
    share = below_y[upper] - before
    part = np.divide(rank - before, share, out=np.zeros_like(rank), where=share > 0)
    return np.asarray(upper - 0.5 + part)


def smooth(frequencies: Floats, degree: int = 6) -> Floats | None:
    """Log-linear smoothing that keeps the first moments: P. W. Holland & D. T. Thayer (2000), "Univariate and bivariate
    loglinear models for discrete test score distributions", Journal of Educational and Behavioral Statistics 25.

    None where the scores are too few for the degree, or the fit does not settle.
    """
    count = len(frequencies)
    if (frequencies > 0).sum() <= degree + 1:
        return None
    scores = np.linspace(-1, 1, count)
    basis, _ = np.linalg.qr(np.vander(scores, degree + 1, increasing=True))
    fitted = frequencies + 0.1 * frequencies.mean()
    logarithm = np.log(fitted)
    # Newton steps; what is left of the moments tells whether it has settled.
    for _ in range(MOST_STEPS):
        working = logarithm + (frequencies - fitted) / fitted
        root = np.sqrt(fitted)
        logarithm = basis @ np.linalg.lstsq(basis * root[:, None], working * root, rcond=None)[0]
        fitted = np.exp(np.clip(logarithm, -700, 700))
        if np.abs(basis.T @ (frequencies - fitted)).max() < 1e-11 * frequencies.sum():
            return np.asarray(fitted)
    return None


def _mean(frequencies: Floats) -> float:
    return float(np.average(np.arange(len(frequencies)), weights=frequencies))


def _sd(frequencies: Floats) -> float:
    apart = np.arange(len(frequencies)) - _mean(frequencies)
    return float(np.sqrt((frequencies * apart**2).sum() / max(frequencies.sum() - 1, 1)))
