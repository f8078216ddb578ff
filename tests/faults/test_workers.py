"""A sitting is closed and scored without any visitor, and whoever dies on the way is replaced by the sweep."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings.models import Sitting
from exams.sittings.services import entry
from exams.sittings.services.control import set_void
from scoring.marking.models import Result, ResultState
from scoring.marking.rules import unpack
from tests.dbbroker.processes import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(150)]


def is_scored(sitting: Sitting) -> bool:
    return Result.objects.filter(sitting=sitting, state__in=[ResultState.SCORED, ResultState.RELEASED]).exists()


def test_an_expired_sitting_is_closed_and_scored_within_15_seconds(celery, submitted, carol, exam):
    other = entry.start(user=carol, sitting_id=entry.open_check_in(user=carol, exam=exam).pk, is_rules_accepted=True)
    celery.start("worker", "beat")
    wait_until(lambda: is_scored(submitted), 60, celery.tell)  # by now both of them run
    deadline = timezone.now() + timedelta(seconds=1)
    Sitting.objects.filter(pk=other.pk).update(deadline_at=deadline, started_at=deadline - timedelta(hours=1))
    wait_until(lambda: is_scored(other), 16, celery.tell)
    other.refresh_from_db()
    assert (other.close_reason, other.closed_at) == ("expired", deadline)


def test_a_worker_killed_in_the_middle_of_scoring_leaves_one_result(celery, submitted):
    celery.stop.touch()
    celery.start("worker", "beat")
    wait_until(celery.stop.with_suffix(".reached").exists, 60, celery.tell)
    celery.kill("worker")
    assert not Result.objects.exists()
    celery.stop.unlink()
    celery.start("worker")
    wait_until(lambda: is_scored(submitted), 60, celery.tell)
    assert Result.objects.get().points == 8
    assert len(unpack(Result.objects.get().marks)) == 10


def test_a_lost_message_is_made_good_by_the_sweep(celery, submitted):
    from dbbroker.models import Message

    Message.objects.all().delete()
    celery.start("worker", "beat")
    wait_until(lambda: is_scored(submitted), 60, celery.tell)
    assert Result.objects.get().points == 8


@pytest.mark.parametrize("is_lost", [False, True], ids=["told by a message", "found by the sweep"])
def test_a_result_is_taken_back_and_given_back_by_workers(celery, released, is_lost):
    from dbbroker.models import Message

    celery.start("worker", "beat")
    for is_void, state in ((True, ResultState.VOIDED), (False, ResultState.RELEASED)):
        set_void(sitting_id=released.sitting_id, is_void=is_void)
        if is_lost:
            Message.objects.filter(payload__contains="score_sittings").delete()
        wait_until(lambda state=state: Result.objects.get().state == state, 60, celery.tell)
