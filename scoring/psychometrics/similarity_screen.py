"""Which pairs of sittings are worth an exact look: all pairs at once, by matrix products. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.psychometrics.irt_model import Array, probability, read_answers

BLOCK = 500


@dataclass(frozen=True)
class Screened:
    """`pairs`: (pairs, 2) rows of sittings, the most similar first; `z`: theirs; `compared`: how many pairs there were."""

    pairs: NDArray[np.int64]
    z: Array
    compared: int


def screen_pairs(
    scores: ArrayLike,
    a: Array,
    d: Array,
    abilities: Array,
    *,
    people: ArrayLike | None = None,
    least_shared: int = 20,
    least_z: float = 3.0,
    most: int = 1000,
) -> Screened:
    """Pairs whose equal marks are most standard deviations above what two independent sittings would have.

    The number of equal marks is a sum of independent events with chance p q + (1 - p)(1 - q); this is the normal
    approximation to GBT (van der Linden & Sotaridona, 2006, Journal of Educational and Behavioral Statistics 31).
    `people`: who sat; two sittings of one person are no pair. Sittings without ability (NaN) or with an infinite one
    are left out. Raises ValueError for scores that are none.
    """
    answers = read_answers(scores)
    usable = np.isfinite(a) & np.isfinite(d)
    seen = (answers.seen * usable).astype(float)
    ability = np.asarray(abilities, dtype=float)
    seen[~np.isfinite(ability)] = 0
    marks = answers.marks * seen
    share = probability(np.nan_to_num(ability), np.where(usable, a, 0.0), np.where(usable, d, 0.0))
    whose = np.arange(len(seen)) if people is None else np.asarray(people)
    found, z_found, compared = [], [], 0
    for start in range(0, len(seen), BLOCK):
        rows = slice(start, start + BLOCK)
        shared, z = _standardize(seen[rows], marks[rows], share[rows], seen, marks, share)
        is_pair = (shared >= least_shared) & (whose[rows, None] != whose[None, :])
        is_pair &= np.arange(len(seen))[None, :] > np.arange(start, start + len(shared))[:, None]
        compared += int(is_pair.sum())
        one, other = np.nonzero(is_pair & (z >= least_z))
        found.append(np.column_stack([one + start, other]))
        z_found.append(z[one, other])
    pairs = np.concatenate(found) if found else np.empty((0, 2), dtype=np.int64)
    highest = np.concatenate(z_found) if z_found else np.empty(0)
    order = np.argsort(-highest, kind="stable")[:most]
    return Screened(pairs[order], highest[order], compared)


def _standardize(
    seen: Array, marks: Array, share: Array, all_seen: Array, all_marks: Array, all_share: Array
) -> tuple[Array, Array]:
    """Shared items, and equal marks in standard deviations above their expectation: (rows, sittings) each.

    With u and v the chances of both, the chance of equal marks is m = (1 - u) - v (1 - 2u); the sums of m and of m² over
    items are matrix products of what belongs to one sitting alone.
    """
    wrong, all_wrong = seen - marks, all_seen - all_marks
    shared = seen @ all_seen.T
    same = marks @ all_marks.T + wrong @ all_wrong.T
    free, slope = seen * (1 - share), seen * (1 - 2 * share)
    first, second = all_seen * all_share, all_seen * all_share**2
    expected = free @ all_seen.T - slope @ first.T
    squares = (free * (1 - share)) @ all_seen.T - 2 * (free * (1 - 2 * share)) @ first.T
    squares += (slope * (1 - 2 * share)) @ second.T
    variance = np.maximum(expected - squares, 0)
    return shared, np.where(variance > 1e-9, (same - expected) / np.sqrt(np.maximum(variance, 1e-9)), 0.0)
