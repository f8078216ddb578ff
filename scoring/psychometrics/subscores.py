"""Whether a domain's subscore says more than the total, and estimates that borrow from the other domains. NumPy."""

from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.covariances import Covariances
from scoring.psychometrics.minimums import USUAL, Minimums
from scoring.psychometrics.reliability import cronbach_alpha, domain_alphas

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Subscores:
    """By domain. S. J. Haberman (2008), "When can subscores have value?", Journal of Educational and Behavioral
    Statistics 33; H. Wainer, J. L. Vevea et al. (2001), "Augmented scores", in Thissen & Wainer, Test scoring.

    `PRMSE_s`, `PRMSE_x`, `PRMSE_sx`: how much of the domain's true score its subscore, the total, and both predict;
    `has_added_value`: whether a subscore may be reported raw (PRMSE_s > PRMSE_x); `wainer_prmse`: of the augmented
    estimate. `alpha`, `correlation`: of the domains, and the total last; `disattenuated`: correlations of the domains'
    true scores above the diagonal (near 1 or over: they cannot be told apart), alphas on it, raw ones below. `mean`: points; `true`: covariances of the true scores; `weights`: of the augmented estimate.
    """

    n: int
    alpha: Floats
    PRMSE_s: Floats
    PRMSE_x: Floats
    PRMSE_sx: Floats
    has_added_value: NDArray[np.bool_]
    wainer_augmented_reliability: Floats
    wainer_prmse: Floats
    correlation: Floats
    disattenuated: Floats
    mean: Floats
    matrix: Floats
    true: Floats
    weights: Floats


def analyse_subscores(items: Covariances, domains: NDArray[np.integer], minimums: Minimums = USUAL) -> Subscores | None:
    """`domains`: number of each item's domain from 0. None below 200 sittings (unless told) that saw every item, for
    fewer than two domains, and where a domain has no positive alpha or the domain scores depend on each other."""
    if items.n < max(minimums.subscores, 3):
        return None
    sums = items.of_domains(domains)
    found = domain_alphas(items, domains)
    if sums.k < 2 or any(alpha is None or alpha <= 0 for alpha in found):
        return None
    if np.linalg.matrix_rank(sums.matrix) < sums.k:
        return None
    return _judge(sums, np.array(found, dtype=float), cronbach_alpha(items.matrix) or np.nan)


def _judge(sums: Covariances, alpha: Floats, alpha_of_total: float) -> Subscores:
    c = sums.matrix
    true_variance = alpha * np.diag(c)
    true = c.copy()
    np.fill_diagonal(true, true_variance)
    with_total = true.sum(axis=1)
    prmse_x = with_total**2 / (true_variance * c.sum())
    weights = true @ np.linalg.inv(c)
    explained = weights @ true
    correlation = _correlations(c)
    return Subscores(
        n=sums.n,
        alpha=np.append(alpha, alpha_of_total),
        PRMSE_s=alpha,
        PRMSE_x=prmse_x,
        PRMSE_sx=_with_both(c, true_variance, with_total),
        has_added_value=alpha > prmse_x,
        wainer_augmented_reliability=np.diag(weights @ explained) / np.diag(explained),
        wainer_prmse=np.diag(explained) / true_variance,
        correlation=correlation,
        disattenuated=_disattenuated(correlation, alpha),
        mean=sums.mean,
        matrix=c,
        true=true,
        weights=weights,
    )


def _correlations(c: Floats) -> Floats:
    """Of the domain scores and, last, their total."""
    with_total = np.vstack([np.eye(len(c)), np.ones(len(c))])
    wider = with_total @ c @ with_total.T
    spread = np.sqrt(np.diag(wider))
    return np.asarray(wider / np.outer(spread, spread))


def _disattenuated(correlation: Floats, alpha: Floats) -> Floats:
    raw = correlation[:-1, :-1]
    return np.triu(raw / np.sqrt(np.outer(alpha, alpha)), 1) + np.tril(raw, -1) + np.diag(alpha)


def _both_weights(c: Floats, true_variance: Floats, with_total: Floats) -> Floats:
    """Domains × 2: what the subscore and the total weigh in the best prediction by both."""
    found = np.empty((len(c), 2))
    for k, variance in enumerate(np.diag(c)):
        v = np.array([[variance, c[k].sum()], [c[k].sum(), c.sum()]])
        # Two domains of which one is all of the total: the least squares are not unique.
        found[k] = np.linalg.pinv(v) @ (true_variance[k], with_total[k])
    return found


def _with_both(c: Floats, true_variance: Floats, with_total: Floats) -> Floats:
    weights = _both_weights(c, true_variance, with_total)
    return np.asarray((weights[:, 0] * true_variance + weights[:, 1] * with_total) / true_variance)


def estimate_from_subscore(found: Subscores, scores: Floats) -> Floats:
    """Kelley's estimate of each domain's true score by its subscore alone; `scores`: sittings × domains, in points."""
    return found.mean + found.PRMSE_s * (scores - found.mean)


def estimate_from_total(found: Subscores, scores: Floats) -> Floats:
    """By the total alone."""
    total = (scores - found.mean).sum(axis=1, keepdims=True)
    return np.asarray(found.mean + found.true.sum(axis=1) / found.matrix.sum() * total)


def estimate_from_both(found: Subscores, scores: Floats) -> Floats:
    """By the subscore and the total."""
    apart = scores - found.mean
    weights = _both_weights(found.matrix, np.diag(found.true), found.true.sum(axis=1))
    return np.asarray(found.mean + weights[:, 0] * apart + weights[:, 1] * apart.sum(axis=1, keepdims=True))


def bounded(found: Subscores) -> Subscores:
    """The same with true scores that can be: no weighted sum of the domains is more reliable than the total, or than the
    most reliable domain, and none has a negative variance.

    Few sittings estimate correlations of true scores above 1, and augmented estimates then claim to know a domain
    without error. The covariances of the true scores are projected: relative to those of the scores, their eigenvalues
    (the reliabilities of sums that do not hang together) are held between 0 and that bound. PRMSE_s, PRMSE_x and
    PRMSE_sx, which only compare, stay as they are.
    """
    scale = np.linalg.cholesky(found.matrix)
    inverse = np.linalg.inv(scale)
    reliabilities, directions = np.linalg.eigh(inverse @ found.true @ inverse.T)
    held = np.clip(reliabilities, 0.0, min(float(np.nanmax(found.alpha)), 1.0))
    true = scale @ (directions * held) @ directions.T @ scale.T
    weights = true @ np.linalg.inv(found.matrix)
    explained = np.diag(weights @ true)
    variance = np.diag(true)
    return replace(
        found,
        true=true,
        weights=weights,
        wainer_augmented_reliability=np.diag(weights @ weights @ true) / np.maximum(explained, 1e-12),
        wainer_prmse=np.divide(explained, variance, out=np.zeros_like(variance), where=variance > 1e-12),
    )


def augmented(found: Subscores, scores: Floats) -> Floats:
    """Wainer's augmented estimates in points: by all subscores together."""
    return np.asarray(found.mean + (scores - found.mean) @ found.weights.T)


def augmented_error(found: Subscores) -> Floats:
    """Standard error of each domain's augmented estimate, in points."""
    return np.sqrt(np.maximum(np.diag(found.true) * (1 - found.wainer_prmse), 0.0))


def augmented_interval(
    found: Subscores, scores: Floats, most: Floats, *, confidence: float = 0.80
) -> tuple[Floats, Floats]:
    """Bounds of the domains' true shares (0 to 1), sittings × domains; `most`: points that each domain has."""
    half = NormalDist().inv_cdf((1 + confidence) / 2) * augmented_error(found)
    middle = augmented(found, scores)
    return np.clip((middle - half) / most, 0, 1), np.clip((middle + half) / most, 0, 1)
