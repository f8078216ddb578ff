"""The other ways: what somebody may do instead of a step as it is described, and what the record then says. Pure."""

from dataclasses import dataclass

from exams.proctoring import steps


@dataclass(frozen=True)
class Alternative:
    """`sentence`: what the candidate says by choosing it, kept with the step; `is_without_camera`: no camera is used at
    all, which an exam that requires one cannot accept."""

    code: str
    sentence: str
    is_without_camera: bool = False


_NO_CAMERA = Alternative("no-camera", "I have no camera, or it does not work.", is_without_camera=True)
_NO_WISH = Alternative("no-wish", "I do not wish to turn the camera on.", is_without_camera=True)
ALTERNATIVES: dict[str, tuple[Alternative, ...]] = {
    steps.IDENTITY: (
        _NO_CAMERA,
        _NO_WISH,
        Alternative("no-photo", "I cannot be photographed, or my document has no photo."),
        Alternative("assisted", "Somebody helps me to take the photo."),
    ),
    steps.WELCOME: (Alternative("assisted", "Somebody reads this page to me, or confirms it for me."),),
    steps.TERMS: (
        Alternative("read-aloud", "Somebody reads the terms to me."),
        Alternative("interpreted", "Somebody translates the terms for me, or signs them."),
    ),
    steps.SYSTEM: (
        Alternative("not-run", "The checks do not run on this device, or with what I use to read the screen."),
        Alternative("own-screens", "I need a second screen, or no full screen, for accessibility."),
        _NO_WISH,
    ),
    steps.ROOM: (
        _NO_CAMERA,
        _NO_WISH,
        Alternative("not-moved", "I cannot move the camera, or myself, to show the room."),
        Alternative("shared", "I sit in a shared or supervised room that I may not show."),
    ),
    steps.TUTORIAL: (Alternative("not-needed", "I know the exam screen, or cannot use the tutorial."),),
}


def list_alternatives(step: str, *, must_have_camera: bool) -> list[Alternative]:
    """What may be taken instead; ways without a camera only where the exam does not require one."""
    return [row for row in ALTERNATIVES[step] if not (must_have_camera and row.is_without_camera)]


def get_sentence(step: str, code: str, *, must_have_camera: bool) -> str | None:
    """What is recorded for an alternative; None where the step has none of that name. "": the step as it is described."""
    if not code:
        return ""
    known = {row.code: row.sentence for row in list_alternatives(step, must_have_camera=must_have_camera)}
    return known.get(code)
