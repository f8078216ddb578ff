"""Answers that were changed near the end, from wrong to right. Questions, never verdicts. Pure Python."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb

# The last fifth of the time that a sitting used.
NEAR_END = 0.8


@dataclass(frozen=True)
class Change:
    """A new choice in place of another; `at`: of the time that the sitting used, 0 to 1."""

    at: float
    was_right: bool
    is_right: bool

    @property
    def is_near_end(self) -> bool:
        return self.at >= NEAR_END


@dataclass(frozen=True)
class Changes:
    """Changes of a sitting near its end, and those of them from wrong to right. `chance`: of as many or more of the latter, given
    how many changes there are and how often those of all sittings go from wrong to right."""

    near_end: int
    wrong_to_right: int
    chance: float


def judge_changes(sittings: Sequence[Iterable[Change]]) -> tuple[list[Changes], float]:
    """For each sitting, and the share of all those near the end that go from wrong to right.

    Binomial, conditional on the number of changes, so that who changes much is not held against them. Good
    candidates' changes succeed more often, which this does not take into account.
    """
    near_end = [[change for change in changes if change.is_near_end] for changes in sittings]
    gained = [sum(change.is_right and not change.was_right for change in changes) for changes in near_end]
    total = sum(len(changes) for changes in near_end)
    share = sum(gained) / total if total else 0.0
    rows = [
        Changes(len(changes), count, binomial_tail(count, len(changes), share))
        for changes, count in zip(near_end, gained, strict=True)
    ]
    return rows, share


def binomial_tail(count: int, trials: int, share: float) -> float:
    """P(count or more of so many trials)."""
    return min(1.0, sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(count, trials + 1)))
