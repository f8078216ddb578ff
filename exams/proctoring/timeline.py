"""A sitting's time line as staff read it: what was reported, said and done, in its order. Never answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exams.proctoring.models import Incident
from exams.sittings.event_words import describe_details, name_event
from exams.sittings.models import SittingEvent

CANDIDATE, STAFF, INCIDENT, SYSTEM = "candidate", "staff", "incident", "system"
TOLD_APART = {"position", "client", "at_ms"}


@dataclass(frozen=True)
class Moment:
    """`kind`: who or what it comes from; `position` of the item on screen, 0: none; `points` of an incident."""

    at: datetime
    kind: str
    title: str
    who: str = ""
    text: str = ""
    details: str = ""
    position: int = 0
    at_ms: int | None = None
    points: int | None = None
    reason: str = ""


def build(events: Iterable[SittingEvent], incidents: Iterable[Incident]) -> list[Moment]:
    """The events in their order, each that became an incident with its points."""
    by_number = {incident.number: incident for incident in incidents}
    return [_tell(event, by_number.get(event.number) if event.number else None) for event in events]


def _tell(event: SittingEvent, incident: Incident | None) -> Moment:
    kept = {key: value for key, value in event.details.items() if key not in TOLD_APART}
    return Moment(
        at=event.at,
        kind=_kind(event, incident),
        title=name_event(event.type, event.details),
        who=str(event.actor) if event.actor else "",
        text=event.reason,
        details=describe_details(kept),
        position=event.details.get("position", 0),
        at_ms=event.details.get("at_ms") if event.number else None,
        points=incident.points if incident else None,
        # "5 points" alone stands beside it already.
        reason=incident.reason if incident and incident.reason != f"{incident.points} points" else "",
    )


def _kind(event: SittingEvent, incident: Incident | None) -> str:
    if incident is not None:
        return INCIDENT
    if event.type == "candidate-message":
        return CANDIDATE
    return STAFF if event.actor_id else SYSTEM
