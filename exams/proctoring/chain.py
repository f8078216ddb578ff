"""Whether what clients reported of a sitting still is what they reported."""

from collections.abc import Iterable

from exams.sittings.models import Sitting, SittingEvent
from exams.sittings.reported import Link, find_break


def find_break_in(sitting: Sitting, events: Iterable[SittingEvent]) -> int | None:
    """The number of the first of the sitting's reported events that does not follow from those before it, or None."""
    reported = sorted((event for event in events if event.number), key=lambda event: event.number or 0)
    return find_break(map(_link, reported), sitting.event_head)


def _link(event: SittingEvent) -> Link:
    return Link(event.number or 0, event.at, event.type, event.reason, event.details, event.head or "")
