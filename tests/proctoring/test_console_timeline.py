"""The time line of a sitting as a proctor reads it."""

import pytest

from exams.proctoring.services.incidents import read_reported
from exams.sittings.batches import ClientEvent
from exams.sittings.models import SittingEvent
from exams.sittings.services import control
from tests.fixtures.exam import choose

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(client, petra, proctored, exam):
    """line(): the page's words."""
    client.force_login(petra)

    def read() -> str:
        response = client.get(f"/proctor/{exam.slug}/{proctored.pk}/")
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return read


@pytest.fixture
def candidate(proctored, make_client):
    return make_client(proctored)


def test_an_incident_stands_with_its_item_and_the_reason_of_its_points(line, candidate, cleared):
    candidate.send(events=(ClientEvent("copy", 5_000, position=7),))
    candidate.send(events=(ClientEvent("copy", 8_000, position=8),))
    read_reported(supervision_id=cleared.pk)
    page = line()
    assert "Item 7 on screen" in page
    assert "A warning: it does not count." in page
    assert "3 points" in page


def test_messages_stand_both_ways(line, candidate, proctored, petra):
    candidate.send(events=(ClientEvent("message", 5_000, text="May I drink?"),))
    control.send_message(actor=petra, sitting_id=proctored.pk, text="Yes, water.")
    page = line()
    assert "“May I drink?”" in page
    assert "“Yes, water.”" in page
    assert "<bdi>Petra</bdi>" in page


def test_answers_are_never_shown(line, candidate):
    candidate.send(choose(1, "a"))
    page = line()
    assert "answer a" not in page
    assert "rationale" not in page


def test_a_whole_log_is_said_to_be_whole(line, candidate):
    candidate.send(events=(ClientEvent("copy", 5_000),))
    assert "1 reported event, each following" in line()


def test_a_log_that_was_changed_shows(line, candidate, proctored):
    candidate.send(events=(ClientEvent("copy", 5_000), ClientEvent("paste", 6_000)))
    SittingEvent.objects.filter(sitting=proctored, number=2).update(type="drag")
    assert "Event 2 of 2 does not follow" in line()


def test_a_sitting_of_another_exam_has_no_time_line_here(client, petra, proctored):
    client.force_login(petra)
    assert client.get(f"/proctor/another/{proctored.pk}/").status_code == 404
