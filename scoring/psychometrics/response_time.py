"""Rapid guessing: answers that came faster than the item can be read. Questions, never verdicts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.psychometrics.irt_model import Array, Flags

LONGEST_SECONDS = 10.0
FEWEST_SITTINGS = 30
LOW_EFFORT = 0.90


@dataclass(frozen=True)
class Effort:
    """`threshold_seconds`, `reached` (items,): NaN and 0 for an item nobody reached; `is_enough` (items,): as many
    sittings as a threshold takes. `rapid`: (sittings, items). `effort`: (sittings,), NaN for nothing reached; `is_low`:
    less than 0.90 of the reached items were answered in solution behavior."""

    threshold_seconds: Array
    reached: Array
    rapid: Flags
    effort: Array

    @property
    def is_enough(self) -> Flags:
        return self.reached >= FEWEST_SITTINGS

    @property
    def is_low(self) -> Flags:
        return self.effort < LOW_EFFORT


def response_time_effort(seconds: ArrayLike, *, share: float = 0.10) -> Effort:
    """`seconds`: (sittings, items), 0 or NaN where a sitting did not reach the item; `share` of the item's mean time is the
    threshold, 10 s at most.

    Normative threshold: Wise & Ma (2012), "Setting response time thresholds for a CAT item pool"; response-time effort:
    Wise & Kong (2005), Applied Measurement in Education 18. Raises ValueError for times below zero or no table.
    """
    times = np.asarray(seconds, dtype=float)
    if times.ndim != 2 or np.any(times < 0) or not 0 < share < 1:
        raise ValueError("Times are a table of sittings and items, in seconds, none below zero.")
    is_reached = times > 0
    reached = is_reached.sum(axis=0)
    mean = np.where(is_reached, times, 0).sum(axis=0) / np.maximum(reached, 1)
    threshold = np.where(reached > 0, np.minimum(LONGEST_SECONDS, share * mean), np.nan)
    rapid = is_reached & (np.where(is_reached, times, np.inf) < threshold)
    answered = is_reached.sum(axis=1)
    effort = np.where(answered > 0, 1 - rapid.sum(axis=1) / np.maximum(answered, 1), np.nan)
    return Effort(threshold, reached, rapid, effort)
