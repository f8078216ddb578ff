"""What the exam screen of a proctored sitting learns about the room."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exams.proctoring.models import RoomRules
from exams.proctoring.notices import NOTICES
from exams.proctoring.services.incidents import read_reported
from exams.proctoring.severity import POINTS
from exams.sittings import tokens
from exams.sittings.batches import ClientEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, alice, proctored):
    """`ask()`: the answer of alice's room, as JSON."""

    def get() -> dict:
        client.force_login(alice)
        return client.get(f"/api/v1/sittings/{proctored.pk}/room").json()

    return get


def test_the_screen_learns_what_the_exam_asks_for(ask):
    RoomRules.objects.update(asks_fullscreen=False, warning_count=3, look_away_seconds=7, camera="required")
    room = ask()
    assert (room["asks_fullscreen"], room["asks_one_screen"]) == (False, True)
    assert (room["warning_count"], room["look_away_seconds"], room["camera"]) == (3, 7, "required")


def test_the_screen_learns_which_types_count(ask):
    RoomRules.objects.update(points={"copy": 0})
    counting = ask()["counting"]
    assert "copy" not in counting
    assert "paste" in counting


def test_a_second_device_learns_which_warnings_were_used_up(ask, proctored, cleared, make_client):
    make_client(proctored).send(events=(ClientEvent("copy", 1), ClientEvent("copy", 9), ClientEvent("drag", 9)))
    read_reported(supervision_id=cleared.pk)
    assert ask()["counted"] == {"copy": 2, "drag": 1}


def test_whatever_has_points_has_words(ask):
    assert set(NOTICES) == set(POINTS)
    assert ask()["texts"]["copy"]["happened"] == "Copying is not allowed in this exam."


def test_the_sittings_token_opens_it_without_a_session(client, alice, proctored):
    token = tokens.issue(user_id=alice.pk, sitting_id=proctored.pk, client=proctored.pk)
    response = client.get(f"/api/v1/sittings/{proctored.pk}/room", HTTP_AUTHORIZATION=f"Sitting {token}")
    assert response.status_code == 200


def test_it_is_the_candidates_alone(client, carol, proctored):
    client.force_login(carol)
    response = client.get(f"/api/v1/sittings/{proctored.pk}/room")
    assert (response.status_code, response.json()["code"]) == (404, "not-proctored")


def test_the_exam_screen_of_a_proctored_sitting_knows_where_to_ask(client, alice, proctored):
    client.force_login(alice)
    boot = client.get(proctored.get_absolute_url()).context["boot"]
    assert boot["urls"]["room"] == f"/api/v1/sittings/{proctored.pk}/room"


def test_a_timed_exam_has_no_room(client, alice, running):
    client.force_login(alice)
    assert "room" not in client.get(running.get_absolute_url()).context["boot"]["urls"]


def test_it_takes_as_many_statements_however_much_was_recorded(ask, proctored, cleared, make_client):
    make_client(proctored).send(events=[ClientEvent(type, 1) for type in POINTS])
    read_reported(supervision_id=cleared.pk)
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    # Session and person come with each sign-in of `ask`.
    assert len([query for query in captured if "proctoring" in query["sql"]]) == 3
