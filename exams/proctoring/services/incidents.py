"""Incidents: made of what clients reported, weighed by the exam's rules; and what is to be done when a sitting is over."""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from exams.proctoring.models import Incident, ReviewState, RoomRules, Supervision
from exams.proctoring.selectors import get_rules, list_unread_events
from exams.proctoring.severity import Happened, Weighed, weigh
from exams.sittings.models import SittingEvent, SittingState
from exams.sittings.services.control import set_hold


@transaction.atomic
def read_reported(*, supervision_id: int) -> list[Incident]:
    """Make incidents of what was reported since the last time; gives the new ones. May run twice at once.

    Five statements, three where there is nothing new.
    """
    rows = Supervision.objects.select_for_update(of=("self",)).select_related("sitting")
    supervision = rows.get(pk=supervision_id)
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
    before = _count_before(supervision)
    weighed = weigh(happened, points=known, warnings=rules.warning_count, before=before)
    return [_incident(supervision, event, result) for event, result in zip(told, weighed, strict=True)]


def _count_before(supervision: Supervision) -> dict[str, int]:
    if not supervision.incident_count:
        return {}
    rows = supervision.incidents.order_by().values("type").annotate(total=Coalesce(Sum("count"), 0))
    return Counter({row["type"]: row["total"] for row in rows})


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
    its records are kept. None while the sitting goes on, or when this was done before. May run twice."""
    read_reported(supervision_id=supervision_id)
    with transaction.atomic():
        rows = Supervision.objects.select_for_update(of=("self",)).select_related("sitting")
        supervision = rows.get(pk=supervision_id)
        sitting = supervision.sitting
        if sitting.state != SittingState.CLOSED or supervision.delete_at is not None:
            return None
        rules = get_rules(exam_id=sitting.exam_id)
        supervision.delete_at = _end_of_records(rules, sitting.closed_at or timezone.now())
        if supervision.points:
            supervision.review_state = ReviewState.WAITING
        supervision.save(update_fields=["delete_at", "review_state"])
        if rules.hold_points is not None:
            is_held = supervision.points >= rules.hold_points
            set_hold(sitting_id=sitting.pk, is_held=is_held, text=f"{supervision.points} points.")
        return supervision


def _end_of_records(rules: RoomRules, since: datetime) -> datetime:
    return since + timedelta(days=rules.retention_days)


def list_to_read(*, now: datetime) -> list[int]:
    """Supervisions with something new: reported events that are not read, or a sitting that is over. One statement."""
    unread = Supervision.objects.filter(sitting__event_number__gt=F("read_number"))
    over = Supervision.objects.filter(
        sitting__state=SittingState.CLOSED, sitting__final_at__lte=now, delete_at__isnull=True
    )
    return sorted({*unread.values_list("pk", flat=True), *over.values_list("pk", flat=True)})
