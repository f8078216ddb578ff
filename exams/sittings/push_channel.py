"""The push channel's far side: an ASGI application that holds many open connections and nothing else.

`GET {PUSH_PATH}{sitting}?ticket=…` answers with server-sent events: `data: sync` whenever a command waits for the
sitting's client, a comment every HEARTBEAT_SECONDS. No database, no thread, no session: one subscription to Redis for
the whole process, whatever the number of candidates.
"""

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import structlog
from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

from exams.sittings.push import PREFIX, is_good

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

logger = structlog.get_logger(__name__)
HEARTBEAT_SECONDS = 15.0
# Afterwards the client comes back with a new ticket.
MOST_SECONDS = 3600.0
MOST_OF_A_SITTING = 4
MOST_LISTENERS = 20_000
# After Redis was away, whoever missed a hint syncs: not all in the same moment.
SPREAD_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 5.0
HINT = b"data: sync\n\n"
BEAT = b": here\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),
]


class Listener:
    """One open connection. `is_over`: it has to make room."""

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.is_over = False

    def end(self) -> None:
        self.is_over = True
        self.wake.set()


class Hub:
    """Who listens for which sitting, in this process."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = defaultdict(list)
        self._task: asyncio.Task[None] | None = None
        self.count = 0

    @contextlib.asynccontextmanager
    async def listen(self, sitting_id: str) -> AsyncIterator[Listener]:
        """A listener of this sitting; the oldest of too many ends."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        mine = self._listeners[sitting_id]
        if len(mine) >= MOST_OF_A_SITTING:
            mine[0].end()
        listener = Listener()
        mine.append(listener)
        self.count += 1
        try:
            yield listener
        finally:
            self.count -= 1
            mine.remove(listener)
            if not mine:
                self._listeners.pop(sitting_id, None)

    async def _run(self) -> None:
        """For as long as the process lives; a Redis that went away is asked again and again."""
        failures = 0
        while True:
            try:
                async with Redis.from_url(settings.REDIS_URL) as redis, redis.pubsub() as channel:
                    await channel.psubscribe(f"{PREFIX}*")
                    if failures:
                        self._wake_all()
                    failures = 0
                    await self._hear(channel)
            except (RedisError, OSError) as error:
                failures += 1
                logger.warning("the push channel hears nothing", error=str(error))
                await asyncio.sleep(min(LONGEST_WAIT_SECONDS, 0.2 * 2**failures))

    async def _hear(self, channel: Any) -> None:
        async for message in channel.listen():
            if message["type"] == "pmessage":
                sitting_id = message["channel"].decode().removeprefix(PREFIX)
                for listener in self._listeners.get(sitting_id, ()):
                    listener.wake.set()

    def _wake_all(self) -> None:
        loop = asyncio.get_running_loop()
        for listeners in self._listeners.values():
            for listener in listeners:
                loop.call_later(random.random() * SPREAD_SECONDS, listener.wake.set)  # noqa: S311


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, receive, send)


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    name = scope["path"].removeprefix(settings.PUSH_PATH or "/")
    if name == "alive":
        await _refuse(send, 200)
    elif not _is_sitting(name) or scope["method"] != "GET":
        await _refuse(send, 404)
    elif not is_good(name, parse_qs(scope["query_string"].decode("latin-1")).get("ticket", [""])[0]):
        await _refuse(send, 401)
    elif hub.count >= MOST_LISTENERS:
        await _refuse(send, 503)
    else:
        async with hub.listen(name) as listener:
            await _stream(listener, receive, send)


def _is_sitting(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def _stream(listener: Listener, receive: Receive, send: Send) -> None:
    """Until the client goes, or for MOST_SECONDS. It begins with a hint: what came before the connection was missed."""
    gone = asyncio.create_task(_until_gone(receive))
    ends_at = asyncio.get_running_loop().time() + MOST_SECONDS
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    part = HINT
    try:
        while not gone.done() and not listener.is_over and asyncio.get_running_loop().time() < ends_at:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            part = HINT if await _wait(listener, gone) else BEAT
        await send({"type": "http.response.body", "body": b""})
    except OSError:
        # The connection broke while something was sent.
        return
    finally:
        gone.cancel()


async def _wait(listener: Listener, gone: asyncio.Task[None]) -> bool:
    """Whether there is a hint; returns after a heartbeat's time at the latest, and when the client is gone."""
    waking = asyncio.create_task(listener.wake.wait())
    try:
        await asyncio.wait({waking, gone}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waking.cancel()
    is_hint = listener.wake.is_set()
    listener.wake.clear()
    return is_hint


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _live(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return
