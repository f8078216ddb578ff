"""Real threads on PostgreSQL: scoring again beside scoring, release and a second click."""

from functools import partial

import pytest

from exams.sittings.models import Sitting
from exams.sittings.services import finish
from scoring.marking.errors import RescoringRefused
from scoring.marking.models import Rescoring, Result, ResultVersion, Subscore
from scoring.marking.services import rescoring
from scoring.marking.services.release import release
from scoring.marking.services.scoring import score, score_all
from tests.fixtures.exam import answer_all
from tests.marking.rescoring import credit, drop, first_version, make_preview, run_chunks
from tests.races.test_sittings import at_once
from tests.sittings.live import add_sittings

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(running, make_client):
    """Thirty results, one with everything right, the others empty; one more sitting runs."""
    client = make_client(running)
    answer_all(running, client)
    sittings = [running, *add_sittings(running, 30)]
    for sitting in sittings[:30]:
        finish.submit(user=sitting.user, sitting_id=sitting.pk, client=client.id)
    score_all(sitting_ids=[sitting.pk for sitting in sittings])
    return running.exam


def begin(exam, *proposed):
    return rescoring.start(actor=None, run=make_preview(exam, *proposed), reason="Wrong key.")


def test_of_two_who_begin_at_once_one_is_refused(room):
    first, second = make_preview(room, drop(first_version(room))), make_preview(room, cut="0.5")
    found = at_once(*[partial(rescoring.start, actor=None, run=run, reason="Now.") for run in (first, second)])
    assert len([one for one in found if isinstance(one, RescoringRefused)]) == 1
    assert Rescoring.objects.filter(state="running").count() == 1


def test_two_clicks_begin_one_run(room):
    run = make_preview(room, drop(first_version(room)))
    found = at_once(*[partial(rescoring.start, actor=None, run=run, reason="Now.")] * 3)
    assert len([one for one in found if isinstance(one, RescoringRefused)]) == 2


def test_a_chunk_that_four_workers_have_is_done_once(room):
    run = begin(room, credit(first_version(room)))
    ids = list(Result.objects.order_by("pk").values_list("pk", flat=True))
    found = at_once(*[partial(rescoring.rescore_chunk, run_id=run.pk, first=ids[0], last=ids[-1])] * 4)
    assert sorted(found) == [0, 0, 0, 29]
    assert ResultVersion.objects.count() == 29
    run.refresh_from_db()
    assert (run.state, run.done_count, run.changed_count) == ("done", 30, 29)
    assert sum(row.points for row in Subscore.objects.all()) == 29 + 10


def test_chunks_side_by_side_end_the_run_together(room):
    run = begin(room, credit(first_version(room)))
    ids = list(Result.objects.order_by("pk").values_list("pk", flat=True))
    chunks = [(ids[start], ids[start + 4]) for start in range(0, 30, 5)]
    at_once(*[partial(rescoring.rescore_chunk, run_id=run.pk, first=first, last=last) for first, last in chunks])
    run.refresh_from_db()
    assert (run.state, run.done_count, run.changed_count) == ("done", 30, 29)


def test_whoever_saw_the_result_before_is_told_and_nobody_else(room, ben):
    room.release_policy = "by_hand"
    room.save(update_fields=["release_policy"])
    Result.objects.update(state="scored", released_at=None)
    run = begin(room, credit(first_version(room)))
    results = list(Result.objects.order_by("pk"))
    at_once(
        partial(rescoring.rescore_chunk, run_id=run.pk, first=results[0].pk, last=results[-1].pk),
        *[partial(release, actor=ben, result=result) for result in results[:6]],
    )
    for result in Result.objects.filter(state="released"):
        before = result.versions.first()
        # Released before the chunk: the candidate may have seen it. After: the new one is all that was ever shown.
        assert before is None or before.was_released == (result.released_at <= before.replaced_at)
    assert Result.objects.filter(state="released").count() == 6
    assert Result.objects.filter(points=0).count() == 0


def test_a_sitting_that_is_scored_when_the_run_begins_ends_with_the_corrections(room):
    late = Sitting.objects.get(state="running")
    run = make_preview(room, drop(first_version(room)))
    finish.submit(user=late.user, sitting_id=late.pk, client=late.pk)
    at_once(
        partial(score, sitting_id=late.pk),
        partial(rescoring.start, actor=None, run=run, reason="Wrong key."),
    )
    run.refresh_from_db()
    if run.state != "running":
        # It was scored first: the preview is out of date, and nothing was begun.
        assert run.state == "previewed"
        return
    run_chunks(run)
    rescoring.sweep()
    run_chunks(run)
    assert set(Result.objects.values_list("max_points", flat=True)) == {9}
