"""The push channel: hints that a command waits. Losing one costs a heartbeat, never a command."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.utils import timezone

from exams.sittings import push, push_channel
from exams.sittings.models import Command
from exams.sittings.services import control
from tests.contract.addresses import CLIENT, Door, knock

SITTING = UUID("00000000-0000-4000-8000-000000000007")
UNREACHABLE = "redis://127.0.0.1:1/0"


@pytest.fixture
def is_on(settings):
    settings.PUSH_PATH = "/push/"
    settings.REDIS_URL = UNREACHABLE


def ask(address: str) -> list[Any]:
    """What the application sends for a GET of this address, until the client goes at once."""
    path, _, query = address.partition("?")
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
    asyncio.run(push_channel.application(scope, receive, send))
    return sent


def status(address: str) -> int:
    return ask(address)[0]["status"]


def test_a_ticket_opens_its_sittings_channel_alone(is_on):
    address = push.make_address(SITTING)
    assert status(address) == 200
    assert status(address.replace(str(SITTING), str(uuid4()))) == 401


def test_a_ticket_is_good_for_a_minute(is_on):
    address = push.make_address(SITTING)
    with time_machine.travel(timezone.now() + timedelta(seconds=push.TICKET_SECONDS + 2)):
        assert status(address) == 401


@pytest.mark.parametrize("address", [f"/push/{SITTING}", f"/push/{SITTING}?ticket=x:y"])
def test_nobody_listens_without_a_ticket(is_on, address):
    assert status(address) == 401


def test_what_is_no_sitting_is_not_found(is_on):
    assert status("/push/../etc?ticket=1") == 404


def test_the_process_says_that_it_is_alive(is_on):
    assert status("/push/alive") == 200


def test_a_channel_begins_with_a_hint(is_on):
    _, *parts = ask(push.make_address(SITTING))
    assert parts[0]["body"] == push_channel.HINT


def test_the_oldest_of_too_many_makes_room(is_on):
    async def open_all() -> list[bool]:
        hub = push_channel.Hub()
        entered = [hub.listen("x") for _ in range(push_channel.MOST_OF_A_SITTING + 1)]
        listeners = [await one.__aenter__() for one in entered]
        for one in entered:
            await one.__aexit__(None, None, None)
        assert hub.count == 0
        return [listener.is_over for listener in listeners]

    assert asyncio.run(open_all()) == [True, False, False, False, False]


# --- the web process ----------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_redis_that_is_away_stops_no_command(is_on, running, petra, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as hints:
        control.pause(actor=petra, sitting_id=running.pk, text="Wait.")
    assert len(hints) == 1
    assert Command.objects.get().type == "pause"


@pytest.mark.django_db
def test_nothing_is_published_where_there_is_no_channel(running, petra, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as hints:
        control.send_message(actor=petra, sitting_id=running.pk, text="Hello.")
    assert hints == []


@pytest.mark.django_db
def test_the_sittings_token_gives_an_address_to_listen_at(is_on, running, client, alice):
    response = knock(Door("api:push", "post", "sitting", needs_token=True), client, running, alice.pk)
    url = response.json()["url"]
    assert url.startswith(f"/push/{running.pk}?ticket=")
    assert status(url) == 200


@pytest.mark.django_db
def test_the_exam_screen_is_told_of_the_channel(is_on, running, client, alice, make_client):
    make_client(running).id = CLIENT
    client.force_login(alice)
    assert f"/api/v1/sittings/{running.pk}/push" in client.get(running.get_absolute_url()).content.decode()


# --- with a real Redis --------------------------------------------------------------------------
async def hear_one(sitting_id: Any) -> list[bytes]:
    """What a listener is sent when one hint is published."""
    parts: list[bytes] = []
    is_open, has_heard = asyncio.Event(), asyncio.Event()

    async def send(message: Any) -> None:
        parts.append(message.get("body", b""))
        if len(parts) == 2:
            is_open.set()
        if len(parts) == 3:
            has_heard.set()

    async def receive() -> Any:
        await has_heard.wait()
        return {"type": "http.disconnect"}

    path, _, query = push.make_address(sitting_id).partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode()}
    listening = asyncio.create_task(push_channel.application(scope, receive, send))
    await is_open.wait()
    while not has_heard.is_set():
        # The subscription may take a moment after the first connection of a process.
        await asyncio.to_thread(push.publish, sitting_id)
        await asyncio.sleep(0.02)
    await listening
    return parts


@pytest.mark.redis
def test_a_hint_reaches_whoever_listens(settings, redis_url, monkeypatch):
    settings.PUSH_PATH, settings.REDIS_URL = "/push/", redis_url
    monkeypatch.setattr(push_channel, "hub", push_channel.Hub())
    assert asyncio.run(asyncio.wait_for(hear_one(SITTING), 20))[1:3] == [push_channel.HINT] * 2
