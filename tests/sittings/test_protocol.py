"""The server's side of the protocol against its schema: what it takes, and what it answers."""

from uuid import uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings import tokens
from exams.sittings.api.serializers import BatchSerializer
from exams.sittings.api.wire import NotUnderstood, read_batch
from exams.sittings.services import control
from tests.fixtures.protocol import faults_of_answer, faults_of_request

# 1.0 is an integer for a schema; here it goes the explaining way, which takes it too.
fractions = st.floats().filter(lambda number: not number.is_integer())
numbers = st.integers(-1, 2**31) | st.booleans() | fractions | st.none() | st.just("1")
texts = st.text(max_size=3) | st.sampled_from(["a", "ab", " ", "", "x" * 501, "\x00"]) | st.none() | st.integers()
codes = st.lists(st.sampled_from(["a", "b", "ab", "", " ", 1, None]), max_size=3) | st.just(["a"] * 27) | texts


def loosely(required, optional):
    """Bodies that are nearly right: members may be missing, of another type or out of range."""
    return st.fixed_dictionaries({}, optional={**required, **optional})


changes = loosely(
    {"position": numbers, "selected": codes, "at_ms": st.just(5) | numbers},
    {"struck": codes, "flagged": st.booleans() | numbers, "spent_ms": numbers},
)
events = loosely(
    {"type": st.sampled_from(["message", "offline", "else", 1]), "at_ms": st.just(5) | numbers},
    {"for_ms": numbers, "text": texts, "count": st.just(2) | numbers, "until_ms": numbers},
)
right = st.fixed_dictionaries({"client": st.uuids().map(str), "seq": st.integers(1, 9)})
members = loosely(
    {"changes": st.lists(changes, max_size=2) | numbers}, {"events": st.lists(events, max_size=2), "ack": numbers}
)
bodies = (
    st.builds(lambda one, other: {**one, **other}, right, members) | members | numbers | st.lists(numbers, max_size=1)
)


def is_read(body):
    try:
        read_batch(body)
    except NotUnderstood:
        return False
    return True


@given(bodies)
def test_what_is_read_at_once_is_what_the_schema_says(body):
    faults = faults_of_request(body)
    assert is_read(body) is (not faults), faults


@given(bodies)
def test_what_is_read_at_once_is_valid_for_the_explaining_side_too(body):
    if is_read(body):
        serializer = BatchSerializer(data=body)
        assert serializer.is_valid(), serializer.errors
        assert serializer.to_batch() == read_batch(body)


@pytest.fixture
def sync(client, running, make_client):
    """sync(**batch): the next batch of Alice's client over HTTP; every answer is held against the schema."""
    holder = make_client(running)
    token = tokens.issue(user_id=running.user_id, sitting_id=running.pk, client=holder.id)

    def send(**values):
        holder.seq += 1
        body = {"client": str(holder.id), "seq": holder.seq, **values}
        assert faults_of_request(body) == []
        url = f"/api/v1/sittings/{running.pk}/sync"
        response = client.post(
            url, body, content_type="application/json", headers={"authorization": f"Sitting {token}"}
        )
        if response.status_code == 200:
            assert faults_of_answer(response.json()) == []
        return response

    return send


CHANGE = {"position": 1, "selected": ["a"], "at_ms": 1}


def test_answers_are_as_the_schema_says_in_every_state(sync, running, adam):
    assert sync(changes=[CHANGE]).json()["receipt"]["number"] == 1
    refused = sync(changes=[{**CHANGE, "selected": ["z"]}, {**CHANGE, "position": 99}]).json()["refused"]
    assert [row["code"] for row in refused] == ["option-not-in-item", "unknown-position"]
    control.pause(actor=adam, sitting_id=running.pk, text="Fire alarm.")
    paused = sync(events=[{"type": "message", "text": "I am outside.", "at_ms": 2}]).json()
    assert (paused["state"], paused["commands"][0]["text"]) == ("paused", "Fire alarm.")
    control.resume(actor=adam, sitting_id=running.pk)
    assert sync(changes=[CHANGE]).json()["state"] == "running"


def test_an_answer_in_a_closed_sitting_is_as_the_schema_says(sync, running, adam):
    control.terminate(actor=adam, sitting_id=running.pk, text="Enough.")
    answer = sync(changes=[{**CHANGE, "at_ms": 1000 * 3600}]).json()
    assert (answer["state"], answer["close_reason"]) == ("closed", "terminated")


def test_the_candidates_word_to_the_staff_is_in_the_log(sync, running):
    assert sync(events=[{"type": "message", "text": "Das Bild fehlt. הצילו", "at_ms": 2}]).status_code == 200
    event = running.events.get(type="candidate-message")
    assert (event.reason, event.actor_id) == ("Das Bild fehlt. הצילו", running.user_id)


def test_a_batch_that_is_not_understood_is_explained(client, running, make_client):
    holder = make_client(running)
    token = tokens.issue(user_id=running.user_id, sitting_id=running.pk, client=holder.id)
    url = f"/api/v1/sittings/{running.pk}/sync"
    for body, field in [({"client": str(holder.id), "seq": 0}, "seq"), ({"client": "x", "seq": 1}, "client")]:
        response = client.post(
            url, body, content_type="application/json", headers={"authorization": f"Sitting {token}"}
        )
        assert (response.status_code, response.json()["code"]) == (400, "invalid-input")
        assert field in response.json()["errors"]


def test_a_token_is_for_one_client_and_one_sitting(client, running, make_client):
    holder = make_client(running)
    token = tokens.issue(user_id=running.user_id, sitting_id=running.pk, client=uuid4())
    body = {"client": str(holder.id), "seq": 1}
    url = f"/api/v1/sittings/{running.pk}/sync"
    response = client.post(url, body, content_type="application/json", headers={"authorization": f"Sitting {token}"})
    assert (response.status_code, response.json()["code"]) == (401, "token-invalid")


def test_a_client_that_never_stops_is_asked_to_wait(sync):
    with time_machine.travel("2026-11-21T10:00:00+00:00", tick=False):
        statuses = [sync().status_code for _ in range(242)]
    assert statuses.count(200) == 240
    assert statuses[-1] == 429
