"""Item parameters from answers: Rasch, 2PL and 3PL by marginal maximum likelihood, with priors, for sparse banks.

Bock & Aitkin (1981), "Marginal maximum likelihood estimation of item parameters: application of an EM algorithm",
Psychometrika 46; priors after Mislevy (1986), "Bayes modal estimation in item response models", Psychometrika 51; the
steps of the EM are extrapolated by Anderson's method (Walker & Ni, 2011, SIAM Journal on Numerical Analysis 49).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from scoring.psychometrics.extrapolation import Extrapolation
from scoring.psychometrics.irt_model import Answers, Array, Flags, Grid, log_table, normal_grid, posterior, read_answers
from scoring.psychometrics.item_step import Expected, Priors, improve
from scoring.psychometrics.standard_errors import standard_errors

FEWEST_SITTINGS = {"rasch": 100, "2pl": 250, "3pl": 1000}
TOLERANCE, MOST_STEPS = 1e-6, 1000
# Single precision cannot tell smaller steps from rounding.
TOLERANCE_IN_SINGLE = 2e-5
# Below it the grid has one node within reach.
LEAST_VARIANCE = 0.01
COARSE_NODES, COARSE_TOLERANCE = 31, 5e-3


@dataclass(frozen=True)
class Calibration:
    """`a`, `d`, `b`, `c`, standard errors (none for 3PL): NaN for an item that cannot be estimated (nobody saw it; without priors
    also: all right or all wrong). `variance`: of ability (1 but for Rasch). `seen`: sittings per item. `log_posterior`:
    `loglik` with the logarithms of the priors. `why_not`: a sentence, empty where there is an estimate."""

    model: str
    a: Array
    d: Array
    c: Array
    se_a: Array
    se_d: Array
    variance: float
    loglik: float
    log_posterior: float
    converged: bool
    steps: int
    seen: Array
    why_not: str = ""

    @property
    def b(self) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.a == 0, np.nan, -self.d / self.a)

    @property
    def se_b(self) -> Array:
        """Delta method, without the covariance of a and d: exact for Rasch."""
        with np.errstate(divide="ignore", invalid="ignore"):
            # The slope of Rasch is known: it has no error.
            return np.hypot(self.se_d, np.nan_to_num(self.se_a) * self.b) / np.abs(self.a)

    @property
    def is_enough(self) -> Flags:
        """Items that as many sittings saw as it takes to show a number of this model."""
        return self.seen >= FEWEST_SITTINGS[self.model]


def calibrate(
    scores: ArrayLike,
    model: str = "2pl",
    *,
    priors: Priors | None = Priors(),  # noqa: B008  (frozen)
    tolerance: float | None = None,
    with_errors: bool = True,
    on_step: Callable[[int], None] | None = None,
) -> Calibration:
    """`scores`: (sittings, items) of 0, 1, NaN for an item that was not presented; `model`: rasch, 2pl or 3pl.

    `priors` None is plain maximum likelihood, for comparisons: it diverges in small samples. 3PL needs priors.
    `tolerance`: the largest step of any parameter at the end; the EM converges where it is reached in 1,000 steps.
    `on_step` is told the number of each step. A slope may be negative: a wrong key looks like that. Too few numbers are told by `why_not` (nothing can be
    estimated) and `is_enough` (something can, and should not be shown). Raises ValueError for other values or models.
    """
    if model not in FEWEST_SITTINGS or (model == "3pl" and priors is None):
        raise ValueError("The model is rasch, 2pl or 3pl; 3pl needs priors.")
    answers = read_answers(scores)
    right, seen = np.split(answers.both.sum(axis=0, dtype=np.float64), 2)
    usable = (seen > 0) if priors is not None else (right > 0) & (right < seen)
    if usable.sum() < 2 or len(answers.both) < 2:
        return _nothing(model, seen)
    kept = answers.of_items(usable)
    if not usable.all() and priors is not None:
        priors = replace(priors, guessing=np.broadcast_to(priors.guessing, usable.shape)[usable])
    found = _maximize(kept, model, priors, tolerance, on_step or _nobody)
    pair = np.full((2, len(found.a)), np.nan)
    if with_errors and model != "3pl":
        pair = standard_errors(kept, found.a, found.d, normal_grid(variance=found.variance), model, priors)
    return replace(
        found,
        a=_spread(found.a, usable),
        d=_spread(found.d, usable),
        c=_spread(found.c, usable),
        se_a=_spread(pair[0], usable),
        se_d=_spread(pair[1], usable),
        seen=seen,
    )


def _nothing(model: str, seen: Array) -> Calibration:
    none = np.full(seen.shape, np.nan)
    why = "Too few answers: it takes two sittings and two items at the least."
    return Calibration(model, none, none, none, none, none, 1.0, np.nan, np.nan, False, 0, seen, why)


def _spread(values: Array, usable: Flags) -> Array:
    found = np.full(usable.shape, np.nan)
    found[usable] = values
    return found


@dataclass(frozen=True)
class _Point:
    a: Array
    d: Array
    c: Array
    variance: float

    def vector(self, model: str) -> Array:
        if model == "rasch":
            return np.append(self.d, np.log(self.variance))
        parts = [self.a, self.d] + ([_logit(self.c)] if model == "3pl" else [])
        return np.concatenate(parts)

    def moved(self, vector: Array, model: str) -> "_Point":
        if model == "rasch":
            return replace(self, d=vector[:-1], variance=float(np.exp(np.clip(vector[-1], np.log(LEAST_VARIANCE), 4))))
        parts = np.split(vector, 3 if model == "3pl" else 2)
        c = 1 / (1 + np.exp(-parts[2])) if model == "3pl" else self.c
        return replace(self, a=parts[0], d=parts[1], c=c)


def _logit(share: Array) -> Array:
    return np.log(share) - np.log1p(-share)


def _start(answers: Answers, model: str, priors: Priors | None) -> _Point:
    """Slopes 1; intercepts from the shares of right answers, each as if it had one right and one wrong answer more."""
    right, seen = np.split(answers.both.sum(axis=0, dtype=np.float64), 2)
    share = (right + 1) / (seen + 2)
    ones = np.ones(share.shape)
    c = np.broadcast_to(priors.guessing, share.shape).astype(float) if model == "3pl" and priors else 0 * ones
    return _Point(ones, 1.2 * _logit(share), c, 1.0)


def _nobody(step: int) -> None:
    """Nobody asked how far it is."""


def _maximize(
    answers: Answers, model: str, priors: Priors | None, tolerance: float | None, on_step: Callable[[int], None]
) -> Calibration:
    both = answers.both
    point = _start(answers, model, priors)
    smallest = tolerance or (TOLERANCE if both.dtype == np.float64 else TOLERANCE_IN_SINGLE)
    if both.dtype == np.float32:
        # A fifth of the sittings and half the nodes lead near the end at a tenth of the price.
        part = both[:: 1 + len(both) // 10_000]
        point = _climb(part, point, model, priors, COARSE_NODES, COARSE_TOLERANCE, on_step)[0]
    point, loglik, converged, steps = _climb(both, point, model, priors, None, smallest, on_step)
    if point.a.sum() < 0:
        point = replace(point, a=-point.a)
    none = np.full(point.a.shape, np.nan)
    of_priors = priors.log_density(point.a, point.d, point.c, model) if priors is not None else 0.0
    return Calibration(
        model=model,
        a=point.a,
        d=point.d,
        c=point.c,
        se_a=none,
        se_d=none,
        variance=point.variance,
        loglik=loglik,
        log_posterior=loglik + of_priors,
        converged=converged,
        steps=steps,
        seen=none,
    )


def _climb(
    both: Array,
    point: _Point,
    model: str,
    priors: Priors | None,
    nodes: int | None,
    smallest: float,
    on_step: Callable[[int], None],
) -> tuple[_Point, float, bool, int]:
    """The EM from `point` until no parameter moves by more than `smallest`: the point, its log-likelihood, whether it
    converged, and the steps it took."""
    extrapolation, step = Extrapolation(), 0
    while True:
        grid = normal_grid(nodes, variance=point.variance) if nodes else normal_grid(variance=point.variance)
        after, loglik = _em_step(both, point, grid, model, priors)
        goal = loglik + (priors.log_density(point.a, point.d, point.c, model) if priors is not None else 0.0)
        here, there = point.vector(model), after.vector(model)
        step += 1
        on_step(step)
        if np.abs(there - here).max() < smallest:
            return point, loglik, True, step
        if step >= MOST_STEPS or not np.isfinite(goal):
            return point, loglik, False, step
        point = point.moved(extrapolation.after(here, there, goal), model)


def _em_step(both: Array, point: _Point, grid: Grid, model: str, priors: Priors | None) -> tuple[_Point, float]:
    weights, loglik = posterior(both, log_table(grid.nodes, point.a, point.d, point.c), grid.weights)
    counts = (both.T @ weights).astype(np.float64)
    items = len(point.a)
    expected = Expected(right=counts[:items], seen=counts[items:], nodes=grid.nodes)
    a, d, c = improve(expected, point.a, point.d, point.c, model, priors)
    variance = point.variance
    if model == "rasch":
        mass = weights.sum(axis=0, dtype=np.float64)
        variance = max(float(mass @ grid.nodes**2 / mass.sum()), LEAST_VARIANCE)
    return _Point(a, d, c, variance), loglik
