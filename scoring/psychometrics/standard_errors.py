"""Standard errors of item parameters from the observed information of the marginal likelihood.

Louis (1982), "Finding the observed information matrix when using the EM algorithm", Journal of the Royal Statistical
Society B 44: the information of complete data less what is missing, which is the posterior covariance of each sitting's
score vector. The score of an item is a smooth function of ability, so that covariance is written in polynomials of
ability that are orthogonal under the sitting's posterior; a few of them hold all but nothing of it.
"""

from collections.abc import Iterator

import numpy as np

from scoring.psychometrics.irt_model import Answers, Array, Grid, chunks, log_table, posterior, probability
from scoring.psychometrics.item_step import Priors

POLYNOMIALS, POLYNOMIALS_IN_SINGLE = 10, 2


def standard_errors(answers: Answers, a: Array, d: Array, grid: Grid, model: str, priors: Priors | None) -> Array:
    """(2, items): of a (NaN for Rasch) and of d, for Rasch and 2PL. The variance of ability of Rasch is taken as known.
    NaN where the information has no inverse. With priors: from the posterior's curvature."""
    items = len(a)
    information = _information(answers, a, d, grid)
    if priors is not None:
        second = priors.pull(a, d, np.zeros(items))[1]
        information[range(2 * items), range(2 * items)] += np.concatenate([second[0], second[1]])
    if model == "rasch":
        information = information[items:, items:]
    try:
        variances = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return np.full((2, items), np.nan)
    errors = np.sqrt(np.where(variances > 0, variances, np.nan))
    return np.vstack([np.full(items, np.nan), errors]) if model == "rasch" else errors.reshape(2, items)


def _information(answers: Answers, a: Array, d: Array, grid: Grid) -> Array:
    """(2 items, 2 items): of complete data, less the posterior covariance of each sitting's score vector."""
    table, share = log_table(grid.nodes, a, d), probability(grid.nodes, a, d)
    items, precision = len(a), answers.both.dtype
    seen_at = np.zeros((items, len(grid.nodes)))
    missing = np.zeros((2 * items, 2 * items))
    for rows in chunks(len(answers.both)):
        part = answers.part(rows)
        marks, seen = part.marks, part.seen
        weights = posterior(part.both, table, grid.weights)[0]
        seen_at += seen.T @ weights
        for line in _polynomials(weights, grid.nodes, _order(precision)):
            along = line * grid.nodes.astype(precision)
            by_a = marks * along.sum(axis=1, keepdims=True) - seen * (along @ share.astype(precision))
            both = np.hstack([by_a, -seen * (line @ share.astype(precision))])
            missing += both.T @ both
    return _complete(seen_at * (share * (1 - share)).T, grid.nodes) - missing


def _order(precision: np.dtype) -> int:
    return POLYNOMIALS if precision == np.float64 else POLYNOMIALS_IN_SINGLE


def _complete(bend: Array, nodes: Array) -> Array:
    items = len(bend)
    found, rows = np.zeros((2 * items, 2 * items)), np.arange(items)
    found[rows, rows] = bend @ nodes**2
    found[rows + items, rows + items] = bend.sum(axis=1)
    found[rows, rows + items] = found[rows + items, rows] = bend @ nodes
    return found


def _polynomials(weights: Array, nodes: Array, order: int) -> Iterator[Array]:
    """Posterior weights times each orthonormal polynomial of degree 1 to `order`: (sittings, nodes)."""
    points = nodes.astype(weights.dtype)
    known = [np.ones_like(weights)]
    for _ in range(order):
        raw = known[-1] * points
        for other in known:
            raw = raw - other * (weights * raw * other).sum(axis=1, keepdims=True)
        size = np.sqrt((weights * raw * raw).sum(axis=1, keepdims=True))
        known.append(raw / np.maximum(size, np.finfo(weights.dtype).tiny ** 0.5))
        yield weights * known[-1]
