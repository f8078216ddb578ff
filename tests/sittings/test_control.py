from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from exams.sittings.errors import SittingClosed, SittingNotStarted, SittingPaused, SittingRunning
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services import control, finish
from tests.fixtures.exam import choose


def test_a_pause_moves_the_deadline_by_its_length(running, petra):
    before = running.deadline_at
    with time_machine.travel(running.started_at + timedelta(seconds=100), tick=False):
        control.pause(actor=petra, sitting_id=running.pk, text="One moment.")
    with time_machine.travel(running.started_at + timedelta(seconds=160), tick=False):
        sitting = control.resume(actor=petra, sitting_id=running.pk)
    assert sitting.deadline_at == before + timedelta(seconds=60)


def test_a_pause_ends_by_itself_at_its_limit(running, petra):
    limit = running.exam.pause_limit_seconds
    with time_machine.travel(running.started_at + timedelta(seconds=100), tick=False):
        control.pause(actor=petra, sitting_id=running.pk, text="One moment.")
    with time_machine.travel(running.started_at + timedelta(seconds=100 + limit + 7), tick=False):
        finish.close_expired()
    before = running.deadline_at
    running.refresh_from_db()
    assert running.state == SittingState.RUNNING
    assert running.deadline_at == before + timedelta(seconds=limit)


def test_a_paused_sitting_does_not_expire(running, petra):
    with time_machine.travel(running.deadline_at - timedelta(seconds=1), tick=False):
        control.pause(actor=petra, sitting_id=running.pk, text="One moment.")
    with time_machine.travel(running.deadline_at + timedelta(seconds=60), tick=False):
        finish.close_expired()
    running.refresh_from_db()
    assert running.state == SittingState.PAUSED


def test_an_extension_moves_the_deadline(running, petra):
    before = running.deadline_at
    sitting = control.extend(actor=petra, sitting_id=running.pk, seconds=300, text="Five minutes more.")
    assert sitting.deadline_at == before + timedelta(seconds=300)


def test_an_extension_takes_no_time_away(running, petra):
    with pytest.raises(ValueError, match="takes none"):
        control.extend(actor=petra, sitting_id=running.pk, seconds=-1, text="")


def test_a_terminated_sitting_says_why_and_by_whom(running, petra):
    sitting = control.terminate(actor=petra, sitting_id=running.pk, text="A second person in the room.")
    assert (sitting.state, sitting.close_reason) == ("closed", "terminated")
    event = running.events.get(type="terminated")
    assert (event.actor, event.reason) == (petra, "A second person in the room.")


def test_commands_ride_on_every_answer_until_acknowledged(running, petra, make_client):
    client = make_client(running)
    control.send_message(actor=petra, sitting_id=running.pk, text="Please face the camera.")
    told = {"id": 1, "type": "message", "text": "Please face the camera."}
    assert client.send().commands == [told]
    assert client.send().commands == [told]
    assert client.send(ack=1).commands == []


def test_a_reloaded_page_still_hears_an_unacknowledged_command(running, petra, make_client):
    make_client(running)
    control.send_message(actor=petra, sitting_id=running.pk, text="Please face the camera.")
    assert [row["text"] for row in make_client(running).take_over().commands] == ["Please face the camera."]


def test_a_reloaded_page_learns_why_it_is_paused(running, petra, make_client):
    client = make_client(running)
    control.pause(actor=petra, sitting_id=running.pk, text="Fire alarm.")
    client.send(ack=1)
    assert [row["text"] for row in make_client(running).take_over().commands] == ["Fire alarm."]


@pytest.mark.parametrize("step", ["pause", "terminate", "send_message"])
def test_a_closed_sitting_refuses(step, running, petra, make_client):
    finish.submit(user=running.user, sitting_id=running.pk, client=make_client(running).id)
    with pytest.raises(SittingClosed):
        getattr(control, step)(actor=petra, sitting_id=running.pk, text="No.")


def test_what_is_not_paused_cannot_resume(running, petra):
    with pytest.raises(SittingRunning):
        control.resume(actor=petra, sitting_id=running.pk)


def test_what_is_paused_cannot_pause_again_or_be_submitted(running, petra, make_client):
    client = make_client(running)
    control.pause(actor=petra, sitting_id=running.pk, text="One moment.")
    with pytest.raises(SittingPaused):
        control.pause(actor=petra, sitting_id=running.pk, text="Again.")
    with pytest.raises(SittingPaused):
        finish.submit(user=running.user, sitting_id=running.pk, client=client.id)


def test_what_has_not_started_cannot_pause(check_in, petra):
    with pytest.raises(SittingNotStarted):
        control.pause(actor=petra, sitting_id=check_in.pk, text="One moment.")


def test_a_refusal_does_not_undo_the_closing_that_time_has_done(running, petra):
    with time_machine.travel(running.deadline_at + timedelta(seconds=1)), pytest.raises(SittingClosed):
        control.pause(actor=petra, sitting_id=running.pk, text="Too late.")
    running.refresh_from_db()
    assert running.close_reason == "expired"


def test_nothing_counts_that_was_changed_in_a_pause_that_ended_in_termination(running, petra, make_client):
    client = make_client(running)
    with time_machine.travel(running.started_at + timedelta(seconds=100), tick=False):
        control.pause(actor=petra, sitting_id=running.pk, text="One moment.")
    with time_machine.travel(running.started_at + timedelta(seconds=200), tick=False):
        control.terminate(actor=petra, sitting_id=running.pk, text="Enough.")
        answer = client.send(choose(1, "a", at_ms=99_000), choose(2, "a", at_ms=150_000))
    assert [(refusal.position, refusal.code) for refusal in answer.refused] == [(2, "late")]


# --- results that do not count --------------------------------------------------------------------
@pytest.mark.parametrize("close_reason", ["submitted", "expired", "terminated"])
def test_what_was_sat_can_be_voided_however_it_ended(submitted, petra, close_reason):
    Sitting.objects.update(close_reason=close_reason)
    assert control.set_void(actor=petra, sitting_id=submitted.pk, is_void=True, text="Two people.").is_void
    event = submitted.events.get(type="result-voided")
    assert (event.actor, event.reason) == (petra, "Two people.")


def test_voiding_twice_is_once(submitted):
    first, again = [control.set_void(sitting_id=submitted.pk, is_void=True) for _ in range(2)]
    assert first.voided_at == again.voided_at
    assert submitted.events.filter(type="result-voided").count() == 1


def test_a_result_can_count_again_and_the_log_has_both(submitted):
    for is_void in (True, False):
        sitting = control.set_void(sitting_id=submitted.pk, is_void=is_void)
    assert not sitting.is_void
    types = submitted.events.filter(type__startswith="result-").order_by("pk").values_list("type", flat=True)
    assert list(types) == ["result-voided", "result-reinstated"]


def test_what_goes_on_is_not_voided(running):
    with pytest.raises(SittingRunning):
        control.set_void(sitting_id=running.pk, is_void=True)


def test_what_never_began_is_not_voided(check_in):
    with pytest.raises(SittingNotStarted):
        control.set_void(sitting_id=check_in.pk, is_void=True)


@pytest.mark.parametrize("close_reason", ["missed", "voided"])
def test_the_database_voids_only_what_was_sat(submitted, close_reason):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.update(voided_at=submitted.closed_at, close_reason=close_reason)


def test_the_database_voids_nothing_that_goes_on(running):
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.update(voided_at=running.started_at)
