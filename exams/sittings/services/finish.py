"""The ways out: the candidate submits, or the time is up."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from exams.assembly.selectors import list_over_exam_ids
from exams.sittings import clock
from exams.sittings.errors import TakenOver
from exams.sittings.models import CloseReason, Sitting, SittingState
from exams.sittings.outage_selectors import get_last_pulse, is_stale
from exams.sittings.selectors import get_allotted_seconds, get_sitting
from exams.sittings.services.transitions import close, lock_sitting, settle

logger = structlog.get_logger(__name__)
SWEEP_LIMIT = 500
WAITING = [SittingState.SCHEDULED, SittingState.CHECK_IN]


def submit(*, user: User, sitting_id: UUID, client: UUID) -> Sitting:
    """End the exam. One that is closed already is given back as it is: look at its reason.

    Raises TakenOver when another client holds the sitting, SittingPaused, SittingNotStarted.
    """
    with transaction.atomic():
        sitting = lock_sitting(sitting_id=sitting_id, user=user)
        now = timezone.now()
        settle(sitting=sitting, now=now)
        if sitting.state == SittingState.CLOSED:
            return sitting
        if sitting.active_client is not None and sitting.active_client != client:
            raise TakenOver
        close(sitting=sitting, step="submit", reason=CloseReason.SUBMITTED, at=now, actor=user)
    return sitting


def get_settled_sitting(*, user_id: int, sitting_id: UUID) -> Sitting:
    """The person's sitting as time has made it by now. Raises NotFound. One statement unless something was due."""
    sitting = get_sitting(user_id=user_id, sitting_id=sitting_id)
    now = timezone.now()
    ends_at = {SittingState.RUNNING: sitting.deadline_at, SittingState.PAUSED: sitting.pause_ends_at}
    due = ends_at.get(SittingState(sitting.state))
    if (due is None or now < due) and not _has_missed(sitting, now):
        return sitting
    _settle_one(sitting_id, now)
    return get_sitting(user_id=user_id, sitting_id=sitting_id)


def close_expired() -> int:
    """Close what time has closed: sittings past their deadline, pauses past their limit, check-ins of exams that are over.

    Returns how many sittings it touched. One that fails does not keep the others waiting. While no web process can
    take answers it closes nothing: whoever is cut off loses none of the grace.
    """
    now = timezone.now()
    if is_stale(get_last_pulse(), now):
        return 0
    due = (
        Q(state=SittingState.RUNNING, deadline_at__lte=now)
        | Q(state=SittingState.PAUSED, pause_ends_at__lte=now)
        | Q(state__in=WAITING, exam__in=list_over_exam_ids(now=now))
    )
    ids = list(Sitting.objects.filter(due).order_by("deadline_at").values_list("pk", flat=True)[:SWEEP_LIMIT])
    for sitting_id in ids:
        try:
            _settle_one(sitting_id, now)
        except Exception:
            logger.exception("sitting could not be closed", sitting=str(sitting_id))
    return len(ids)


@transaction.atomic
def _settle_one(sitting_id: UUID, now: datetime) -> None:
    sitting = lock_sitting(sitting_id=sitting_id)
    settle(sitting=sitting, now=now)
    if _has_missed(sitting, now):
        close(sitting=sitting, step="miss", reason=CloseReason.MISSED, at=now)


def _has_missed(sitting: Sitting, now: datetime) -> bool:
    """Whether it is too late to start: the exam is over, or by the common clock this person's time is."""
    exam = sitting.exam
    if sitting.state not in WAITING or exam.is_over(now):
        return sitting.state in WAITING
    if not exam.is_common_clock or exam.starts_at is None or now < exam.starts_at:
        return False
    allotted = get_allotted_seconds(user=sitting.user, exam=exam)
    return clock.is_up(clock.deadline(exam.starts_at, allotted_seconds=allotted, extended_seconds=0, paused_ms=0), now)
