"""What the exam screen of a proctored sitting must know. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass

from exams.proctoring.notices import Notice


@dataclass(frozen=True)
class Room:
    """`counting`: types that have points; `counted`: how many of each type there are; `texts`: what a candidate is told."""

    asks_fullscreen: bool
    asks_one_screen: bool
    camera: str
    proctor: str
    warning_count: int
    look_away_seconds: int
    counting: tuple[str, ...]
    counted: Mapping[str, int]
    texts: Mapping[str, Notice]
