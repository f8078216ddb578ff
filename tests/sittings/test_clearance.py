"""A proctored sitting starts when its check-in is complete, by whatever way it starts."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exams.assembly.models import Exam, Proctoring
from exams.sittings.errors import CheckInIncomplete
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services import entry, hot
from tests.contract.addresses import CLIENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def proctored(exam, alice) -> Sitting:
    Exam.objects.filter(pk=exam.pk).update(proctoring=Proctoring.REQUIRED)
    exam.refresh_from_db()
    return entry.open_check_in(user=alice, exam=exam)


@pytest.mark.parametrize(
    ("proctoring", "is_wished", "is_proctored"),
    [
        ("none", False, False),
        ("none", True, False),
        ("offered", False, False),
        ("offered", True, True),
        ("required", False, True),
        ("required", True, True),
    ],
)
def test_the_candidate_chooses_where_the_exam_leaves_a_choice(exam, alice, proctoring, is_wished, is_proctored):
    exam.proctoring = proctoring
    exam.save(update_fields=["proctoring"])
    assert entry.open_check_in(user=alice, exam=exam, is_proctored=is_wished).is_proctored is is_proctored


@pytest.mark.parametrize("step", [entry.start, entry.accept_rules, entry.enter])
def test_nothing_goes_on_before_the_check_in_is_complete(proctored, alice, step):
    more = {"is_rules_accepted": True} if step is entry.start else {}
    with pytest.raises(CheckInIncomplete):
        step(user=alice, sitting_id=proctored.pk, **more)
    proctored.refresh_from_db()
    assert (proctored.state, proctored.rules_accepted_at) == (SittingState.CHECK_IN, None)


def test_the_short_way_leaves_it_to_the_long_one(proctored, alice):
    way = {"user_id": alice.pk, "sitting_id": proctored.pk, "client": CLIENT, "is_rules_accepted": True}
    assert hot.start(**way) is None
    entry.clear(sitting_id=proctored.pk)
    assert hot.start(**way)


def test_clearing_twice_is_logged_once(proctored, alice):
    entry.clear(sitting_id=proctored.pk)
    first = entry.clear(sitting_id=proctored.pk).cleared_at
    assert proctored.events.filter(type="check-in-cleared").count() == 1
    sitting = entry.start(user=alice, sitting_id=proctored.pk, is_rules_accepted=True)
    assert (sitting.state, sitting.cleared_at) == (SittingState.RUNNING, first)


def test_clearing_a_sitting_that_runs_changes_nothing(running):
    assert entry.clear(sitting_id=running.pk).cleared_at is None


def test_the_database_refuses_a_proctored_sitting_that_begins_uncleared(proctored):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=proctored.pk).update(started_at=timezone.now())
