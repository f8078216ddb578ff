"""Scoring again by the hands of real workers, one of which is killed at the worst moment."""

import pytest

from config.celery import app
from scoring.marking.models import Rescoring, Result, ResultVersion
from scoring.marking.services import rescoring
from tests.dbbroker.processes import wait_until
from tests.marking.rescoring import drop, first_version, make_preview

pytestmark = pytest.mark.processes


@pytest.fixture(autouse=True)
def send_to_our_workers() -> None:
    """Tests of the queue make an application of their own, and whoever made one last would be asked to send."""
    app.set_current()


def test_a_worker_killed_in_the_middle_of_a_chunk_leaves_nothing_half_done(celery, released):
    exam = released.sitting.exam
    run = make_preview(exam, drop(first_version(exam)))
    rescoring.start(actor=None, run=run, reason="Wrong key.")
    celery.stop.touch()
    celery.start("worker")
    wait_until(celery.stop.with_suffix(".reached").exists, 60, celery.tell)
    celery.kill("worker")
    assert (Result.objects.get().number, ResultVersion.objects.count()) == (1, 0)
    celery.stop.unlink()
    celery.start("worker")
    wait_until(lambda: Rescoring.objects.get(pk=run.pk).state == "done", 60, celery.tell)
    wait_until(lambda: ResultVersion.objects.filter(told_at__isnull=False).count() == 1, 60, celery.tell)
    result = Result.objects.get()
    assert (result.number, result.max_points, result.versions.count()) == (2, 9, 1)
