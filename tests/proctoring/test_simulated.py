"""The simulated proctor at work: on real sittings, with the clock moved."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams.proctoring.models import ProctorKind, Supervision
from exams.proctoring.script import SPEAKER
from exams.proctoring.services import simulated
from exams.proctoring.tasks import read_reported_events
from exams.sittings.batches import ClientEvent
from exams.sittings.models import Command, SittingEvent, SittingState
from exams.sittings.services import control, finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(proctored, cleared, make_client):
    """Alice's sitting is watched by the script; at(minutes) is that long after its start."""
    Supervision.objects.update(proctor=ProctorKind.SIMULATED)
    proctored.client = make_client(proctored)
    return proctored


def at(sitting, minutes: float):
    return time_machine.travel(sitting.started_at + timedelta(minutes=minutes), tick=False)


def look_away(sitting, *minutes: float) -> None:
    for minute in minutes:
        with at(sitting, minute):
            sitting.client.send(events=(ClientEvent("looked-away", int(minute * 60_000), 5_000, position=3),))


def run(sitting, minutes: float, times: int = 1) -> list[str]:
    """The worker looks; the commands there are by then."""
    with at(sitting, minutes):
        for _ in range(times):
            read_reported_events()
    return list(Command.objects.filter(sitting=sitting).order_by("number").values_list("type", flat=True))


def test_it_welcomes_once_however_often_it_runs(room):
    assert run(room, 0.5, times=5) == ["message"]
    assert Command.objects.get().text.startswith(SPEAKER)


def test_its_actions_are_nobodys_and_say_whose_they_are(room):
    run(room, 0.5)
    event = SittingEvent.objects.get(sitting=room, type="message-sent")
    assert event.actor is None
    assert event.reason.startswith(SPEAKER)


def test_it_pauses_for_three_glances_and_goes_on_after_a_minute(room):
    look_away(room, 6, 7, 8)
    assert run(room, 8.1, times=3) == ["pause"]
    room.refresh_from_db()
    assert room.state == SittingState.PAUSED
    assert run(room, 9.2, times=3) == ["pause", "resume"]
    room.refresh_from_db()
    assert (room.state, room.paused_ms) == (SittingState.RUNNING, 66_000)


def test_it_goes_on_at_once_when_the_candidate_writes(room):
    look_away(room, 6, 7, 8)
    run(room, 8.1)
    with at(room, 8.2):
        room.client.send(events=(ClientEvent("message", 1, text="I am ready."),))
    assert run(room, 8.25) == ["pause", "resume"]
    assert run(room, 10) == ["pause", "resume"]


def test_it_answers_a_message_slowly_and_once(room):
    with at(room, 6):
        room.client.send(events=(ClientEvent("message", 1, text="Somebody is at the door."),))
    assert run(room, 6.3) == []
    assert run(room, 7.1, times=3) == ["message"]


def test_a_persons_pause_is_left_to_them(room, petra):
    with at(room, 6):
        control.pause(actor=petra, sitting_id=room.pk, text="Wait.")
    assert run(room, 8) == ["pause"]


def test_it_does_nothing_to_a_sitting_that_is_over(room):
    with at(room, 0.4):
        finish.submit(user=room.user, sitting_id=room.pk, client=room.client.id)
    assert run(room, 0.5) == []
    assert simulated.act(sitting_id=room.pk) is False


def test_time_that_ends_a_sitting_is_kept(room):
    look_away(room, 58, 59, 59.9)
    with at(room, 61):
        assert simulated.act(sitting_id=room.pk) is False
    assert not Command.objects.filter(type="pause").exists()


def test_a_person_as_proctor_has_no_script(proctored, cleared, make_client):
    assert run(proctored, 0.5) == []


def test_looking_at_all_rooms_takes_three_statements(room):
    run(room, 0.5)
    with at(room, 6), CaptureQueriesContext(connection) as captured:
        assert simulated.act_everywhere() == 0
    assert len(captured) == 3


def test_the_candidate_reads_that_it_was_a_program(client, room):
    with at(room, 3):
        finish.submit(user=room.user, sitting_id=room.pk, client=room.client.id)
        client.force_login(room.user)
        html = client.get(f"/sittings/{room.pk}/proctoring/").content.decode()
    assert "No person watched." in html
