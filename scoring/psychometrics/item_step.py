"""The M-step: each item's parameters from expected counts at the nodes, by Newton's method, all items at once.

Bock & Aitkin (1981), Psychometrika 46; for 3PL with Fisher scoring as in Baker & Kim (2004), "Item response theory".
"""

from dataclasses import dataclass

import numpy as np

from scoring.psychometrics.irt_model import Array, probability

NEWTON_STEPS = 4
FARTHEST = 1.5


@dataclass(frozen=True)
class Expected:
    """Expected right answers and sittings per item and node, (items, nodes)."""

    right: Array
    seen: Array
    nodes: Array


@dataclass(frozen=True)
class Priors:
    """Independent priors. `a`: normal (a negative slope stays possible), or log-normal where `is_slope_positive`;
    `d`: normal; `c` (3PL alone): normal on the logit, around `guessing` (one number, or one for each item)."""

    a_mean: float = 1.0
    a_sd: float = 0.5
    d_mean: float = 0.0
    d_sd: float = 2.0
    guessing: Array | float = 0.2
    guessing_sd: float = 0.5
    is_slope_positive: bool = False

    def log_density(self, a: Array, d: Array, c: Array, model: str) -> float:
        found = _log_normal((d - self.d_mean) / self.d_sd, self.d_sd)
        if model != "rasch":
            found += self._log_slope(a)
        if model == "3pl":
            middle = np.log(self.guessing) - np.log1p(-np.asarray(self.guessing))
            found += _log_normal((np.log(c) - np.log1p(-c) - middle) / self.guessing_sd, self.guessing_sd)
        return found

    def _log_slope(self, a: Array) -> float:
        if not self.is_slope_positive:
            return _log_normal((a - self.a_mean) / self.a_sd, self.a_sd)
        if np.any(a <= 0):
            return -np.inf
        return _log_normal((np.log(a) - self.a_mean) / self.a_sd, self.a_sd) - float(np.log(a).sum())

    def pull(self, a: Array, d: Array, logit_c: Array) -> tuple[Array, Array]:
        """First derivatives (3, items) of the log-density and minus its second ones, never negative."""
        middle = np.log(self.guessing) - np.log1p(-np.asarray(self.guessing))
        flat = np.ones(a.shape)
        first = [(self.a_mean - a) / self.a_sd**2, (self.d_mean - d) / self.d_sd**2]
        second = [flat / self.a_sd**2, flat / self.d_sd**2, flat / self.guessing_sd**2]
        if self.is_slope_positive:
            first[0] = -(1 + (np.log(a) - self.a_mean) / self.a_sd**2) / a
            second[0] = np.maximum(first[0] / a + 1 / (self.a_sd * a) ** 2, 0)
        return np.array([*first, (middle - logit_c) / self.guessing_sd**2]), np.array(second)


def _log_normal(standard: Array, sd: float) -> float:
    return float((-0.5 * standard**2 - np.log(sd) - 0.5 * np.log(2 * np.pi)).sum())


def improve(
    expected: Expected, a: Array, d: Array, c: Array, model: str, priors: Priors | None
) -> tuple[Array, Array, Array]:
    """Parameters that raise the expected log-likelihood (with the priors) as far as four Newton steps do."""
    used = {"rasch": [1], "2pl": [0, 1], "3pl": [0, 1, 2]}[model]
    for _ in range(NEWTON_STEPS):
        logit_c = np.log(c) - np.log1p(-c) if model == "3pl" else np.zeros(a.shape)
        slope, curve = _derivatives(expected, a, d, c)
        if priors is not None:
            first, second = priors.pull(a, d, logit_c)
            slope += first
            curve[:, range(3), range(3)] += second.T
        curve = curve[:, used][:, :, used] + 1e-9 * np.eye(len(used))
        step = np.clip(np.linalg.solve(curve, slope[used].T[:, :, None])[:, :, 0].T, -FARTHEST, FARTHEST)
        if model == "rasch":
            d = d + step[0]
            continue
        moved = a + step[0]
        a = np.where(moved > a / 3, moved, a / 3) if priors is not None and priors.is_slope_positive else moved
        d = d + step[1]
        if model == "3pl":
            c = 1 / (1 + np.exp(-np.clip(logit_c + step[2], -7, 0)))
    return a, d, c


def _derivatives(expected: Expected, a: Array, d: Array, c: Array) -> tuple[Array, Array]:
    """Slope (3, items) by a, d and logit(c), and the expected information (items, 3, 3), exact where c = 0."""
    nodes = expected.nodes
    inner = probability(nodes, a, d).T
    right = c[:, None] + (1 - c[:, None]) * inner
    spread = np.maximum(right * (1 - right), 1e-12)
    by_line = (1 - c[:, None]) * inner * (1 - inner)
    by = np.array([by_line * nodes, by_line, (c * (1 - c))[:, None] * (1 - inner)])
    rest = (expected.right - expected.seen * right) / spread
    slope = np.einsum("pjq,jq->pj", by, rest)
    curve = np.einsum("pjq,rjq->jpr", by, by * (expected.seen / spread), optimize=True)
    return slope, curve
