"""How far a form's totals can be trusted: alpha and its interval, lambda-2, omega, standard errors. NumPy."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.beta_distribution import f_quantile
from scoring.psychometrics.covariances import Covariances
from scoring.psychometrics.minimums import USUAL, Minimums

Floats = NDArray[np.float64]
FEWEST_ITEMS_FOR_OMEGA = 3


@dataclass(frozen=True)
class Reliability:
    """Of a form; None: too few sittings (`n` saw every item), one item, or totals that do not vary.

    `sem`: standard error of a total, in points; `alpha_if_deleted`: by item; `omega_…`: of one minres factor of the
    Pearson correlations, None where it does not fit (a uniqueness below 0).
    """

    n: int
    k: int
    alpha: float | None = None
    alpha_feldt95: tuple[float, float] | None = None
    alpha_if_deleted: tuple[float | None, ...] | None = None
    guttman_lambda2: float | None = None
    kr21: float | None = None
    omega_total_1factor_minres_pearson: float | None = None
    sem: float | None = None


def cronbach_alpha(matrix: Floats) -> float | None:
    """L. J. Cronbach (1951), Psychometrika 16; `matrix`: covariances of the parts; None for one part or no variance."""
    k, total = len(matrix), float(matrix.sum())
    if k < 2 or total <= 1e-12:
        return None
    return k / (k - 1) * (1 - float(np.trace(matrix)) / total)


def feldt_interval(alpha: float, n: int, k: int, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of alpha. L. S. Feldt (1965), "The approximate sampling distribution of Kuder-Richardson reliability
    coefficient twenty", Psychometrika 30. Raises ValueError below two sittings or items."""
    if n < 2 or k < 2:
        raise ValueError("An interval of alpha takes two sittings and two items.")
    freedom = n - 1, (n - 1) * (k - 1)
    tail = (1 - confidence) / 2
    low, high = f_quantile(1 - tail, *freedom), f_quantile(tail, *freedom)
    return 1 - (1 - alpha) * low, 1 - (1 - alpha) * high


def alpha_if_deleted(matrix: Floats) -> tuple[float | None, ...]:
    """Alpha of the form without each item."""
    k, variances = len(matrix), np.diag(matrix)
    totals = matrix.sum() - 2 * matrix.sum(axis=1) + variances
    parts = variances.sum() - variances
    if k < 3:
        return (None,) * k
    return tuple(
        float((k - 1) / (k - 2) * (1 - part / total)) if total > 1e-12 else None
        for part, total in zip(parts, totals, strict=True)
    )


def guttman_lambda2(matrix: Floats) -> float | None:
    """L. Guttman (1945), "A basis for analyzing test-retest reliability", Psychometrika 10."""
    k, total = len(matrix), float(matrix.sum())
    if k < 2 or total <= 1e-12:
        return None
    apart = matrix - np.diag(np.diag(matrix))
    return (float(apart.sum()) + sqrt(k / (k - 1) * float((apart**2).sum()))) / total


def kr21(mean: float, variance: float, n: int, k: int) -> float | None:
    """G. F. Kuder & M. W. Richardson (1937), formula 21, for items of one point; of the population variance."""
    population = variance * (n - 1) / n if n else 0.0
    if k < 2 or population <= 1e-12:
        return None
    return k / (k - 1) * (1 - mean * (k - mean) / (k * population))


def omega_total(matrix: Floats) -> float | None:
    """Omega total of one factor of the correlations, by least squares of the residuals (minres).

    R. P. McDonald (1999), "Test theory: a unified treatment": squared sum of the loadings of the variance that the model
    implies. None below three items that vary, and where a uniqueness falls below 0.
    """
    spread = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    if (spread < 1e-9).any() or len(matrix) < FEWEST_ITEMS_FOR_OMEGA:
        return None
    r = matrix / np.outer(spread, spread)
    loadings = _one_factor(r)
    if loadings is None or (loadings**2 > 1).any():
        return None
    common = float(loadings.sum()) ** 2
    return common / (common + float((1 - loadings**2).sum()))


def _one_factor(r: Floats, steps: int = 5000) -> Floats | None:
    """Principal axes, repeated until the communalities stand still: where they do, minres has its minimum."""
    communality = 1 - 1 / np.maximum(np.diag(np.linalg.pinv(r)), 1.0)
    loadings = np.zeros(len(r))
    for _ in range(steps):
        reduced = r.copy()
        np.fill_diagonal(reduced, communality)
        values, vectors = np.linalg.eigh(reduced)
        loadings = vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
        change = np.abs(loadings**2 - communality).max()
        communality = loadings**2
        if change < 1e-12:
            return np.asarray(loadings * np.sign(loadings.sum() or 1.0))
        if communality.max() > 2:
            break
    return None


def stratified_alpha(domains: Covariances, alphas: tuple[float | None, ...]) -> float | None:
    """Of a form of several domains. N. Rajaratnam, L. J. Cronbach & G. C. Gleser (1965), Psychometrika 30.

    `domains`: covariances of the domain sums; `alphas`: of each domain; None where one is None.
    """
    if domains.total_variance <= 1e-12 or not alphas or any(alpha is None for alpha in alphas):
        return None
    lost = sum(float(v) * (1 - (a or 0.0)) for v, a in zip(np.diag(domains.matrix), alphas, strict=True))
    return 1 - lost / domains.total_variance


def domain_alphas(items: Covariances, domains: NDArray[np.integer]) -> tuple[float | None, ...]:
    """Alpha of each domain; `domains`: number of each item's domain from 0. None for a domain of one item."""
    count = int(np.asarray(domains).max(initial=-1)) + 1
    return tuple(cronbach_alpha(items.part(domains == number).matrix) for number in range(count))


def standard_error(variance: float, reliability: float | None) -> float | None:
    """Standard error of measurement in points; None for a reliability that is unknown or over 1."""
    return None if reliability is None or reliability > 1 else sqrt(variance * (1 - reliability))


def analyse_reliability(items: Covariances, minimums: Minimums = USUAL) -> Reliability:
    """Everything that the items' covariances tell; a minimum of 100 sittings unless told."""
    n, k = items.n, items.k
    alpha = cronbach_alpha(items.matrix)
    if n < max(minimums.reliability, 2) or alpha is None:
        return Reliability(n, k)
    return Reliability(
        n=n,
        k=k,
        alpha=alpha,
        alpha_feldt95=feldt_interval(alpha, n, k),
        alpha_if_deleted=alpha_if_deleted(items.matrix),
        guttman_lambda2=guttman_lambda2(items.matrix),
        kr21=kr21(items.total_mean, items.total_variance, n, k),
        omega_total_1factor_minres_pearson=omega_total(items.matrix),
        sem=standard_error(items.total_variance, alpha),
    )
