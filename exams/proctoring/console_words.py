"""What the console says of steps and refusals."""

from exams.sittings.live_selectors import FROM_CANDIDATE, FROM_STAFF

SEEN = "call-seen"
# Steps of staff, as they stand on a card and in a refusal: "Petra has paused this sitting".
DEEDS = {
    "paused": "paused this sitting",
    "resumed": "let this sitting go on",
    "extended": "given time",
    "terminated": "ended this sitting",
    FROM_STAFF: "written to the candidate",
}
ENDS = {
    "submitted": "The candidate has submitted the exam already.",
    "expired": "The time of this sitting was up already.",
    "terminated": "This sitting has been ended already.",
    "missed": "This sitting was never begun.",
    "voided": "This sitting does not count any more.",
}
# What somebody wants to do → the step after which it is done already.
DONE_BY = {"pause": ("paused",), "resume": ("resumed",), "extend": ("extended",), "terminate": ("terminated",)}

__all__ = ["DEEDS", "DONE_BY", "ENDS", "FROM_CANDIDATE", "SEEN", "name_deed"]


def name_deed(type: str, who: str) -> str:
    return f"{who} has {DEEDS[type]}"


def name_stale(type: str, who: str) -> str:
    """Why a step is refused that somebody else took first."""
    return f"{who} has {DEEDS[type]} already."
