"""An exam with moments: when one may check in, wait, start, and when it is too late."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from accounts.models import Accommodation
from exams.assembly.errors import BlueprintShortage, ExamNotBegun, ExamNotOpen, ExamOver
from exams.assembly.models import Exam, Form, FormItem
from exams.bank.models import Item
from exams.sittings.errors import RulesNotAccepted
from exams.sittings.models import Sitting
from exams.sittings.services import entry, finish

TEN = datetime(2026, 11, 21, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at():
    """`at(moment)`: the server's clock shows this from now on."""
    travels = []

    def travel(moment):
        while travels:
            travels.pop().stop()
        travels.append(time_machine.travel(moment, tick=False))
        travels[-1].start()

    travel(TEN - 10 * MINUTE)
    yield travel
    travels.pop().stop()


@pytest.fixture
def plan(exam):
    """`plan(starts_at=…)`: gives the exam its moments."""

    def change(**values):
        Exam.objects.update(**values)
        exam.refresh_from_db()
        return exam

    return change


def start(sitting, *, is_rules_accepted=True):
    return entry.start(user=sitting.user, sitting_id=sitting.pk, is_rules_accepted=is_rules_accepted)


# --- check-in -----------------------------------------------------------------------------------
def test_check_in_is_refused_before_it_opens_and_says_when(at, plan, alice):
    with pytest.raises(ExamNotOpen, match="21 Nov 2026, 10:00 UTC") as refusal:
        entry.open_check_in(user=alice, exam=plan(opens_at=TEN))
    assert refusal.value.extra == {"opens_at": "2026-11-21T10:00:00.000Z"}


def test_check_in_opens_at_its_moment(at, plan, alice):
    exam = plan(opens_at=TEN)
    at(TEN)
    assert entry.open_check_in(user=alice, exam=exam).state == "check_in"


def test_nobody_checks_in_after_the_last_start(at, plan, alice):
    exam = plan(closes_at=TEN)
    at(TEN)
    with pytest.raises(ExamNotOpen) as refusal:
        entry.open_check_in(user=alice, exam=exam)
    assert refusal.value.extra == {"closes_at": "2026-11-21T10:00:00.000Z"}


# --- the start ----------------------------------------------------------------------------------
def test_no_clock_starts_before_the_exam_begins(at, plan, check_in):
    plan(starts_at=TEN)
    at(TEN - timedelta(seconds=2.5))
    with pytest.raises(ExamNotBegun) as refusal:
        start(check_in)
    assert refusal.value.extra == {"starts_at": "2026-11-21T10:00:00.000Z", "wait_ms": 2501}
    check_in.refresh_from_db()
    assert (check_in.state, check_in.started_at) == ("check_in", None)


def test_each_one_has_the_full_time_from_their_own_start(at, plan, check_in):
    plan(starts_at=TEN)
    at(TEN + 5 * MINUTE)
    assert start(check_in).deadline_at == TEN + 65 * MINUTE


def test_by_a_common_clock_who_comes_late_has_less_time(at, plan, check_in):
    plan(starts_at=TEN, is_common_clock=True)
    at(TEN + 5 * MINUTE)
    sitting = start(check_in)
    assert (sitting.started_at, sitting.deadline_at) == (TEN, TEN + 60 * MINUTE)


def test_extra_time_counts_by_a_common_clock_too(at, plan, check_in, alice):
    Accommodation.objects.create(user=alice, time_factor=Decimal("1.5"))
    plan(starts_at=TEN, is_common_clock=True)
    at(TEN + 65 * MINUTE)
    assert start(check_in).deadline_at == TEN + 90 * MINUTE


def test_when_nothing_is_left_of_the_common_time_nobody_starts(at, plan, check_in):
    plan(starts_at=TEN, is_common_clock=True)
    at(TEN + 60 * MINUTE)
    with pytest.raises(ExamOver):
        start(check_in)


def test_nobody_starts_after_the_last_start(at, plan, check_in):
    plan(starts_at=TEN, closes_at=TEN + MINUTE)
    at(TEN + MINUTE)
    with pytest.raises(ExamNotOpen):
        start(check_in)


# --- waiting ------------------------------------------------------------------------------------
def test_rules_accepted_in_time_need_not_be_accepted_again(at, plan, check_in, alice):
    plan(starts_at=TEN)
    entry.accept_rules(user=alice, sitting_id=check_in.pk)
    at(TEN)
    sitting = start(check_in, is_rules_accepted=False)
    assert (sitting.state, sitting.rules_accepted_at) == ("running", TEN - 10 * MINUTE)


def test_who_has_not_accepted_the_rules_does_not_start(at, plan, check_in):
    plan(starts_at=TEN)
    at(TEN)
    with pytest.raises(RulesNotAccepted):
        start(check_in, is_rules_accepted=False)


def test_accepting_twice_is_logged_once(check_in, alice):
    first = entry.accept_rules(user=alice, sitting_id=check_in.pk)
    again = entry.accept_rules(user=alice, sitting_id=check_in.pk)
    assert first.rules_accepted_at == again.rules_accepted_at
    assert check_in.events.filter(type="rules-accepted").count() == 1


def test_accepting_the_rules_of_a_running_sitting_changes_nothing(running, alice):
    accepted_at = running.rules_accepted_at
    assert entry.accept_rules(user=alice, sitting_id=running.pk).rules_accepted_at == accepted_at


# --- the sweep ----------------------------------------------------------------------------------
def sweep(sitting):
    finish.close_expired()
    sitting.refresh_from_db()
    return sitting.state, sitting.close_reason


def test_who_waits_past_the_last_start_has_missed_it(at, plan, check_in):
    plan(closes_at=TEN)
    assert sweep(check_in) == ("check_in", "")
    at(TEN)
    assert sweep(check_in) == ("closed", "missed")


def test_the_last_start_leaves_running_sittings_alone(at, plan, running):
    plan(closes_at=TEN)
    at(TEN)
    assert sweep(running) == ("running", "")


def test_who_never_comes_by_a_common_clock_has_missed_it(at, plan, check_in):
    plan(starts_at=TEN, is_common_clock=True)
    at(TEN + 59 * MINUTE)
    assert sweep(check_in) == ("check_in", "")
    at(TEN + 60 * MINUTE)
    assert sweep(check_in) == ("closed", "missed")


def test_who_has_extra_time_can_come_later(at, plan, check_in, alice):
    Accommodation.objects.create(user=alice, time_factor=Decimal("1.5"))
    plan(starts_at=TEN, is_common_clock=True)
    at(TEN + 60 * MINUTE)
    assert sweep(check_in) == ("check_in", "")
    at(TEN + 90 * MINUTE)
    assert sweep(check_in) == ("closed", "missed")


def test_looking_at_a_missed_sitting_closes_it_before_the_sweep_comes(at, plan, check_in, alice):
    plan(closes_at=TEN)
    at(TEN)
    assert finish.get_settled_sitting(user_id=alice.pk, sitting_id=check_in.pk).close_reason == "missed"


# --- forms are drawn ahead ----------------------------------------------------------------------
def test_who_sits_again_has_an_unseen_form_drawn_at_check_in(running, alice, exam, make_client):
    finish.submit(user=alice, sitting_id=running.pk, client=make_client(running).id)
    again = entry.open_check_in(user=alice, exam=exam)
    assert Form.objects.count() == 2
    assert start(again).form.number == 2
    assert Form.objects.count() == 2


def test_a_form_chosen_but_never_sat_is_not_seen(at, plan, check_in, alice, exam):
    plan(closes_at=TEN)
    at(TEN)
    finish.close_expired()
    again = entry.open_check_in(user=alice, exam=plan(closes_at=None))
    assert again != check_in
    assert again.form == check_in.form


def test_the_start_replaces_a_form_that_an_edit_put_out_of_date(check_in, bank):
    Item.objects.filter(versions__form_items__position=1).update(status="quarantined")
    assert start(check_in).form.number == 2


def test_entering_the_waiting_room_draws_anew_what_an_edit_put_out_of_date(check_in, alice, bank):
    Item.objects.filter(versions__form_items__position=1).update(status="quarantined")
    entry.accept_rules(user=alice, sitting_id=check_in.pk)
    assert Form.objects.count() == 2


def test_a_bank_too_small_is_told_at_check_in(exam, alice, bank):
    Item.objects.filter(code="item-14").update(status="retired")
    Item.objects.filter(code="item-13").update(status="retired")
    FormItem.objects.filter(version__item__code="item-12").delete()
    with pytest.raises(BlueprintShortage):
        entry.open_check_in(user=alice, exam=exam)
    assert not Sitting.objects.exists()
