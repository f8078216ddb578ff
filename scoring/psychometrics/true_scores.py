"""Which points on one form are worth as much as points on another, when all items stand on one scale. Pure Python.

IRT true-score equating: F. M. Lord (1980), "Applications of item response theory to practical testing problems",
chapter 13; M. J. Kolen & R. L. Brennan (2014), "Test equating, scaling, and linking", chapter 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

FARTHEST = 8.0
HALVINGS = 60


@dataclass(frozen=True)
class Curve:
    """An item: the chance of its points at an ability is 1 / (1 + exp(-a (ability - b)))."""

    a: float
    b: float
    points: float = 1.0


def expected_points(curves: Sequence[Curve], ability: float) -> float:
    return sum(one.points / (1 + exp(-max(-500.0, min(500.0, one.a * (ability - one.b))))) for one in curves)


def find_ability(curves: Sequence[Curve], points: float) -> float | None:
    """The ability (-8 to 8) at which so many points are expected; None where no ability in reach has them.

    Slopes must be positive: of an item with a negative one more ability earns fewer points.
    """
    low, high = -FARTHEST, FARTHEST
    if not expected_points(curves, low) <= points <= expected_points(curves, high):
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if expected_points(curves, middle) < points else (low, middle)
    return (low + high) / 2


def equate_points(base: Sequence[Curve], other: Sequence[Curve], points: float) -> float | None:
    """Points on the other form that are expected of who is expected to have `points` on the base form."""
    ability = find_ability(base, points)
    return None if ability is None else expected_points(other, ability)
