"""Rasch difficulties by conditional maximum likelihood: of answers given each sitting's total, free of abilities. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
MOST_STEPS = 100


@dataclass(frozen=True)
class Conditional:
    """`b`: of each item, of sum 0, NaN for one that all answered alike; `loglik`: conditional on the totals; `why_not`:
    a sentence where nothing can be estimated."""

    b: Floats
    loglik: float
    converged: bool
    why_not: str = ""


def calibrate_conditionally(scores: ArrayLike) -> Conditional:
    """E. B. Andersen (1972), "The numerical solution of a set of conditional estimation equations", Journal of the Royal
    Statistical Society B 34. `scores`: (sittings, items) of 0, 1, NaN; sittings that did not see every item do not count.
    """
    table = np.asarray(scores)
    none = np.full(table.shape[1], np.nan)
    marks = table[~np.isnan(table).any(axis=1)].astype(float)
    if len(marks) < 2:
        return Conditional(none, np.nan, False, "it takes sittings that saw every item")
    right = marks.sum(axis=0)
    usable = (right > 0) & (right < len(marks))
    if usable.sum() < 2:
        return Conditional(none, np.nan, False, "it takes two items that some answered right and some wrong")
    right, k = right[usable], int(usable.sum())
    totals = np.bincount(marks[:, usable].sum(axis=1).astype(int), minlength=k + 1).astype(float)
    b, loglik, converged = _climb(right, totals, len(marks))
    found = none.copy()
    found[usable] = b
    return Conditional(found, loglik, converged)


def _climb(right: Floats, totals: Floats, n: int) -> tuple[Floats, float, bool]:
    """Newton's method with the exact second derivatives, steps halved until they lead up."""
    b = -np.log(right / (n - right))
    b -= b.mean()
    loglik = -np.inf
    step = np.zeros(len(b))
    for _ in range(MOST_STEPS):
        for _ in range(30):
            after = _log_likelihood(b + step, right, totals)
            if after >= loglik - 1e-12 * abs(after):
                break
            step = step / 2
        b, loglik = b + step, after
        expected, bend = _moments(b, totals)
        slope = expected - right
        # Differences are all that is known: the constant is held.
        step = np.linalg.solve(bend + np.ones_like(bend), slope)
        step -= step.mean()
        if np.abs(step).max() < 1e-9:
            return b, loglik, True
    return b, loglik, False


def _symmetric(easiness: Floats) -> Floats:
    """Elementary symmetric functions of orders 0 to k, with factors near 1 so that none overflows."""
    found = np.zeros(len(easiness) + 1)
    found[0] = 1.0
    for count, value in enumerate(easiness, start=1):
        found[1 : count + 1] += found[:count] * value
    return found


def _log_likelihood(b: Floats, right: Floats, totals: Floats) -> float:
    return float(-right @ b - totals @ np.log(_symmetric(np.exp(-b))))


def _moments(b: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """Expected right answers of each item, and the covariances of the answers summed over sittings."""
    easiness = np.exp(-b)
    k = len(b)
    whole = _symmetric(easiness)
    share = totals[1:] / whole[1:]
    rests = np.array([_symmetric(np.delete(easiness, item)) for item in range(k)])
    single = rests * easiness[:, None]
    chances = single / whole[1:]
    expected = chances @ totals[1:]
    bend = -(chances * totals[1:]) @ chances.T
    for one in range(k):
        # Of the items without both: one factor is divided out of `rests`, for all others at once.
        both = _without(rests[one], np.delete(easiness, one))
        joint = easiness[one] * np.delete(easiness, one) * (both.T @ share[1:])
        bend[one, np.arange(k) != one] += joint
        bend[one, one] += expected[one]
    return expected, (bend + bend.T) / 2


def _without(functions: Floats, values: Floats) -> Floats:
    """The symmetric functions without each of these factors, (orders, factors): from the end that keeps the digits."""
    count = len(functions) - 1
    up, down = np.empty((count, len(values))), np.empty((count, len(values)))
    up[0] = functions[0]
    for order in range(1, count):
        up[order] = functions[order] - values * up[order - 1]
    down[count - 1] = functions[count] / values
    for order in range(count - 1, 0, -1):
        down[order - 1] = (functions[order] - down[order]) / values
    return np.where(values < 1, up, down)
