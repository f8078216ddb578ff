from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Accommodation
from common.errors import NotFound
from exams.assembly.errors import BlueprintShortage, ExamNotOpen
from exams.assembly.models import Form
from exams.assembly.services.forms import end_exam
from exams.sittings.content import list_shown_items
from exams.sittings.errors import RulesNotAccepted, SittingClosed
from exams.sittings.models import Sitting, SittingEvent
from exams.sittings.services import entry, finish


def start(sitting, **values):
    values = {"user": sitting.user, "is_rules_accepted": True} | values
    return entry.start(sitting_id=sitting.pk, **values)


def test_opening_check_in_twice_gives_the_same_sitting(check_in, alice, exam):
    assert entry.open_check_in(user=alice, exam=exam) == check_in


def test_the_database_refuses_a_second_live_sitting(check_in, alice, exam):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.create(user=alice, exam=exam, state="check_in", created_at=check_in.created_at)


def test_nobody_checks_in_to_an_exam_that_is_not_open(alice, draft_exam):
    with pytest.raises(ExamNotOpen):
        entry.open_check_in(user=alice, exam=draft_exam)


def test_a_running_sitting_is_found_again_after_the_exam_ended(running, alice, exam):
    assert entry.open_check_in(user=alice, exam=end_exam(actor=None, exam=exam)) == running


def test_the_clock_starts_at_the_start(running):
    assert running.state == "running"
    assert (running.deadline_at - running.started_at).total_seconds() == 3600


def test_starting_twice_changes_nothing(running):
    again = start(running)
    assert (again.started_at, again.seed) == (running.started_at, running.seed)


def test_the_rules_must_be_accepted(check_in):
    with pytest.raises(RulesNotAccepted):
        start(check_in, is_rules_accepted=False)
    check_in.refresh_from_db()
    assert check_in.state == "check_in"


def test_nobody_starts_for_somebody_else(check_in, carol):
    with pytest.raises(NotFound):
        start(check_in, user=carol)


def test_nobody_starts_after_the_exam_ended(check_in, exam):
    end_exam(actor=None, exam=exam)
    with pytest.raises(ExamNotOpen):
        start(check_in)


def test_a_closed_sitting_does_not_start_again(running, make_client):
    client = make_client(running)
    finish.submit(user=running.user, sitting_id=running.pk, client=client.id)
    with pytest.raises(SittingClosed):
        start(running)


def test_an_accommodation_moves_the_deadline(check_in, alice):
    Accommodation.objects.create(user=alice, time_factor=Decimal("1.5"))
    sitting = start(check_in)
    assert (sitting.deadline_at - sitting.started_at).total_seconds() == 5400


def test_two_candidates_share_a_form_in_different_orders(running, carol, exam):
    other = start(entry.open_check_in(user=carol, exam=exam))
    assert other.form == running.form
    codes = [[item.code for item in list_shown_items(sitting)] for sitting in (running, other)]
    assert sorted(codes[0]) == sorted(codes[1])
    assert codes[0] != codes[1]


def test_who_sits_again_gets_a_form_they_have_not_seen(running, alice, exam, make_client):
    finish.submit(user=alice, sitting_id=running.pk, client=make_client(running).id)
    again = start(entry.open_check_in(user=alice, exam=exam))
    assert again.form != running.form


def test_a_bank_that_shrank_lets_nobody_start_and_says_why(check_in, bank):
    for item in bank[:3]:
        item.status = "retired"
        item.save(update_fields=["status"])
    with pytest.raises(BlueprintShortage, match="domain 1 needs 5 and has 4"):
        start(check_in)
    check_in.refresh_from_db()
    assert check_in.state == "check_in"
    assert Form.objects.count() == 1


def test_every_step_is_in_the_log(running):
    steps = SittingEvent.objects.filter(sitting=running).values_list("type", "actor__name")
    assert list(steps) == [("check-in-opened", "Alice"), ("started", "Alice")]


def test_the_log_cannot_be_rewritten(running):
    event = running.events.first()
    event.reason = "never mind"
    with pytest.raises(TypeError):
        event.save()
