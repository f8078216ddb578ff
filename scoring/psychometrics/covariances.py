"""Means and covariances of the items' marks, over the sittings that saw every item. NumPy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.count_table import CHUNK
from scoring.psychometrics.responses import Responses, marks_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Covariances:
    """`n`: sittings that saw every item; `mean`: by item; `matrix`: items × items (n - 1; zeros below two sittings)."""

    n: int
    mean: Floats
    matrix: Floats

    @property
    def k(self) -> int:
        return len(self.mean)

    @property
    def total_mean(self) -> float:
        return float(self.mean.sum())

    @property
    def total_variance(self) -> float:
        return float(self.matrix.sum())

    def of_domains(self, domains: NDArray[np.integer]) -> "Covariances":
        """Means and covariances of the sums by domain; `domains`: number of each item's domain from 0."""
        belongs = membership(domains)
        return Covariances(self.n, belongs.T @ self.mean, belongs.T @ self.matrix @ belongs)

    def part(self, items: NDArray[np.bool_]) -> "Covariances":
        """Of some items alone."""
        return Covariances(self.n, self.mean[items], self.matrix[np.ix_(items, items)])


def membership(domains: NDArray[np.integer]) -> Floats:
    """Items × domains, 1 where an item belongs to a domain; `domains` as numbers from 0."""
    found = np.asarray(domains)
    return np.asarray(found[:, None] == np.arange(int(found.max(initial=-1)) + 1), dtype=float)


def covariances(responses: Responses) -> Covariances:
    """Of the sittings that saw every item: what depends on all items cannot be told from the others.

    Of every item it is given, scored or not: leave out what is tried out.
    """
    n, sums, products = 0, np.zeros(responses.k), np.zeros((responses.k, responses.k))
    # Sums of differences from a value near the mean lose no digits.
    near = np.nan_to_num(_first_mean(responses))
    for start in range(0, responses.n, CHUNK):
        marks = marks_of(responses, start, start + CHUNK)
        is_missing = np.isnan(marks.sum(axis=1))
        if is_missing.any():
            marks = marks[~is_missing]
        marks -= near
        n += len(marks)
        sums += marks.sum(axis=0)
        products += marks.T @ marks
    if n < 2:
        return Covariances(n, near + sums / max(n, 1), np.zeros_like(products))
    matrix = (products - np.outer(sums, sums) / n) / (n - 1)
    return Covariances(n, near + sums / n, matrix)


def _first_mean(responses: Responses) -> Floats:
    marks = marks_of(responses, 0, 1000)
    seen = np.maximum((~np.isnan(marks)).sum(axis=0), 1)
    return np.asarray(np.nansum(marks, axis=0) / seen)
