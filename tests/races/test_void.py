"""Real threads on PostgreSQL: a result is taken back while it is released, scored, scored again, or taken back."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest
from django.db import connection, transaction

from exams.assembly.models import Exam, ReleasePolicy
from exams.sittings.models import Sitting, SittingEvent
from exams.sittings.services.control import set_void
from scoring.marking.errors import ResultNotReleasable
from scoring.marking.models import Result, ResultState
from scoring.marking.selectors import list_released_results, list_unscored_sitting_ids
from scoring.marking.services import rescoring
from scoring.marking.services.release import release, release_due
from scoring.marking.services.scoring import score, score_all
from tests.marking.rescoring import drop, first_version, make_preview
from tests.races.test_sittings import at_once, wait_until_somebody_waits

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scored(submitted) -> Result:
    """Scored, and due for release from now on."""
    Exam.objects.update(release_policy=ReleasePolicy.BY_HAND)
    result = score(sitting_id=submitted.pk)
    Exam.objects.update(release_policy=ReleasePolicy.AT_ONCE)
    return result


def void_while(action, sitting_id, *, waits: bool = True):
    """Begin `action` while the sitting is being voided; what it gave, or the error it raised."""
    is_begun = Event()

    def run():
        try:
            is_begun.set()
            return action()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            set_void(sitting_id=sitting_id, is_void=True)
            found = pool.submit(run)
            is_begun.wait(timeout=10)
            if waits:
                wait_until_somebody_waits()
        return found.result(timeout=10)


def settle() -> None:
    """What the sweep does."""
    for sitting_id in list_unscored_sitting_ids():
        score(sitting_id=sitting_id)


def assert_void(result: Result) -> None:
    settle()
    result.refresh_from_db()
    assert result.state == ResultState.VOIDED
    assert not list_released_results(user=result.sitting.user).exists()


def test_a_sweep_that_waited_for_the_decision_releases_nothing(scored):
    assert void_while(release_due, scored.sitting_id) == 0
    assert_void(scored)


def test_staff_who_waited_for_the_decision_release_nothing(scored, ben):
    found = void_while(partial(release, actor=ben, result=scored), scored.sitting_id)
    assert isinstance(found, ResultNotReleasable)
    assert_void(scored)


def test_without_the_look_under_the_lock_it_would_be_released(scored, ben, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(Sitting, "is_void", False)
    found = void_while(partial(release, actor=ben, result=scored), scored.sitting_id)
    assert found.state == ResultState.RELEASED


def test_a_scoring_that_waited_for_the_decision_writes_what_does_not_count(submitted):
    found = void_while(partial(score, sitting_id=submitted.pk), submitted.pk)
    assert found.state == ResultState.VOIDED
    assert list_unscored_sitting_ids() == []


def test_a_scoring_of_many_leaves_it_to_the_next_sweep(submitted):
    found = void_while(partial(score_all, sitting_ids=[submitted.pk]), submitted.pk, waits=False)
    assert found in {0, 1}
    settle()
    assert Result.objects.get().state == ResultState.VOIDED


def test_whoever_comes_second_a_voided_result_ends_void(scored, ben):
    at_once(
        partial(set_void, sitting_id=scored.sitting_id, is_void=True),
        partial(release, actor=ben, result=scored),
        release_due,
        partial(score, sitting_id=scored.sitting_id),
        partial(score_all, sitting_ids=[scored.sitting_id]),
    )
    assert_void(scored)


def test_a_run_beside_the_decision_leaves_one_result_and_its_versions(scored):
    run = make_preview(scored.sitting.exam, drop(first_version(scored.sitting.exam)))
    run = rescoring.start(actor=None, run=run, reason="Wrong key.")
    at_once(
        partial(rescoring.rescore_chunk, run_id=run.pk, first=scored.pk, last=scored.pk),
        partial(set_void, sitting_id=scored.sitting_id, is_void=True),
        partial(score, sitting_id=scored.sitting_id),
    )
    assert_void(scored)
    set_void(sitting_id=scored.sitting_id, is_void=False)
    found = score(sitting_id=scored.sitting_id)
    assert (found.state, found.max_points, found.versions.count()) == (ResultState.RELEASED, 9, 1)


def test_two_decisions_at_once_are_one(scored):
    at_once(*[partial(set_void, sitting_id=scored.sitting_id, is_void=True)] * 4)
    assert SittingEvent.objects.filter(type="result-voided").count() == 1


def test_four_workers_reinstate_once(scored):
    for is_void in (True, False):
        set_void(sitting_id=scored.sitting_id, is_void=is_void)
        found = at_once(*[partial(score, sitting_id=scored.sitting_id)] * 4)
        assert {type(one) for one in found} == {Result}
    assert Result.objects.get().state in {ResultState.SCORED, ResultState.RELEASED}
