"""What the time line of a sitting is made of."""

from dataclasses import dataclass

from exams.proctoring import timeline
from exams.proctoring.chain import find_break_in
from exams.proctoring.models import Incident
from exams.sittings.models import Sitting, SittingEvent

SHOWN_AT_ONCE = 1_000
# After it there is no chain any more that could hold together.
RECORDS_DELETED = "records-deleted"


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
    is_deleted = any(event.type == RECORDS_DELETED for event in events)
    broken = None if is_deleted else find_break_in(sitting, events)
    moments = timeline.build(events[-SHOWN_AT_ONCE:], incidents)
    return TimeLine(moments[::-1], len(events), sitting.event_number, broken)
