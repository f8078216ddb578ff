"""When a candidate may see a result."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.assembly.models import ReleasePolicy
from exams.sittings.models import Sitting
from scoring.marking.errors import ResultNotReleasable
from scoring.marking.models import Result, ResultState


def release_if_due(*, result: Result, sitting: Sitting, now: datetime) -> bool:
    """Release a scored result of an exam that shows results at once.

    Not before the sitting's answers are final: the network grace is part of the exam.
    """
    is_due = (
        result.state == ResultState.SCORED
        and sitting.exam.release_policy == ReleasePolicy.AT_ONCE
        and _may_be_released(result, sitting, now)
    )
    if is_due:
        _release(result, now)
    return is_due


@transaction.atomic
def release(*, actor: User, result: Result) -> Result:
    """Release one result by hand. Raises ResultNotReleasable; one that is released stays as it is."""
    now = timezone.now()
    result = Result.objects.select_for_update(of=("self",)).select_related("sitting").get(pk=result.pk)
    if result.state == ResultState.RELEASED:
        return result
    if result.state != ResultState.SCORED or not _may_be_released(result, result.sitting, now):
        raise ResultNotReleasable
    _release(result, now)
    return result


@transaction.atomic
def release_due() -> int:
    """The sweep's part: scored results whose answers have become final. Returns how many it released."""
    now = timezone.now()
    due = (
        Result.objects.select_for_update(of=("self",))
        .select_related("sitting__exam")
        .filter(
            state=ResultState.SCORED,
            sitting__exam__release_policy=ReleasePolicy.AT_ONCE,
            sitting__is_held=False,
            sitting__final_at__lte=now,
        )
    )
    return sum(release_if_due(result=result, sitting=result.sitting, now=now) for result in due)


def _may_be_released(result: Result, sitting: Sitting, now: datetime) -> bool:
    is_final = sitting.final_at is not None and sitting.final_at <= now
    return is_final and not sitting.is_held and result.answers_version == sitting.answers_version


def _release(result: Result, now: datetime) -> None:
    result.state = ResultState.RELEASED
    result.released_at = now
    result.save(update_fields=["state", "released_at"])
