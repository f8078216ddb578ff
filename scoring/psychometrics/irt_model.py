"""Logistic item response models on a grid of abilities: the arithmetic that calibration, abilities and fit share.

P(right) = c + (1 - c) / (1 + exp(-(a ability + d))), scaling constant D = 1, difficulty b = -d / a (Birnbaum, 1968, in
Lord & Novick, "Statistical theories of mental test scores"). NumPy: for workers and commands, never for a web process.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]
Flags = NDArray[np.bool_]

NODES, REACH = 61, 6.0
# Above this many cells answers are held in single precision: half the memory, twice the speed, errors near 1e-5.
CELLS_IN_DOUBLE = 4_000_000
CHUNK = 4096


@dataclass(frozen=True)
class Answers:
    """Marks of sittings (rows) and items (columns), side by side: 1 for right, and 1 for presented. One array, because
    sums over both are one matrix product."""

    both: Array

    @property
    def marks(self) -> Array:
        return self.both[:, : self.both.shape[1] // 2]

    @property
    def seen(self) -> Array:
        return self.both[:, self.both.shape[1] // 2 :]

    def of_items(self, usable: Flags) -> "Answers":
        return self if usable.all() else Answers(self.both[:, np.tile(usable, 2)])

    def part(self, rows: slice) -> "Answers":
        return Answers(self.both[rows])


def read_answers(scores: ArrayLike) -> Answers:
    """`scores`: (sittings, items) of 0, 1 and NaN for an item that a sitting was not given. Raises ValueError else."""
    given = np.asarray(scores)
    if given.ndim != 2:
        raise ValueError("Scores are a table of sittings and items.")
    count, items = given.shape
    both = np.empty((count, 2 * items), dtype=np.float64 if given.size <= CELLS_IN_DOUBLE else np.float32)
    for rows in chunks(count):
        part = given[rows].astype(both.dtype)
        seen = ~np.isnan(part)
        part[~seen] = 0
        if not np.all((part == 0) | (part == 1)):
            raise ValueError("Scores are 0, 1 or missing.")
        both[rows, :items], both[rows, items:] = part, seen
    return Answers(both)


@dataclass(frozen=True)
class Grid:
    """Equally spaced abilities with normal weights that sum to one."""

    nodes: Array
    weights: Array


def normal_grid(nodes: int = NODES, reach: float = REACH, variance: float = 1.0) -> Grid:
    points = np.linspace(-reach, reach, nodes)
    density = np.exp(-points * points / (2 * variance))
    return Grid(points, density / density.sum())


def probability(ability: Array, a: Array, d: Array, c: Array | float = 0.0) -> Array:
    """P(right): (abilities, items)."""
    # Beyond 35 the logistic is 0 or 1 to machine precision; the limit keeps logarithms finite.
    inner = 1 / (1 + np.exp(-np.clip(np.multiply.outer(ability, a) + d, -35, 35)))
    return inner if np.isscalar(c) and c == 0 else c + (1 - np.asarray(c)) * inner


def log_table(ability: Array, a: Array, d: Array, c: Array | float = 0.0) -> Array:
    """What a right answer adds to log P(wrong), above what a seen item adds: (2 items, abilities)."""
    if np.isscalar(c) and c == 0:
        logit = np.clip(np.multiply.outer(a, ability) + d[:, None], -35, 35)
        return np.vstack([logit, -np.logaddexp(0, logit)])
    right = probability(ability, a, d, c).T
    return np.vstack([np.log(right) - np.log1p(-right), np.log1p(-right)])


def posterior(both: Array, table: Array, weights: Array) -> tuple[Array, float]:
    """Posterior weights (sittings, nodes) and the marginal log-likelihood of `both` (see Answers)."""
    likelihood = both @ table.astype(both.dtype) + np.log(np.maximum(weights, 1e-300)).astype(both.dtype)
    highest = likelihood.max(axis=1, keepdims=True)
    likelihood -= highest
    np.exp(likelihood, out=likelihood)
    total = likelihood.sum(axis=1, keepdims=True)
    likelihood /= total
    return likelihood, float(np.log(total).sum(dtype=np.float64) + highest.sum(dtype=np.float64))


def chunks(count: int) -> Iterator[slice]:
    return (slice(start, start + CHUNK) for start in range(0, count, CHUNK))
