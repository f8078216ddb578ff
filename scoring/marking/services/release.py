"""When a candidate may see a result."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.assembly.models import ReleasePolicy
from exams.sittings.models import Sitting
from exams.sittings.outage_selectors import get_last_pulse, is_final
from scoring.marking.errors import ResultNotReleasable
from scoring.marking.models import Result, ResultState

LastPulse = Callable[[], datetime | None]
RELEASED = ["state", "released_at"]


def mark_released_if_due(
    *, result: Result, sitting: Sitting, now: datetime, last_pulse: LastPulse = get_last_pulse
) -> bool:
    """Release a scored result of an exam that shows results at once; the caller saves its state.

    Not before the sitting's answers are final: the network grace is part of the exam.
    """
    is_due = (
        result.state == ResultState.SCORED
        and sitting.exam.release_policy == ReleasePolicy.AT_ONCE
        and _may_be_released(result, sitting, now, last_pulse)
    )
    if is_due:
        result.state, result.released_at = ResultState.RELEASED, now
    return is_due


@transaction.atomic
def release(*, actor: User, result: Result) -> Result:
    """Release one result by hand. Raises ResultNotReleasable; one that is released stays as it is."""
    sitting = Sitting.objects.select_for_update().get(pk=result.sitting_id)
    now = timezone.now()
    result = Result.objects.select_for_update().get(pk=result.pk)
    if result.state == ResultState.RELEASED:
        return result
    if result.state != ResultState.SCORED or not _may_be_released(result, sitting, now):
        raise ResultNotReleasable
    result.state, result.released_at = ResultState.RELEASED, now
    result.save(update_fields=RELEASED)
    return result


@transaction.atomic
def release_due() -> int:
    """The sweep's part: scored results whose answers have become final. Returns how many it released."""
    due = Sitting.objects.filter(
        result__state=ResultState.SCORED,
        exam__release_policy=ReleasePolicy.AT_ONCE,
        is_held=False,
        final_at__lte=timezone.now(),
    )
    # The sittings' rows first, as scoring and answering take them: what they say of their answers then stays true.
    sittings = {row.pk: row for row in due.select_for_update(of=("self",)).select_related("exam").order_by("pk")}
    now = timezone.now()
    results = Result.objects.select_for_update().filter(sitting_id__in=sittings)
    last_pulse = cache(get_last_pulse)
    released = [
        row
        for row in results
        if mark_released_if_due(result=row, sitting=sittings[row.sitting_id], now=now, last_pulse=last_pulse)
    ]
    Result.objects.bulk_update(released, RELEASED)
    return len(released)


def _may_be_released(result: Result, sitting: Sitting, now: datetime, last_pulse: LastPulse = get_last_pulse) -> bool:
    is_current = not sitting.is_held and result.answers_version == sitting.answers_version
    return is_current and is_final(sitting=sitting, now=now, last_pulse=last_pulse)
