"""What the exam screen of a proctored sitting must know. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from exams.proctoring.notices import Notice


class CameraWatch(StrEnum):
    """Whether the device looks through the camera during the exam."""

    NONE = "none"  # the exam uses no camera
    DECLINED = "declined"  # it may be used, and the candidate has not turned it on in the check-in
    MISSING = "missing"  # this installation has nothing to look with
    ON = "on"


def decide_watch(*, camera: str, has_camera: bool | None, has_model: bool) -> CameraWatch:
    """`camera`: the exam's rule; `has_camera`: whether it was on in the check-in, None where that is not known."""
    if camera == "none":
        return CameraWatch.NONE
    if not has_model:
        return CameraWatch.MISSING
    return CameraWatch.ON if has_camera or camera == "required" else CameraWatch.DECLINED


@dataclass(frozen=True)
class Room:
    """`counting`: types that have points; `counted`: how many of each type there are; `texts`: what a candidate is told."""

    asks_fullscreen: bool
    asks_one_screen: bool
    camera: str
    camera_watch: CameraWatch
    proctor: str
    warning_count: int
    look_away_seconds: int
    counting: tuple[str, ...]
    counted: Mapping[str, int]
    texts: Mapping[str, Notice]
