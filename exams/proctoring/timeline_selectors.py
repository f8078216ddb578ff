"""What the time line of a sitting is made of."""

from dataclasses import dataclass

from exams.proctoring import timeline
from exams.proctoring.models import Incident
from exams.sittings.models import Sitting, SittingEvent
from exams.sittings.reported import Link, find_break

SHOWN_AT_ONCE = 1_000


@dataclass(frozen=True)
class TimeLine:
    """`moments`: the newest first, at most SHOWN_AT_ONCE of `total_count`; `break_number`: of the first reported event
    that does not follow from those before it, None when the chain is whole."""

    moments: list[timeline.Moment]
    total_count: int
    reported_count: int
    break_number: int | None


def get_time_line(*, sitting: Sitting) -> TimeLine:
    """Two statements."""
    events = list(SittingEvent.objects.filter(sitting=sitting).select_related("actor").order_by("at", "pk"))
    incidents = list(Incident.objects.filter(supervision__sitting=sitting))
    links = sorted((event for event in events if event.number), key=lambda event: event.number or 0)
    broken = find_break((_link(event) for event in links), sitting.event_head)
    moments = timeline.build(events[-SHOWN_AT_ONCE:], incidents)
    return TimeLine(moments[::-1], len(events), len(links), broken)


def _link(event: SittingEvent) -> Link:
    return Link(event.number or 0, event.at, event.type, event.reason, event.details, event.head or "")
