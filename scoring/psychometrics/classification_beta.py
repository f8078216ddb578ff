"""How often pass and fail are the right decision, for true shares within limits, and for compound binomial errors. NumPy.

What `classification` has in closed form for the plain beta-binomial model is integrated here on a grid.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import lgamma, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.beta_distribution import log_beta
from scoring.psychometrics.classification import BetaModel, Classification, summarize

Floats = NDArray[np.float64]
NODES = 200


@dataclass(frozen=True)
class TrueShares:
    """A beta(alpha, beta) distribution stretched over `l` to `u` (0 to 1)."""

    alpha: float
    beta: float
    l: float = 0.0  # noqa: E741  (the name that the model has everywhere)
    u: float = 1.0


def fit_four(totals: Floats, model: BetaModel) -> TrueShares:
    """By the first four moments, which are factorial moments of the totals on the effective length; by two, between 0 and
    1, where four give limits outside of that.

    B. A. Hanson (1991), "Method of moments estimates for the four-parameter beta compound binomial model and the
    calculation of classification consistency indexes", ACT Research Report 91-5.
    """
    plain = TrueShares(model.alpha, model.beta)
    effective = np.asarray(totals, dtype=float) * model.etl / model.k
    moments, falling, length = [], np.ones_like(effective), 1.0
    for order in range(4):
        if model.etl <= order:
            return plain
        # A total below the order has no such moment, as in the programs that we compare with.
        falling, length = falling * (effective - order), length * (model.etl - order)
        moments.append(float(np.where(effective < order + 1, 0.0, falling).mean()) / length)
    found = _stretch(moments)
    is_possible = found is not None and 0 <= found.l < found.u <= 1 and min(found.alpha, found.beta) > 0
    return found if found is not None and is_possible else plain


def _stretch(raw: list[float]) -> TrueShares | None:
    """The four parameters of a distribution with these raw moments."""
    mean, second, third, fourth = raw
    variance = second - mean**2
    if variance <= 0:
        return None
    skew = (third - 3 * mean * second + 2 * mean**3) / variance**1.5
    kurt = (fourth - 4 * mean * third + 6 * mean**2 * second - 3 * mean**4) / variance**2
    below = 6 + 3 * skew**2 - 2 * kurt
    if abs(below) < 1e-12:
        return None
    size = 6 * (kurt - skew**2 - 1) / below
    inner = 24 * (size + 1) / ((size + 2) * (size + 3) * kurt - 3 * (size + 1) * (size - 6))
    if size <= 0 or not 0 <= 1 - inner <= 1:
        return None
    apart = sqrt(1 - inner)
    larger, smaller = size / 2 * (1 + apart), size / 2 * (1 - apart)
    alpha, beta = (larger, smaller) if skew < 0 else (smaller, larger)
    if min(alpha, beta) <= 0:
        return None
    width = sqrt(variance * (alpha + beta + 1) / (alpha * beta)) * (alpha + beta)
    low = mean - alpha / (alpha + beta) * width
    return TrueShares(alpha, beta, low, low + width)


def livingston_lewis_four(totals: Floats, model: BetaModel, cut: float) -> tuple[TrueShares, Classification]:
    """As `classification.livingston_lewis`, with true shares within limits. Raises ValueError unless 0 < cut <= k."""
    _check(cut, model.k)
    shares = fit_four(totals, model)
    n = model.etl_rounded
    passing = max(int(np.floor(cut / model.k * n + 0.5)), 1)
    return shares, _integrate(shares, cut / model.k, lambda at: _binomial(n, at)[passing:].sum(axis=0))


def hanson_brennan(totals: Floats, n_items: int, reliability: float, cut: float) -> Classification | None:
    """Totals of items of one point, with Lord's two-term compound binomial errors and beta-distributed true shares.

    B. A. Hanson & R. L. Brennan (1990), "An investigation of classification consistency indexes estimated under
    alternative strong true score models", Journal of Educational Measurement 27; F. M. Lord (1965), "A strong true-score
    theory, with applications", Psychometrika 30. None where totals do not spread, or more than a beta distribution.
    Raises ValueError unless 0 < cut <= items.
    """
    _check(cut, n_items)
    mean, variance = float(np.mean(totals)), float(np.var(totals, ddof=1)) if len(totals) > 1 else 0.0
    if n_items < 3 or variance <= 1e-12 or not 0 < mean < n_items:
        return None
    k, share = lords_k(mean, variance, reliability, n_items), mean / n_items
    falling = float((totals * (np.asarray(totals, dtype=float) - 1)).mean())
    spread = (falling + 2 * k * share) / (n_items * (n_items - 1) + 2 * k) - share**2
    if not 0 < spread < share * (1 - share):
        return None
    size = share * (1 - share) / spread - 1
    shares = TrueShares(share * size, (1 - share) * size)
    passing = int(np.ceil(cut - 1e-9))
    return _integrate(shares, cut / n_items, lambda at: _compound(n_items, k, at)[passing:].sum(axis=0))


def lords_k(mean: float, variance: float, reliability: float, n: int) -> float:
    """How far errors are from binomial: 0 for items of equal difficulty."""
    true = reliability * variance
    binomial = mean * (n - mean) - true
    return n * (binomial - n * (variance - true)) / (2 * binomial)


def _check(cut: float, most: float) -> None:
    if not 0 < cut <= most:
        raise ValueError("The cut lies above no points and at most at all of them.")


def _binomial(n: int, share: Floats) -> Floats:
    """Chances of each total from 0 to n at each true share: (totals, shares)."""
    x = np.arange(n + 1)[:, None]
    choose = np.array([lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in range(n + 1)])[:, None]
    inside = np.clip(share, 1e-300, 1 - 1e-16)
    return np.exp(choose + x * np.log(inside) + (n - x) * np.log1p(-inside))


def _compound(n: int, k: float, share: Floats) -> Floats:
    """Lord's two-term approximation, without the negative chances that it may have."""
    inner = np.pad(_binomial(n - 2, share), ((2, 2), (0, 0)))
    bend = inner[2:] - 2 * inner[1:-1] + inner[:-2]
    return np.maximum(_binomial(n, share) - k * share * (1 - share) * bend, 0.0)


def _integrate(shares: TrueShares, cut: float, chance_to_pass: Callable[[Floats], Floats]) -> Classification:
    """On both sides of the cut by themselves, because there the right decision changes."""
    middle = (cut - shares.l) / (shares.u - shares.l)
    parts = [_grid(shares, 0.0, min(max(middle, 0.0), 1.0)), _grid(shares, min(max(middle, 0.0), 1.0), 1.0)]
    whole = parts[0][1].sum() + parts[1][1].sum()
    (under, of_under), (over, of_over) = ((at, weights / whole) for at, weights in parts)
    fail_under, pass_over = 1 - chance_to_pass(under), chance_to_pass(over)
    same = of_under @ (fail_under**2 + (1 - fail_under) ** 2) + of_over @ (pass_over**2 + (1 - pass_over) ** 2)
    true_fail, true_pass = float(of_under @ fail_under), float(of_over @ pass_over)
    is_under = float(of_under.sum())
    return summarize(true_fail, true_pass, is_under, true_fail + float(of_over @ (1 - pass_over)), float(same))


def _grid(shares: TrueShares, start: float, stop: float) -> tuple[Floats, Floats]:
    """True shares between two quantities of the unstretched distribution, and their weights: Gauss-Legendre in the angle
    whose squared sine it is, which takes the poles of the density away."""
    low, high = np.arcsin(sqrt(start)), np.arcsin(sqrt(stop))
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    angle = np.clip(low + (high - low) * (nodes + 1) / 2, 1e-12, pi / 2 - 1e-12)
    sine, cosine = np.sin(angle), np.cos(angle)
    logs = (2 * shares.alpha - 1) * np.log(sine) + (2 * shares.beta - 1) * np.log(cosine)
    density = 2 * np.exp(logs - log_beta(shares.alpha, shares.beta))
    return shares.l + (shares.u - shares.l) * sine**2, density * weights * (high - low) / 2
