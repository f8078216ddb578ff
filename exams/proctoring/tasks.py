"""Ids in, one service called. May run twice, and at the same time."""

from celery import shared_task
from django.utils import timezone

from exams.proctoring.selectors import list_to_read
from exams.proctoring.services import incidents, retention, simulated


@shared_task
def read_reported_events() -> int:
    """Every few seconds: make incidents of what clients reported, close what is over, and let the simulated proctor act
    upon it. Says how many were looked at."""
    found = list_to_read(now=timezone.now())
    for supervision_id in found:
        incidents.close_supervision(supervision_id=supervision_id)
    simulated.act_everywhere()
    return len(found)


@shared_task
def delete_old_records() -> int:
    """Every hour: delete what was kept for as long as its exam says. Says of how many sittings."""
    found = retention.list_due(now=timezone.now())
    return sum(retention.end_records(supervision_id=supervision_id) for supervision_id in found)
