"""When a candidate may see a result."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from exams.assembly.models import ReleasePolicy
from exams.sittings.models import Sitting
from exams.sittings.outage_selectors import get_last_pulse, is_final
from scoring.marking.errors import ResultNotReleasable
from scoring.marking.models import Result, ResultState
from scoring.marking.release_selectors import get_plan, list_due_bounds

LastPulse = Callable[[], datetime | None]
# Few enough for one statement anywhere; what is left, the next call takes.
SWEEP_LIMIT = 5000
RELEASED = ["state", "released_at", "is_verdict_only", "mail_due_at"]
# Known when a sitting is scored, without a look at others; the sweep releases the rest.
BY_ITSELF = {ReleasePolicy.AT_ONCE, ReleasePolicy.AT_MOMENT}


def mark_released_if_due(
    *, result: Result, sitting: Sitting, now: datetime, last_pulse: LastPulse = get_last_pulse
) -> bool:
    """Release a result that has just been scored where its exam shows it by now; the caller saves it.

    Not before the sitting's answers are final: the network grace is part of the exam.
    """
    is_due = (
        sitting.exam.release_policy in BY_ITSELF
        and get_plan(sitting.exam).shown_when_closed_by(now) is not None
        and _may_be_released(result, sitting, now, last_pulse)
    )
    if is_due:
        _mark_released(result, sitting, now)
    return is_due


def mark_shown_again(*, result: Result, sitting: Sitting, now: datetime, last_pulse: LastPulse) -> bool:
    """Release a scored result as it had been released before; the caller saves it. False: it may not be released now.

    Whoever is told by mail is told again: what they read meanwhile is no longer true.
    """
    if not _may_be_released(result, sitting, now, last_pulse):
        return False
    shown = _released(is_verdict_only=result.is_verdict_only, now=now)
    for name, value in shown.items():
        setattr(result, name, value)
    return True


@transaction.atomic
def release(*, actor: User, result: Result) -> Result:
    """Release one result by hand. Raises ResultNotReleasable; one that is released stays as it is.

    One that was released as on the day can be shown whole once the exam has another policy.
    """
    sitting = Sitting.objects.select_for_update(of=("self",)).select_related("exam").get(pk=result.sitting_id)
    now = timezone.now()
    result = Result.objects.select_for_update().get(pk=result.pk)
    if result.state == ResultState.RELEASED:
        if result.is_verdict_only and not _is_as_on_day(sitting):
            result.is_verdict_only, result.mail_due_at = False, None
            result.save(update_fields=["is_verdict_only", "mail_due_at"])
        return result
    if not _may_be_released(result, sitting, now):
        raise ResultNotReleasable
    _mark_released(result, sitting, now)
    result.save(update_fields=RELEASED)
    return result


@transaction.atomic
def release_due() -> int:
    """The sweep's part: scored results whose moment has come, at most SWEEP_LIMIT. Returns how many it released.

    A constant number of statements; safe to repeat, and beside another one.
    """
    now = timezone.now()
    last_pulse = cache(get_last_pulse)
    bounds = list_due_bounds(now=now, settled_at=min(now, last_pulse() or now))
    if not bounds:
        return 0
    due = Sitting.objects.filter(
        _closed_by(bounds, now), result__state=ResultState.SCORED, is_held=False, voided_at=None
    )
    # The sittings' rows first, as scoring and answering take them: what they say of their answers then stays true.
    locked = due.filter(final_at__lte=now).select_for_update(of=("self",)).select_related("exam").order_by("pk")
    sittings = {row.pk: row for row in locked[:SWEEP_LIMIT]}
    rows = Result.objects.select_for_update().filter(sitting_id__in=sittings).defer("marks").order_by("pk")
    released = [row for row in rows if _may_be_released(row, sittings[row.sitting_id], now, last_pulse)]
    for is_verdict_only in (False, True):
        ids = [row.pk for row in released if _is_as_on_day(sittings[row.sitting_id]) == is_verdict_only]
        Result.objects.filter(pk__in=ids).update(**_released(is_verdict_only=is_verdict_only, now=now))
    return len(released)


def _closed_by(bounds: Mapping[int, datetime], now: datetime) -> Q:
    """The sittings that these bounds (exam's id → closed until then) let through."""
    found = Q(exam__in=[exam_id for exam_id, bound in bounds.items() if bound >= now])
    for exam_id, bound in bounds.items():
        if bound < now:
            found |= Q(exam=exam_id, closed_at__lte=bound)
    return found


def _may_be_released(result: Result, sitting: Sitting, now: datetime, last_pulse: LastPulse = get_last_pulse) -> bool:
    is_free = not sitting.is_held and not sitting.is_void
    is_current = is_free and result.answers_version == sitting.answers_version
    is_scored = result.state == ResultState.SCORED
    return is_scored and is_current and is_final(sitting=sitting, now=now, last_pulse=last_pulse)


def _mark_released(result: Result, sitting: Sitting, now: datetime) -> None:
    for name, value in _released(is_verdict_only=_is_as_on_day(sitting), now=now).items():
        setattr(result, name, value)


def _released(*, is_verdict_only: bool, now: datetime) -> dict[str, Any]:
    """What the candidate is shown is kept with the result: another policy takes nothing from who has seen it."""
    return {
        "state": ResultState.RELEASED,
        "released_at": now,
        "is_verdict_only": is_verdict_only,
        "mail_due_at": now if is_verdict_only else None,
    }


def _is_as_on_day(sitting: Sitting) -> bool:
    return sitting.exam.release_policy == ReleasePolicy.AS_ON_DAY
