"""A sitting is closed and scored without any visitor, and whoever dies on the way is replaced by the sweep."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.sittings.models import Sitting
from scoring.marking.models import Mark, Result, ResultState
from tests.dbbroker.processes import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(150)]


def is_scored() -> bool:
    return Result.objects.filter(state__in=[ResultState.SCORED, ResultState.RELEASED]).exists()


def test_an_expired_sitting_is_closed_and_scored_within_15_seconds(celery, running):
    celery.start("worker", "beat")
    wait_until(lambda: "sent" in celery.tell() or "Sending" in celery.tell(), 40, celery.tell)
    deadline = timezone.now() + timedelta(seconds=3)
    Sitting.objects.update(deadline_at=deadline, started_at=deadline - timedelta(hours=1))
    time.sleep(3)
    wait_until(is_scored, 15, celery.tell)
    sitting = Sitting.objects.get()
    assert (sitting.close_reason, sitting.closed_at) == ("expired", deadline)


def test_a_worker_killed_in_the_middle_of_scoring_leaves_one_result(celery, submitted):
    celery.stop.touch()
    celery.start("worker", "beat")
    wait_until(celery.stop.with_suffix(".reached").exists, 60, celery.tell)
    celery.kill("worker")
    assert not Result.objects.exists()
    celery.stop.unlink()
    celery.start("worker")
    wait_until(is_scored, 60, celery.tell)
    assert Result.objects.get().points == 8
    assert Mark.objects.count() == 10


def test_a_lost_message_is_made_good_by_the_sweep(celery, submitted):
    from dbbroker.models import Message

    Message.objects.all().delete()
    celery.start("worker", "beat")
    wait_until(is_scored, 60, celery.tell)
    assert Result.objects.get().points == 8
