"""Incidents are made of what clients reported, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exams.proctoring.models import Incident, ReviewState, RoomRules
from exams.proctoring.selectors import list_to_read
from exams.proctoring.services.incidents import close_supervision, read_reported
from exams.proctoring.tasks import read_reported_events
from exams.sittings.batches import ClientEvent
from exams.sittings.models import SittingEvent
from exams.sittings.services import finish
from exams.sittings.services.control import terminate

pytestmark = pytest.mark.django_db
COPY = ClientEvent("copy", 5_000, position=7)
AWAY = ClientEvent("looked-away", 9_000, 21_000, position=8)


@pytest.fixture
def client(proctored, make_client):
    return make_client(proctored)


def told() -> list[tuple[str, int, bool]]:
    return list(Incident.objects.values_list("type", "points", "is_warning"))


def test_a_first_one_is_a_warning_and_a_second_one_counts(client, cleared):
    client.send(events=(COPY,))
    read_reported(supervision_id=cleared.pk)
    client.send(events=(COPY, AWAY))
    read_reported(supervision_id=cleared.pk)
    assert told() == [("copy", 0, True), ("copy", 3, False), ("looked-away", 0, True)]
    cleared.refresh_from_db()
    assert (cleared.incident_count, cleared.points, cleared.read_number) == (3, 3, 3)


def test_a_long_absence_is_one_warning_and_the_next_one_counts(client, cleared):
    client.send(events=(AWAY, replace(AWAY, count=0)))
    read_reported(supervision_id=cleared.pk)
    client.send(events=(replace(AWAY, count=0), AWAY))
    read_reported(supervision_id=cleared.pk)
    assert [(points, is_warning) for _, points, is_warning in told()] == [(0, True)] * 3 + [(6, False)]


def test_reading_twice_changes_nothing(client, cleared):
    client.send(events=(COPY, COPY))
    assert len(read_reported(supervision_id=cleared.pk)) == 2
    assert read_reported(supervision_id=cleared.pk) == []
    assert len(told()) == 2


def test_an_incident_says_which_item_was_on_screen_and_how_long_it_lasted(client, cleared):
    client.send(events=(AWAY,))
    (incident,) = read_reported(supervision_id=cleared.pk)
    assert (incident.position, incident.for_ms, incident.began_ms) == (8, 21_000, 9_000)


def test_what_is_no_matter_of_the_room_is_no_incident(client, cleared):
    client.send(events=(ClientEvent("offline", 1), ClientEvent("message", 2, text="May I?")))
    assert read_reported(supervision_id=cleared.pk) == []
    assert cleared.pk not in list_to_read(now=timezone.now())


def test_the_exam_sets_what_counts(client, cleared):
    RoomRules.objects.update(points={"copy": 0, "looked-away": 7}, warning_count=0)
    client.send(events=(COPY, AWAY))
    read_reported(supervision_id=cleared.pk)
    assert told() == [("copy", 0, False), ("looked-away", 21, False)]


def test_the_number_of_statements_does_not_grow_with_the_events(client, cleared):
    def count(*events) -> int:
        client.send(events=events)
        with CaptureQueriesContext(connection) as captured:
            read_reported(supervision_id=cleared.pk)
        return len(captured)

    count(COPY)
    assert count(COPY) == count(*[COPY] * 80)


def test_the_worker_finds_what_is_new(client, cleared):
    client.send(events=(COPY,))
    assert read_reported_events() == 1
    assert read_reported_events() == 0
    assert told() == [("copy", 0, True)]


# --- the end ------------------------------------------------------------------------------------
def end(client, cleared, *events) -> None:
    client.send(events=events)
    finish.submit(user=cleared.sitting.user, sitting_id=cleared.sitting_id, client=client.id)
    read_reported_events()
    cleared.refresh_from_db()
    cleared.sitting.refresh_from_db()


def test_a_sitting_with_points_waits_for_a_review(client, cleared):
    end(client, cleared, COPY, COPY)
    assert cleared.review_state == ReviewState.WAITING


def test_a_sitting_with_warnings_alone_does_not(client, cleared):
    end(client, cleared, COPY)
    assert cleared.review_state == ReviewState.NONE


def test_a_sitting_that_a_proctor_ended_waits_for_a_review_without_points(proctored, cleared, petra):
    terminate(actor=petra, sitting_id=proctored.pk, text="Somebody else sat there.")
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        read_reported_events()
    cleared.refresh_from_db()
    assert (cleared.points, cleared.review_state) == (0, ReviewState.WAITING)


def test_a_sitting_whose_record_was_changed_waits_for_a_review_without_points(client, cleared):
    client.send(events=(COPY,))
    SittingEvent.objects.filter(number=1).update(details={"at_ms": 1})
    end(client, cleared)
    assert (cleared.points, cleared.is_chain_broken, cleared.review_state) == (0, True, ReviewState.WAITING)


def test_what_a_candidate_who_was_offline_at_the_end_tells_within_the_grace_counts(proctored, client, cleared):
    with time_machine.travel(proctored.deadline_at + timedelta(seconds=5)):
        finish.close_expired()
        read_reported_events()
        client.send(events=(COPY, COPY))
        read_reported_events()
        cleared.refresh_from_db()
        assert (cleared.points, cleared.delete_at) == (3, None)
    with time_machine.travel(proctored.deadline_at + timedelta(minutes=2)):
        read_reported_events()
    cleared.refresh_from_db()
    assert cleared.review_state == ReviewState.WAITING


def test_what_is_told_after_the_grace_is_not_recorded(proctored, client, cleared):
    with time_machine.travel(proctored.deadline_at + timedelta(minutes=2)):
        client.send(events=(COPY, COPY))
        read_reported_events()
    assert told() == []


@pytest.mark.parametrize(("hold_points", "is_held"), [(None, False), (3, True), (4, False)])
def test_a_result_is_held_from_as_many_points_on_as_the_exam_says(
    rules, exam, alice, make_client, hold_points, is_held, request
):
    RoomRules.objects.update(hold_points=hold_points)
    cleared, client = request.getfixturevalue("cleared"), None
    client = make_client(request.getfixturevalue("proctored"))
    end(client, cleared, COPY, COPY)
    assert cleared.sitting.is_held is is_held


def test_records_end_after_the_exams_time(client, cleared):
    end(client, cleared)
    assert (cleared.delete_at - cleared.sitting.closed_at).days == 30


def test_closing_twice_changes_nothing(client, cleared):
    end(client, cleared, COPY, COPY)
    assert close_supervision(supervision_id=cleared.pk) is None
    assert close_supervision(supervision_id=cleared.pk) is None


def test_a_sitting_that_goes_on_is_not_closed(client, cleared):
    assert close_supervision(supervision_id=cleared.pk) is None
    cleared.refresh_from_db()
    assert cleared.delete_at is None
