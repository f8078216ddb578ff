"""What is expected of an item before a form is sat: how many will get it right, and what it tells at the cut. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Where nobody has answered an item yet, its author's word counts.
SHARE_BY_DIFFICULTY = {"easy": 0.80, "medium": 0.65, "hard": 0.45}
UNKNOWN_SHARE = 0.65
ABILITY_LIMIT = 6.0


@dataclass(frozen=True)
class Statistics:
    """`share_correct`: of candidates, 0 to 1; `discrimination` and `location`: of the two-parameter logistic model."""

    share_correct: float | None = None
    discrimination: float | None = None
    location: float | None = None

    @property
    def is_calibrated(self) -> bool:
        return self.discrimination is not None and self.location is not None


def read_statistics(metadata: Mapping[str, Any]) -> Statistics:
    """An item's `metadata["statistics"]`; what is no number, or makes no sense, is unknown."""
    raw = metadata.get("statistics")
    raw = raw if isinstance(raw, dict) else {}
    numbers = {
        name: float(raw[name])
        for name in ("share_correct", "discrimination", "location")
        if isinstance(raw.get(name), int | float) and math.isfinite(raw[name])
    }
    if not 0 <= numbers.get("share_correct", 0) <= 1:
        del numbers["share_correct"]
    if numbers.get("discrimination", 1) <= 0:
        del numbers["discrimination"]
    return Statistics(**numbers)


def expect_share(statistics: Statistics, difficulty: str) -> float:
    if statistics.share_correct is not None:
        return statistics.share_correct
    return SHARE_BY_DIFFICULTY.get(difficulty, UNKNOWN_SHARE)


def find_cut_ability(calibrated: Sequence[Statistics], cut_share: float) -> float:
    """The ability at which the cut's share of these items is expected, between -6 and 6."""
    low, high = -ABILITY_LIMIT, ABILITY_LIMIT
    for _ in range(50):
        middle = (low + high) / 2
        expected = sum(_chance(row, middle) for row in calibrated) / len(calibrated) if calibrated else cut_share
        low, high = (middle, high) if expected < cut_share else (low, middle)
    return (low + high) / 2


def find_information(statistics: Statistics, ability: float) -> float | None:
    """Fisher's information at this ability; None for an item that was never calibrated."""
    if not statistics.is_calibrated:
        return None
    chance = _chance(statistics, ability)
    return (statistics.discrimination or 0.0) ** 2 * chance * (1 - chance)


def _chance(statistics: Statistics, ability: float) -> float:
    slope, location = statistics.discrimination or 0.0, statistics.location or 0.0
    exponent = max(-500.0, min(500.0, slope * (ability - location)))
    return 1 / (1 + math.exp(-exponent))
