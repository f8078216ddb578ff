"""What a proctor does on the console, to one or to several, and what happens when a colleague was faster."""

import pytest

from exams.proctoring.console_selectors import get_last_deed
from exams.sittings.models import Command, SittingEvent
from exams.sittings.services import control, finish
from tests.proctoring.on_console import add_proctored, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def proctor(client, ben):
    """Ben's browser."""
    client.force_login(ben)
    return client


def refusals(response) -> list[str]:
    return [refused["text"] for refused in response.json()["refused"]]


def test_a_message_goes_to_several(proctor, proctored, exam):
    sittings = [proctored, *add_proctored(proctored, 2)]
    body = order(proctor, exam, "message", *sittings, text="Ten minutes.").json()
    assert body == {"done": "Your message is on its way to 3 candidates.", "refused": []}
    assert Command.objects.filter(type="message", text="Ten minutes.").count() == 3


def test_pause_and_resume(proctor, proctored, exam):
    assert order(proctor, exam, "pause", proctored, text="Wait.").json()["done"] == "1 candidate is paused."
    assert order(proctor, exam, "resume", proctored).json()["done"] == "1 candidate is going on."
    proctored.refresh_from_db()
    assert proctored.state == "running"


def test_time_is_given(proctor, proctored, exam):
    done = order(proctor, exam, "extend", proctored, text="The bell.", minutes=5).json()["done"]
    assert done == "1 candidate got 5 minutes more."
    proctored.refresh_from_db()
    assert proctored.extended_seconds == 300


def test_ending_an_exam_wants_a_reason(proctor, proctored, exam):
    response = order(proctor, exam, "terminate", proctored, text=" ")
    assert response.status_code == 400
    assert response.json()["errors"]["text"] == ["Write what the candidate should read."]
    order(proctor, exam, "terminate", proctored, text="A second person in the room.")
    proctored.refresh_from_db()
    assert (proctored.state, proctored.close_reason) == ("closed", "terminated")


def test_a_call_is_marked_as_seen(proctor, proctored, exam, ben):
    order(proctor, exam, "seen", proctored)
    assert SittingEvent.objects.get(sitting=proctored, type="call-seen").actor == ben


def test_what_a_colleague_has_ended_is_refused_by_name(proctor, proctored, exam, petra):
    control.terminate(actor=petra, sitting_id=proctored.pk, text="Enough.")
    response = order(proctor, exam, "pause", proctored, text="Wait.")
    assert refusals(response) == ["Alice: Petra has ended this sitting already."]


def test_what_a_colleague_has_paused_is_refused_by_name(proctor, proctored, exam, petra):
    control.pause(actor=petra, sitting_id=proctored.pk, text="Wait.")
    assert refusals(order(proctor, exam, "pause", proctored, text="Wait.")) == [
        "Alice: Petra has paused this sitting already."
    ]


def test_what_the_candidate_has_submitted_is_told_apart(proctor, proctored, exam, make_client, alice):
    finish.submit(user=alice, sitting_id=proctored.pk, client=make_client(proctored).id)
    response = order(proctor, exam, "pause", proctored, text="Wait.")
    assert refusals(response) == ["Alice: The candidate has submitted the exam already."]


def test_time_that_a_colleague_gave_unseen_is_not_given_twice(proctor, proctored, exam, petra):
    control.extend(actor=petra, sitting_id=proctored.pk, seconds=300, text="The bell.")
    response = order(proctor, exam, "extend", proctored, seen=0, text="The bell.", minutes=5)
    assert refusals(response) == ["Alice: Petra has given time already."]
    seen = get_last_deed(sitting_id=proctored.pk).pk
    assert not refusals(order(proctor, exam, "extend", proctored, seen=seen, text="The bell.", minutes=5))


def test_one_refusal_stops_nobody_elses(proctor, proctored, exam, petra):
    (other,) = add_proctored(proctored, 1)
    control.pause(actor=petra, sitting_id=proctored.pk, text="Wait.")
    body = order(proctor, exam, "pause", proctored, other, text="Wait.").json()
    assert (body["done"], len(body["refused"])) == ("1 candidate is paused.", 1)


def test_only_sittings_of_this_exam_are_meant(proctor, running, exam):
    """Alice's sitting is not proctored: the console cannot touch it."""
    body = order(proctor, exam, "message", running, text="Hello.").json()
    assert body == {"done": "", "refused": []}
    assert not Command.objects.exists()


def test_a_candidate_orders_nothing(client, alice, proctored, exam):
    client.force_login(alice)
    assert order(client, exam, "resume", proctored).status_code == 403
