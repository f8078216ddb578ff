"""Rasch difficulties by conditional maximum likelihood: of answers given each sitting's total, free of abilities. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
MOST_STEPS = 100
# Beyond it the symmetric functions leave the range of floating point.
MOST_ITEMS = 500


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
    if usable.sum() > MOST_ITEMS:
        return Conditional(none, np.nan, False, f"it takes {MOST_ITEMS} items at the most")
    marks = marks[:, usable]
    if not _are_linked(marks):
        return Conditional(none, np.nan, False, "the likelihood has no highest point: too few answers differ")
    right, k = right[usable], int(usable.sum())
    totals = np.bincount(marks.sum(axis=1).astype(int), minlength=k + 1).astype(float)
    b, loglik, converged = _climb(right, totals, len(marks))
    if not converged:
        return Conditional(none, np.nan, False, f"no highest point of the likelihood was found in {MOST_STEPS} steps")
    found = none.copy()
    found[usable] = b
    return Conditional(found, loglik, converged)


def _are_linked(marks: Floats) -> bool:
    """Whether the likelihood has a highest point: from each item to each other there is a way over pairs of items of which
    somebody has the first right and the second wrong.

    G. H. Fischer (1981), "On the existence and uniqueness of maximum-likelihood estimates in the Rasch model",
    Psychometrika 46.
    """
    # Ways of one step; squared, they are ways of up to two steps, then of four, …
    ways = (marks.T @ (1 - marks) > 0) | np.eye(marks.shape[1], dtype=bool)
    for _ in range(marks.shape[1].bit_length()):
        ways = ways.astype(np.float32) @ ways.astype(np.float32) > 0
    return bool(ways.all())


def _climb(right: Floats, totals: Floats, n: int) -> tuple[Floats, float, bool]:
    """Newton's method with nearly the second derivatives, steps halved until they lead up."""
    b: Floats = -np.log(right / (n - right))
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
        try:
            step = np.asarray(np.linalg.solve(bend + np.ones_like(bend), slope), dtype=float)
        except np.linalg.LinAlgError:
            return b, loglik, False
        step -= step.mean()
        if np.abs(step).max() < 1e-9:
            return b, loglik, True
    return b, loglik, False


def _symmetric(easiness: Floats) -> Floats:
    """Elementary symmetric functions of orders 0 to k."""
    found = np.zeros(len(easiness) + 1)
    found[0] = 1.0
    for count, value in enumerate(easiness, start=1):
        found[1 : count + 1] += found[:count] * value
    return found


def _log_likelihood(b: Floats, right: Floats, totals: Floats) -> float:
    return float(-right @ b - totals @ np.log(_symmetric(np.exp(-b))))


def _moments(b: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """Expected right answers of each item, and nearly the covariances of the answers summed over sittings.

    The covariances need only be near, the expectations decide where it ends: for each total they are written as of
    independent answers that are held to their sum, which is exact for two items and for items of equal difficulty.
    """
    easiness = np.exp(-b)
    k = len(b)
    whole = _symmetric(easiness)
    rests = np.array([_symmetric(np.delete(easiness, item)) for item in range(k)])
    # Items × totals from 1 to k: the chance that the item is among the right ones.
    chances = rests * easiness[:, None] / whole[1:]
    spread = np.maximum(chances * (1 - chances), 0.0)
    together = spread.sum(axis=0)
    share = np.divide(totals[1:], together, out=np.zeros(k), where=together > 1e-12)
    bend = (np.diag(spread @ totals[1:]) - (spread * share) @ spread.T) * k / (k - 1)
    return chances @ totals[1:], bend
