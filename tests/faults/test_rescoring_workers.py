"""Scoring again by the hands of a real worker, which is killed at the worst moment."""

import pytest

from config.celery import app
from scoring.marking.mail import send_rescoring_notice
from scoring.marking.models import Rescoring, Result, ResultVersion
from scoring.marking.services import rescoring
from tests.dbbroker.processes import wait_until
from tests.marking.rescoring import drop, first_version, make_preview, run_chunks

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
    # The button, and another worker: this process, which takes no time to start.
    rescoring.go_on(actor=None, run=run)
    assert run_chunks(run) == 1
    told = [send_rescoring_notice(version_id=version.pk) for version in list(ResultVersion.objects.all()) * 2]
    assert told == [True, False]
    result = Result.objects.get()
    assert (result.number, result.max_points, result.versions.count()) == (2, 9, 1)
    assert Rescoring.objects.get(pk=run.pk).state == "done"
