"""The pulse that finds outages, and what an outage does to the grace of those it cuts off."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from exams.sittings.models import Outage, OutageCause, Pulse
from exams.sittings.outage_selectors import is_final
from exams.sittings.services import control, entry, finish, outages
from scoring.marking.errors import ResultNotReleasable
from scoring.marking.models import Result, ResultState
from scoring.marking.services.release import release, release_due
from scoring.marking.services.scoring import score
from tests.fixtures.exam import choose


@pytest.fixture
def clock(running):
    """The server's clock, standing at the start of alice's sitting; `clock.shift(seconds)`."""
    with time_machine.travel(running.started_at, tick=False) as clock:
        yield clock


def beat(cause=OutageCause.RESTART):
    return outages.beat(cause=cause)


def be_away(clock, seconds: float):
    """No web process can take answers for so long; the outage that is recorded at its end."""
    beat()
    clock.shift(seconds)
    return beat()


def interval(outage: Outage):
    return outage.began_at, outage.ended_at


def move_to_deadline(clock, sitting, seconds: float = 0):
    clock.move_to(sitting.deadline_at + timedelta(seconds=seconds))


# --- pulse --------------------------------------------------------------------------------------
def test_the_first_beat_ever_records_no_outage(db):
    assert beat() is None
    assert Pulse.objects.count() == 1


def test_beats_in_time_record_nothing(clock):
    assert be_away(clock, 15) is None
    assert not Outage.objects.exists()


def test_a_silence_is_recorded_from_the_last_beat_to_the_next(clock, running):
    outage = be_away(clock, 200)
    assert interval(outage) == (running.started_at, running.started_at + timedelta(seconds=200))
    assert outage.cause == OutageCause.RESTART


def test_one_of_two_web_processes_that_dies_is_no_outage(clock):
    for _ in range(6):
        assert be_away(clock, 5) is None


def test_a_clock_that_is_behind_does_not_set_the_pulse_back(clock, running):
    beat()
    clock.shift(-3)
    beat()
    assert Pulse.objects.get().last_ok_at == running.started_at


def test_an_outage_cannot_end_before_it_began(running):
    with pytest.raises(IntegrityError), transaction.atomic():
        Outage.objects.create(began_at=running.started_at, ended_at=running.started_at, cause="restart")


# --- the sweep ----------------------------------------------------------------------------------
def test_the_sweep_closes_nothing_while_no_server_can_take_answers(clock, running):
    beat()
    move_to_deadline(clock, running, 30)
    assert finish.close_expired() == 0
    beat()
    assert finish.close_expired() == 1


def test_without_any_pulse_the_sweep_works_as_ever(clock, running):
    move_to_deadline(clock, running)
    assert finish.close_expired() == 1


# --- the grace ----------------------------------------------------------------------------------
def test_answers_given_in_time_count_when_the_server_is_back_long_after_the_deadline(clock, running, make_client):
    client = make_client(running)
    move_to_deadline(clock, running, -20)
    be_away(clock, 600)
    finish.close_expired()
    clock.shift(50)
    assert client.send(choose(1, "a", at_ms=3_590_000)).refused == []
    running.refresh_from_db()
    assert running.closed_at == running.deadline_at
    assert running.final_at == running.deadline_at + timedelta(seconds=580 + 60)


def test_an_answer_that_arrives_before_the_first_beat_finds_the_outage_that_is_not_recorded_yet(
    clock, running, make_client
):
    client = make_client(running)
    move_to_deadline(clock, running, -20)
    beat()
    clock.shift(600)
    assert client.send(choose(1, "a", at_ms=3_590_000)).refused == []


def test_what_was_answered_after_the_deadline_does_not_count_whatever_the_outage(clock, running, make_client):
    client = make_client(running)
    move_to_deadline(clock, running, -20)
    be_away(clock, 600)
    assert [refusal.code for refusal in client.send(choose(1, "a", at_ms=3_601_000)).refused] == ["late"]


def test_an_outage_in_the_grace_of_a_closed_sitting_begins_it_anew(clock, running):
    move_to_deadline(clock, running, 10)
    finish.close_expired()
    clock.shift(10)
    be_away(clock, 300)
    running.refresh_from_db()
    assert running.final_at == running.deadline_at + timedelta(seconds=320 + 60)
    assert running.events.filter(type="grace-extended").count() == 1


def test_an_outage_after_the_grace_moves_nothing(clock, running):
    move_to_deadline(clock, running)
    finish.close_expired()
    clock.shift(61)
    be_away(clock, 300)
    running.refresh_from_db()
    assert running.final_at == running.deadline_at + timedelta(seconds=60)


def test_who_submitted_has_no_grace_to_begin_anew(clock, running, make_client):
    beat()
    sitting = finish.submit(user=running.user, sitting_id=running.pk, client=make_client(running).id)
    clock.shift(300)
    beat()
    running.refresh_from_db()
    assert running.final_at == sitting.closed_at
    assert is_final(sitting=running, now=running.final_at)


def test_a_terminated_sitting_keeps_its_grace_through_an_outage(clock, running, petra):
    control.terminate(actor=petra, sitting_id=running.pk, text="Enough.")
    be_away(clock, 300)
    running.refresh_from_db()
    assert running.final_at == running.started_at + timedelta(seconds=360)


# --- release ------------------------------------------------------------------------------------
def test_no_result_is_released_while_an_outage_may_still_move_the_end(clock, running, adam):
    """Nobody may read the key and then send what a device still holds."""
    move_to_deadline(clock, running, 1)
    finish.close_expired()
    result = score(sitting_id=running.pk)
    clock.shift(58)
    beat()
    clock.shift(7)  # the grace is over by the clock; whether answers could arrive, nobody knows yet
    assert release_due() == 0
    with pytest.raises(ResultNotReleasable):
        release(actor=adam, result=result)
    beat()
    assert release_due() == 1


def test_releasing_many_asks_for_the_pulse_once(clock, running, carol, exam):
    other = entry.start(user=carol, sitting_id=entry.open_check_in(user=carol, exam=exam).pk, is_rules_accepted=True)
    move_to_deadline(clock, running, 61)
    beat()
    finish.close_expired()
    for sitting in (running, other):
        score(sitting_id=sitting.pk)
    Result.objects.update(state=ResultState.SCORED, released_at=None)
    beat()
    with CaptureQueriesContext(connection) as captured:
        release_due()
    assert len([query for query in captured if "sittings_pulse" in query["sql"]]) == 1
