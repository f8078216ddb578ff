"""HTTP/1.1 by hand: one connection a candidate, kept alive, one request at a time, every byte counted."""

import asyncio
import gzip
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 60.0  # longer than the runner waits: a crowd that times out tells nothing about the last one
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"
CHUNKED = b"\r\ntransfer-encoding: chunked"
LAST_CHUNK = b"\r\n0\r\n\r\n"


class ConnectionLost(Exception):
    """Nobody knows whether the request was heard: send it again, unchanged."""


@dataclass
class Traffic:
    """Bytes of requests and answers, headers included, those of their bodies, and how many, by kind of request."""

    sent: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    bodies_sent: Counter[str] = field(default_factory=Counter)
    bodies_received: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Answer:
    status: int
    head: bytes
    body: bytes

    def json(self) -> Any:
        is_packed = b"content-encoding: gzip" in self.head.lower()
        return json.loads(gzip.decompress(self.body) if is_packed else self.body)


class _Protocol(asyncio.Protocol):
    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiter: asyncio.Future[tuple[int, Answer]] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(ConnectionLost("the connection was closed"))

    def ask(self, data: bytes) -> "asyncio.Future[tuple[int, Answer]]":
        """The length of the answer on the wire, and the answer."""
        if self.transport is None:
            raise ConnectionLost("the connection was closed")
        self._buffer.clear()
        self._waiter = asyncio.get_running_loop().create_future()
        self.transport.write(data)
        return self._waiter

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(END_OF_HEAD)
        if end < 0 or self._waiter is None or self._waiter.done():
            return
        head = bytes(self._buffer[:end])
        found = _read_body(head, self._buffer[end + len(END_OF_HEAD) :])
        if found is not None:
            length, body = found
            self._waiter.set_result((end + len(END_OF_HEAD) + length, Answer(int(head[9:12]), head, body)))


def _read_body(head: bytes, rest: bytearray) -> tuple[int, bytes] | None:
    """The body's length on the wire and the body; None while some of it is still to come."""
    lowered = head.lower()
    at = lowered.find(LENGTH)
    if at >= 0:
        length = int(lowered[at + len(LENGTH) :].split(b"\r\n", 1)[0])
        return (length, bytes(rest[:length])) if len(rest) >= length else None
    if CHUNKED in lowered:
        return (len(rest), _join_chunks(rest)) if rest.endswith(LAST_CHUNK) else None
    return 0, b""


def _join_chunks(rest: bytearray) -> bytes:
    body, at = b"", 0
    while size := int(rest[at : (end := rest.index(b"\r\n", at))], 16):
        body += rest[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return body


class Wire:
    """A candidate's connection: opened when it is needed, opened again when it was lost."""

    def __init__(self, *, port: int, host: str, traffic: Traffic) -> None:
        self._port = port
        self._common = f"Host: {host}\r\nX-Forwarded-Proto: https\r\nAccept-Encoding: gzip\r\n"
        # What the proxy adds is not on the candidate's line.
        self._uncounted = len("X-Forwarded-Proto: https\r\n")
        self._traffic = traffic
        self._protocol: _Protocol | None = None

    async def connect(self) -> None:
        if self._protocol is None or self._protocol.transport is None:
            try:
                loop = asyncio.get_running_loop()
                _, self._protocol = await loop.create_connection(_Protocol, "127.0.0.1", self._port)
            except OSError as error:
                raise ConnectionLost(str(error)) from error

    async def ask(self, kind: str, method: str, path: str, body: Any = None, headers: str = "") -> Answer:
        """Raises ConnectionLost when no answer came; the connection is closed then."""
        await self.connect()
        assert self._protocol
        data = self._compose(method, path, body, headers)
        self._traffic.requests[kind] += 1
        self._traffic.bodies_sent[kind] += len(data) - data.index(END_OF_HEAD) - len(END_OF_HEAD)
        self._traffic.sent[kind] += len(data) - self._uncounted
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                length, answer = await self._protocol.ask(data)
        except TimeoutError as error:
            self.cut()
            raise ConnectionLost("no answer in time") from error
        self._traffic.received[kind] += length
        head = len(answer.head) + len(END_OF_HEAD)
        self._traffic.bodies_received[kind] += length - head
        return answer

    async def ask_and_hang_up(self, method: str, path: str, body: Any, headers: str) -> None:
        """The network goes between request and answer."""
        await self.connect()
        assert self._protocol
        self._protocol.ask(self._compose(method, path, body, headers)).cancel()
        await asyncio.sleep(0.005)
        self.cut()

    def _compose(self, method: str, path: str, body: Any, headers: str) -> bytes:
        content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        if body is not None:
            headers = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n{headers}"
        return f"{method} {path} HTTP/1.1\r\n{self._common}{headers}\r\n".encode() + content

    def cut(self) -> None:
        if self._protocol and self._protocol.transport:
            self._protocol.transport.abort()
        self._protocol = None
