"""Putting a new calibration on the scale of an older one, by the items that both have. Pure Python.

Mean/sigma: G. L. Marco (1977), "Item characteristic curve solutions to three intractable testing problems", Journal of
Educational Measurement 14; M. J. Kolen & R. L. Brennan (2014), "Test equating, scaling, and linking", chapter 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

FEWEST_COMMON = 10


@dataclass(frozen=True)
class Link:
    """ability' = slope · ability + intercept; the same for b, and a' = a / slope. `item_count`: common items."""

    slope: float
    intercept: float
    item_count: int

    def move_b(self, b: float) -> float:
        return self.slope * b + self.intercept

    def move_a(self, a: float) -> float:
        return a / self.slope


def link(b_new: Sequence[float], b_old: Sequence[float], *, is_slope_fixed: bool = False) -> Link | None:
    """From the difficulties of the common items, in the same order; None for fewer than ten, or equal difficulties.

    `is_slope_fixed`: Rasch to Rasch, where both scales have the same unit and their means alone differ.
    """
    if len(b_new) != len(b_old) or len(b_new) < FEWEST_COMMON:
        return None
    spread = pstdev(b_new)
    if not is_slope_fixed and not (spread > 0 and pstdev(b_old) > 0):
        return None
    slope = 1.0 if is_slope_fixed else pstdev(b_old) / spread
    return Link(slope, fmean(b_old) - slope * fmean(b_new), len(b_new))
