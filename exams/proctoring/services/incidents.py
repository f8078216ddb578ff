"""Incidents: made of what clients reported, weighed by the exam's rules; and what is to be done when a sitting is over."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from exams.proctoring.chain import find_break_in
from exams.proctoring.models import Incident, ReviewState, RoomRules, Supervision
from exams.proctoring.selectors import count_incidents, get_rules, list_unread_events
from exams.proctoring.services.locks import lock_supervisions
from exams.proctoring.severity import Happened, Weighed, weigh
from exams.sittings.models import CloseReason, SittingEvent
from exams.sittings.services.control import set_hold


@transaction.atomic
def read_reported(*, supervision_id: int) -> list[Incident]:
    """Make incidents of what was reported since the last time; gives the new ones. May run twice at once.

    Five statements, three where there is nothing new.
    """
    supervision = lock_supervisions(pk=supervision_id).first()
    if supervision is None:
        return []
    rules = get_rules(exam_id=supervision.sitting.exam_id)
    events = list_unread_events(supervision=supervision)
    if not events:
        return []
    incidents = Incident.objects.bulk_create(_make(supervision, rules, events))
    supervision.read_number = events[-1].number or 0
    supervision.incident_count += len(incidents)
    supervision.points += sum(incident.points for incident in incidents)
    supervision.save(update_fields=["read_number", "incident_count", "points"])
    return incidents


def _make(supervision: Supervision, rules: RoomRules, events: list[SittingEvent]) -> list[Incident]:
    known = rules.points_by_type
    # Who chose the timed exam after all is not watched, whatever their browser reports.
    is_watched = supervision.sitting.is_proctored
    told = [event for event in events if is_watched and event.type in known]
    happened = [Happened(row.type, row.details.get("for_ms", 0), row.details.get("count", 1)) for row in told]
    before = count_incidents(supervision=supervision) if supervision.incident_count else {}
    weighed = weigh(happened, points=known, warnings=rules.warning_count, before=before)
    return [_incident(supervision, event, result) for event, result in zip(told, weighed, strict=True)]


def _incident(supervision: Supervision, event: SittingEvent, weighed: Weighed) -> Incident:
    details = event.details
    return Incident(
        supervision=supervision,
        number=event.number or 0,
        type=event.type,
        received_at=event.at,
        began_ms=max(0, details.get("at_ms", 0)),
        for_ms=details.get("for_ms", 0),
        count=details.get("count", 1),
        position=details.get("position", 0),
        points=weighed.points,
        is_warning=weighed.is_warning,
        reason=weighed.reason,
    )


def close_supervision(*, supervision_id: int) -> Supervision | None:
    """What follows from the end of a sitting: whether it waits for a review, whether its result is held, and until when
    its records are kept. None while something of it may still arrive, or when this was done before. May run twice."""
    read_reported(supervision_id=supervision_id)
    with transaction.atomic():
        supervision, now = lock_supervisions(pk=supervision_id).first(), timezone.now()
        if supervision is None or supervision.delete_at is not None:
            return None
        sitting = supervision.sitting
        if sitting.final_at is None or sitting.final_at > now:
            return None
        rules = get_rules(exam_id=sitting.exam_id)
        supervision.delete_at = (sitting.closed_at or now) + timedelta(days=rules.retention_days)
        supervision.is_chain_broken = find_break_in(sitting, sitting.events.filter(number__isnull=False)) is not None
        if supervision.points or supervision.is_chain_broken or sitting.close_reason == CloseReason.TERMINATED:
            supervision.review_state = ReviewState.WAITING
        supervision.save(update_fields=["delete_at", "is_chain_broken", "review_state"])
        if rules.hold_points is not None:
            is_held = supervision.points >= rules.hold_points
            set_hold(sitting_id=sitting.pk, is_held=is_held, text=f"{supervision.points} points.")
        return supervision
