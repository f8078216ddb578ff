"""What clients report: bounded, and a chain that shows when somebody has been at it."""

import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings import tokens
from exams.sittings.api.wire import NotUnderstood, read_batch
from exams.sittings.batches import ClientEvent
from exams.sittings.clock import MOST_MS
from exams.sittings.errors import TakenOver
from exams.sittings.models import SittingEvent
from exams.sittings.reported import MOST_EVENTS, MOST_MESSAGES, MOST_SENT, MOST_STORED, Link, bound, find_break
from exams.sittings.services import answering
from tests.contract.addresses import CLIENT
from tests.fixtures.exam import choose

BLURRED = ClientEvent("window-blurred", 1000, 2100, position=3)
FLOOD = [replace(BLURRED, at_ms=1000 + number) for number in range(10_000)]


# --- bounds -------------------------------------------------------------------------------------
def test_a_usual_batch_stays_as_it_is():
    assert bound([BLURRED] * MOST_EVENTS) == (BLURRED,) * MOST_EVENTS


def test_a_flood_is_told_by_kind():
    (told,) = bound(FLOOD)
    assert (told.type, told.count, told.at_ms, told.until_ms) == ("window-blurred", 10_000, 1000, 10_999)
    assert told.for_ms == 10_000 * 2100


def test_what_a_device_has_summed_up_already_is_added_as_so_many():
    (told,) = bound([replace(BLURRED, count=40, until_ms=90_000)] * 101)
    assert (told.count, told.until_ms) == (40 * 101, 90_000)


@pytest.mark.django_db
def test_one_that_stands_for_many_is_stored_as_so_many(running, make_client):
    make_client(running).send(events=(replace(BLURRED, count=40, until_ms=90_000),))
    assert links_of(running)[0].details["count"] == 40


def test_a_flood_keeps_what_the_candidate_wrote_first():
    words = [ClientEvent("message", number, text=f"Word {number}") for number in range(50)]
    kept = bound([*FLOOD, *words])
    assert [event.text for event in kept if event.text] == [f"Word {number}" for number in range(MOST_MESSAGES)]


@given(st.lists(st.builds(ClientEvent, st.sampled_from("abc"), st.integers(0, MOST_MS), st.integers(0, MOST_MS))))
def test_no_event_is_lost_from_the_count(events):
    many = events + [BLURRED] * (MOST_EVENTS + 1)
    kept = bound(many)
    assert len(kept) <= MOST_EVENTS
    assert sum(event.count for event in kept) == len(many)
    assert all(event.at_ms <= event.until_ms and event.for_ms <= MOST_MS for event in kept)


def test_more_than_any_client_of_ours_sends_is_not_read():
    body = {"client": str(CLIENT), "seq": 1, "events": [{"type": "copy", "at_ms": 1}] * (MOST_SENT + 1)}
    with pytest.raises(NotUnderstood):
        read_batch(body)


# --- stored -------------------------------------------------------------------------------------
def links_of(sitting) -> list[Link]:
    rows = SittingEvent.objects.filter(sitting=sitting, number__isnull=False).order_by("number")
    return [Link(row.number, row.at, row.type, row.reason, row.details, row.head) for row in rows]


@pytest.mark.django_db
def test_events_of_several_batches_are_one_chain(running, make_client):
    client = make_client(running)
    client.send(events=(BLURRED, ClientEvent("message", 5000, text="May I leave?")))
    client.send(events=(ClientEvent("copy", 9000),))
    running.refresh_from_db()
    links = links_of(running)
    assert [link.number for link in links] == [1, 2, 3]
    assert running.event_number == 3
    assert find_break(links, running.event_head) is None
    assert links[0].details["position"] == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "number"),
    [
        (lambda links: [replace(links[0], details={**links[0].details, "for_ms": 1}), *links[1:]], 1),
        (lambda links: [links[0], replace(links[1], text="May I stay?"), links[2]], 2),
        (lambda links: [links[0], links[2]], 2),
        (lambda links: [links[0], links[2], links[1]], 2),
        (lambda links: links[:2], 3),
    ],
)
def test_a_chain_breaks_where_somebody_has_been_at_it(running, make_client, spoil, number):
    make_client(running).send(events=(BLURRED, ClientEvent("message", 5000, text="May I leave?"), BLURRED))
    running.refresh_from_db()
    assert find_break(spoil(links_of(running)), running.event_head) == number


@pytest.mark.django_db
def test_a_repeated_batch_adds_nothing(running, make_client):
    client = make_client(running)
    client.send(events=(BLURRED,))
    client.send(seq=1, events=(BLURRED,))
    assert len(links_of(running)) == 1


@pytest.mark.django_db
def test_what_a_page_told_in_its_last_moment_is_not_told_twice(running, make_client):
    words = ClientEvent("message", 5000, text="May I leave?")
    make_client(running).send(events=(BLURRED, words))
    after_reload = make_client(running)
    after_reload.send(events=(BLURRED, words, replace(words, at_ms=9000)))
    after_reload.send(events=(replace(BLURRED, at_ms=9500),))
    running.refresh_from_db()
    links = links_of(running)
    assert [link.details["at_ms"] for link in links] == [1000, 5000, 9000, 9500]
    assert find_break(links, running.event_head) is None


@pytest.mark.django_db
def test_events_are_kept_after_another_clients_answers_were_merged(running, make_client):
    former, holder = make_client(running), make_client(running)
    with pytest.raises(TakenOver):
        former.send(choose(1), events=(BLURRED,))
    holder.send(events=(replace(BLURRED, at_ms=2000),))
    assert [link.details["at_ms"] for link in links_of(running)] == [1000, 2000]


@pytest.mark.django_db
def test_one_client_may_tell_of_two_that_are_alike(running, make_client):
    client = make_client(running)
    client.send(events=(BLURRED, BLURRED))
    client.send(events=(BLURRED,))
    assert len(links_of(running)) == 3


@pytest.mark.django_db
def test_a_sitting_that_has_reported_enough_keeps_words_alone(running, make_client):
    client = make_client(running)
    type(running).objects.filter(pk=running.pk).update(event_number=MOST_STORED)
    client.send(events=(BLURRED, ClientEvent("message", 5000, text="May I leave?")))
    assert [link.text for link in links_of(running)] == ["May I leave?"]


@pytest.mark.django_db
def test_a_flood_costs_no_more_statements_than_one_event(running, alice, client):
    answering.take_over(user=alice, sitting_id=running.pk, client=CLIENT)

    def send(seq: int, count: int) -> int:
        token = tokens.issue(user_id=alice.pk, sitting_id=running.pk, client=CLIENT)
        events = [{"type": "window-blurred", "at_ms": number, "for_ms": 5} for number in range(count)]
        body = json.dumps({"client": str(CLIENT), "seq": seq, "events": events})
        with CaptureQueriesContext(connection) as captured:
            response = client.post(
                f"/api/v1/sittings/{running.pk}/sync",
                body,
                content_type="application/json",
                headers={"Authorization": f"Sitting {token}"},
            )
        assert response.status_code == 200
        return len(captured)

    send(1, 1)  # fetches the form into memory
    assert send(2, 1) == send(3, 10_000)
    assert [link.details.get("count", 1) for link in links_of(running)] == [1, 1, 10_000]
