"""The M-step: each item's parameters from expected counts at the nodes, by Newton's method, all items at once.

Bock & Aitkin (1981), Psychometrika 46; for 3PL with Fisher scoring as in Baker & Kim (2004), "Item response theory".
"""

from dataclasses import dataclass

import numpy as np

from scoring.psychometrics.irt_model import Array, probability

NEWTON_STEPS = 4
FARTHEST = 1.5
HALVINGS = 10


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
        return float(self.log_densities(a, d, c, model).sum())

    def log_densities(self, a: Array, d: Array, c: Array, model: str) -> Array:
        """Of each item."""
        found = _log_normal((d - self.d_mean) / self.d_sd, self.d_sd)
        if model != "rasch":
            found = found + self._log_slopes(a)
        if model == "3pl":
            middle = np.log(self.guessing) - np.log1p(-np.asarray(self.guessing))
            found = found + _log_normal((np.log(c) - np.log1p(-c) - middle) / self.guessing_sd, self.guessing_sd)
        return found

    def _log_slopes(self, a: Array) -> Array:
        if not self.is_slope_positive:
            return _log_normal((a - self.a_mean) / self.a_sd, self.a_sd)
        logs = np.log(np.where(a > 0, a, 1))
        return np.where(a > 0, _log_normal((logs - self.a_mean) / self.a_sd, self.a_sd) - logs, -np.inf)

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


def _log_normal(standard: Array, sd: float) -> Array:
    return np.asarray(-0.5 * standard**2 - np.log(sd) - 0.5 * np.log(2 * np.pi))


def improve(
    expected: Expected, a: Array, d: Array, c: Array, model: str, priors: Priors | None
) -> tuple[Array, Array, Array]:
    """Parameters that raise the expected log-likelihood (with the priors) as far as four Newton steps do."""
    for _ in range(NEWTON_STEPS):
        step = _newton(expected, a, d, c, model, priors)
        if model == "3pl" and priors is not None:
            a, d, c = _guarded(expected, (a, d, c), step, priors)
        else:
            a, d, c = _moved(a, d, c, step, model, priors)
    return a, d, c


def _newton(expected: Expected, a: Array, d: Array, c: Array, model: str, priors: Priors | None) -> Array:
    """The step (3, items) of a, d and logit(c); zero for what the model has not."""
    used = {"rasch": [1], "2pl": [0, 1], "3pl": [0, 1, 2]}[model]
    slope, curve = _derivatives(expected, a, d, c)
    if priors is not None:
        logit_c = np.log(c) - np.log1p(-c) if model == "3pl" else np.zeros(a.shape)
        first, second = priors.pull(a, d, logit_c)
        slope += first
        curve[:, range(3), range(3)] += second.T
    curve = curve[:, used][:, :, used] + 1e-9 * np.eye(len(used))
    step = np.zeros(slope.shape)
    step[used] = np.linalg.solve(curve, slope[used].T[:, :, None])[:, :, 0].T
    # Shortened as a whole: cut component by component it might not lead up any more.
    return step * np.minimum(1, FARTHEST / np.maximum(np.abs(step).max(axis=0), 1e-300))


def _moved(a: Array, d: Array, c: Array, step: Array, model: str, priors: Priors | None) -> tuple[Array, Array, Array]:
    moved = a + step[0]
    if priors is not None and priors.is_slope_positive and model != "rasch":
        moved = np.where(moved > a / 3, moved, a / 3)
    if model == "3pl":
        c = 1 / (1 + np.exp(-np.clip(np.log(c) - np.log1p(-c) + step[2], -7, 0)))
    return moved, d + step[1], c


def _guarded(
    expected: Expected, here: tuple[Array, Array, Array], step: Array, priors: Priors
) -> tuple[Array, Array, Array]:
    """3PL is not concave, a step may overshoot and come back for ever: each item's is halved until it leads up."""
    before, share = _goals(expected, *here, priors), np.ones(len(step[0]))
    for _ in range(HALVINGS):
        there = _moved(*here, step * share, "3pl", priors)
        is_down = _goals(expected, *there, priors) < before - 1e-10 * np.abs(before)
        if not is_down.any():
            return there
        share = np.where(is_down, share / 2, share)
    return _moved(*here, step * np.where(is_down, 0, share), "3pl", priors)


def _goals(expected: Expected, a: Array, d: Array, c: Array, priors: Priors) -> Array:
    """Each item's expected log-likelihood, with its priors."""
    right = np.clip(probability(expected.nodes, a, d, c).T, 1e-300, 1 - 1e-16)
    likelihood = expected.right * np.log(right) + (expected.seen - expected.right) * np.log1p(-right)
    return likelihood.sum(axis=1) + priors.log_densities(a, d, c, "3pl")


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
