"""Real threads on PostgreSQL: somebody erases themselves while something else of theirs begins."""

from functools import partial

import pytest

from accounts.errors import AccountClosed, LastAdministrator
from accounts.models import Erasure, User
from accounts.services.erasure import erase_person
from accounts.services.people import ensure_person
from common.errors import NotFound
from exams.proctoring.errors import NotProctored
from exams.proctoring.models import CheckInStep, Supervision
from exams.proctoring.services.check_in import complete_step
from exams.proctoring.tasks import read_reported_events
from exams.sittings.batches import ClientEvent
from exams.sittings.errors import SittingUnderway
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services import entry, finish
from scoring.marking.models import Result
from scoring.marking.services.scoring import score
from tests.fixtures.cast import PASSWORD
from tests.proctoring.conftest import cleared, proctored, rules, supervision
from tests.races.test_sittings import at_once

__all__ = ["cleared", "proctored", "rules", "supervision"]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(8)


@pytest.mark.parametrize("_", ROUNDS)
def test_an_erasure_or_a_start_and_never_half_of_both(check_in, alice, _):
    start = partial(entry.start, user=alice, sitting_id=check_in.pk, is_rules_accepted=True)
    erased, started = at_once(partial(erase_person, actor=alice, person=alice), start)
    if isinstance(erased, Erasure):
        assert isinstance(started, NotFound)
        assert not Sitting.objects.exists()
    else:
        assert (type(erased), type(started)) == (SittingUnderway, Sitting)
        assert Sitting.objects.get().state == SittingState.RUNNING
        assert User.objects.get(pk=alice.pk).is_active


@pytest.mark.parametrize("_", ROUNDS)
def test_whoever_was_erased_leaves_no_check_in_behind(exam, alice, _):
    erased, opened = at_once(
        partial(erase_person, actor=alice, person=alice), partial(entry.open_check_in, user=alice, exam=exam)
    )
    assert isinstance(erased, Erasure)
    assert type(opened) in (AccountClosed, Sitting)
    assert not Sitting.objects.exists()


@pytest.mark.parametrize("_", ROUNDS)
def test_an_erasure_and_the_scoring_do_not_wait_for_each_other_for_ever(submitted, alice, _):
    erased, scored = at_once(partial(erase_person, actor=alice, person=alice), partial(score, sitting_id=submitted.pk))
    assert isinstance(erased, Erasure)
    assert scored is None or isinstance(scored, Result)
    assert not Result.objects.exists()


@pytest.mark.parametrize("_", ROUNDS)
def test_incidents_that_are_read_meanwhile_go_too(proctored, make_client, alice, _):
    client = make_client(proctored)
    client.send(events=[ClientEvent("copy", 5_000, position=7)] * 5)
    finish.submit(user=alice, sitting_id=proctored.pk, client=client.id)
    erased, read = at_once(partial(erase_person, actor=alice, person=alice), read_reported_events)
    assert isinstance(erased, Erasure)
    assert isinstance(read, int), read
    assert not Supervision.objects.exists()


@pytest.mark.parametrize("_", ROUNDS)
def test_a_step_of_the_check_in_goes_too_or_comes_too_late(supervision, rules, alice, _):
    step = partial(
        complete_step, user=alice, sitting_id=supervision.sitting_id, code="identity", text_version=rules.terms_version
    )
    erased, done = at_once(partial(erase_person, actor=alice, person=alice), step)
    assert isinstance(erased, Erasure), erased
    assert isinstance(done, Supervision | NotFound | NotProctored), done
    assert not CheckInStep.objects.exists()


def test_four_clicks_erase_once(submitted, alice):
    score(sitting_id=submitted.pk)
    found = at_once(*[partial(erase_person, actor=alice, person=alice)] * 4)
    assert len({erasure.pk for erasure in found}) == 1


@pytest.mark.parametrize("_", ROUNDS)
def test_of_two_last_administrators_one_stays(adam, db, _):
    eve = ensure_person(email="eve@example.org", name="Eve", password=PASSWORD, is_staff=True, is_superuser=True)
    found = at_once(*[partial(erase_person, actor=person, person=person) for person in (adam, eve)])
    assert {type(answer) for answer in found} == {Erasure, LastAdministrator}
    assert User.objects.filter(is_superuser=True).count() == 1
