"""A sitting's time line: what was recorded of the room, in order, in words for proctors, reviewers and the candidate.
Pure. Never an answer: of the exam it knows the number of the item that was on screen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from exams.sittings.event_words import describe_details, name_event
from exams.sittings.reported import CANDIDATE_MESSAGE, RECORDS_DELETED

INCIDENT, STEP, MESSAGE, ACTION, EVENT = "incident", "step", "message", "action", "event"
# Of the log, what a review needs; the rest is the business of the exam screen (windows that merged, late answers).
KINDS = {
    "check-in-opened": EVENT,
    "check-in-cleared": EVENT,
    "started": EVENT,
    "taken-over": EVENT,
    "not-heard": EVENT,
    "submitted": EVENT,
    "expired": EVENT,
    "outage-credit": ACTION,
    "message-sent": MESSAGE,
    CANDIDATE_MESSAGE: MESSAGE,
    "paused": ACTION,
    "resumed": ACTION,
    "extended": ACTION,
    "terminated": ACTION,
    "voided": ACTION,
    "result-held": ACTION,
    "result-let-go": ACTION,
    "result-voided": ACTION,
    "result-reinstated": ACTION,
    "review-decided": ACTION,
    "review-appealed": ACTION,
    RECORDS_DELETED: ACTION,
}
# An incident says that it was a warning.
LEFT_OUT = "warning-shown"
# Of a row's details, what has no place of its own in a line.
DETAILS = ("seconds", "until", "outages")
TO_CANDIDATE = {
    "message-sent": "Message from the proctor",
    CANDIDATE_MESSAGE: "Your message",
    "terminated": "Ended by the proctor",
    "review-appealed": "You appealed",
}


@dataclass(frozen=True)
class Happened:
    """A row of the sitting's log; `actor`: a person's name, empty: nobody; `number` of what the browser reported."""

    type: str
    at: datetime
    actor: str
    is_candidate: bool
    text: str
    details: dict[str, Any]
    number: int | None = None


@dataclass(frozen=True)
class Entry:
    """One line. `into_ms`: since the start of the exam, of what the browser reported; `number`: of an incident, for
    comments to it; `for_ms`: how long it lasted; `who` of the staff did it; `reason`: how the points come about, where
    there is more to say than their number."""

    at: datetime
    kind: str
    title: str
    text: str = ""
    details: str = ""
    who: str = ""
    into_ms: int | None = None
    position: int = 0
    for_ms: int = 0
    count: int = 1
    number: int = 0
    points: int = 0
    is_warning: bool = False
    reason: str = ""
    said: tuple[str, ...] = ()


def describe(row: Happened, *, started_at: datetime | None, is_for_candidate: bool) -> Entry | None:
    """The line of a row of the log; None for what a time line leaves out.

    Told to the candidate, staff have no names. What the browser reported stands where it began.
    """
    kind = EVENT if row.number is not None and row.type not in KINDS else KINDS.get(row.type)
    if kind is None or row.type == LEFT_OUT:
        return None
    title = name_event(row.type, row.details)
    if is_for_candidate:
        title = TO_CANDIDATE.get(row.type, title)
    is_reported = row.number is not None and kind == EVENT
    return Entry(
        at=began_at(started_at, row.details.get("at_ms", 0), row.at) if is_reported else row.at,
        kind=kind,
        title=title,
        text=row.text,
        details=describe_details({key: row.details[key] for key in DETAILS if key in row.details}),
        into_ms=row.details.get("at_ms") if is_reported else None,
        who=_name(row, is_for_candidate),
        position=row.details.get("position", 0),
        for_ms=row.details.get("for_ms", 0),
        count=row.details.get("count", 1),
    )


def _name(row: Happened, is_for_candidate: bool) -> str:
    if row.is_candidate or not row.actor:
        return ""
    return "Staff" if is_for_candidate else row.actor


def began_at(started_at: datetime | None, began_ms: int, received_at: datetime) -> datetime:
    """When something began that the browser reports in milliseconds since the start; never after it was received."""
    if started_at is None:
        return received_at
    # A client is not trusted: ten years are as good as a minute too many.
    return min(started_at + timedelta(milliseconds=min(began_ms, 10**10)), received_at)


def put_in_order(entries: Iterable[Entry | None]) -> list[Entry]:
    """By time; what happened in the same instant keeps its order."""
    return sorted((entry for entry in entries if entry is not None), key=lambda entry: entry.at)
