"""HTTP/2 in the clear as a browser speaks it to the proxy: one connection a candidate, every byte of every frame counted.

Headers, settings, windows, priorities, pings and what is kept in the table of headers are those of Chromium 156, as a
server of ours saw them; Chromium sends what carries no cookies (`sync`, `submit`) over a second connection, this does not.
Not counted: TLS (22 bytes a record, the handshake), TCP and IP.
"""

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, DataReceived, Event, ResponseReceived, StreamEnded, StreamReset
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings
from hpack import Encoder, HeaderTuple, NeverIndexedHeaderTuple

from benchmarks.load.wire import TIMEOUT_SECONDS, Answer, ConnectionLost, Traffic

CONNECTION = "connection"  # what belongs to no request: preface, settings, windows, pings
# Chromium asks whether the connection is still there when it was silent for so long, …
SILENCE_SECONDS = 10.0
# … and gives back what it has read when it last did so longer ago than this, however little it is.
WINDOW_SECONDS = 5.0
DATA, HEADERS, CONTINUATION = 0, 1, 9
FRAME_HEAD = 9
TABLE_BYTES = 65_536
SETTINGS = {
    SettingCodes.HEADER_TABLE_SIZE: TABLE_BYTES,
    SettingCodes.ENABLE_PUSH: 0,
    SettingCodes.INITIAL_WINDOW_SIZE: 6_291_456,
    SettingCodes.MAX_HEADER_LIST_SIZE: 262_144,
}
WINDOW_INCREMENT = 15_663_105
WEIGHT = 220

BROWSER = {
    "sec-ch-ua-platform": '"Linux"',
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "sec-ch-ua": '"Not:A-Brand";v="8", "Chromium";v="156"',
    "sec-ch-ua-mobile": "?0",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "en-US,en;q=0.9",
}
PAGE = {
    "upgrade-insecure-requests": "1",
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
    "sec-fetch-user": "?1",
    "sec-fetch-dest": "document",
    "priority": "u=0, i",
}
SCRIPT = {
    "pragma": "no-cache",
    "cache-control": "no-cache",
    "accept": "*/*",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "cors",
    "sec-fetch-dest": "empty",
    "priority": "u=1, i",
}
# What the proxy adds is not on the candidate's line. Never put into the table, it is as long every time.
PROXY = NeverIndexedHeaderTuple("x-forwarded-proto", "https")
PROXY_BYTES = len(Encoder().encode([PROXY]))


class _Frames:
    """Cuts what arrives into frames."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._rest = 0

    def read(self, data: bytes) -> Iterator[tuple[int, int]]:
        """(type, bytes with the frame's head) of each frame that begins here."""
        at = 0
        while at < len(data):
            if self._rest:
                step = min(self._rest, len(data) - at)
                self._rest -= step
            else:
                step = min(FRAME_HEAD - len(self._head), len(data) - at)
                self._head += data[at : at + step]
            at += step
            if len(self._head) == FRAME_HEAD:
                self._rest = int.from_bytes(self._head[:3], "big")
                yield self._head[3], FRAME_HEAD + self._rest
                self._head.clear()


class _Protocol(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, traffic: Traffic, compress: float) -> None:
        self._traffic = traffic
        self._silence_seconds, self._window_seconds = SILENCE_SECONDS / compress, WINDOW_SECONDS / compress
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._window_at = self._loop.time()
        self._unreturned = 0
        self._frames = _Frames()
        self._kind = CONNECTION
        self._waiter: asyncio.Future[Answer] | None = None
        self._head: list[tuple[str, str]] = []
        self._body = bytearray()
        self.transport: asyncio.Transport | None = None
        self._connection = _browsers_connection()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._traffic.requests[CONNECTION] += 1
        self._connection.initiate_connection()
        self._connection.increment_flow_control_window(WINDOW_INCREMENT)
        self._send(CONNECTION)

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        self._fail("the connection was closed")

    def _fail(self, why: str) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_exception(ConnectionLost(why))

    def ask(self, kind: str, headers: list[HeaderTuple], content: bytes) -> "asyncio.Future[Answer]":
        if self.transport is None:
            raise ConnectionLost("the connection was closed")
        self._kind, self._head = kind, []
        self._body.clear()
        self._waiter = self._loop.create_future()
        if self._loop.time() - self._heard_at > self._silence_seconds:
            self._connection.ping(bytes(8))
            self._send(CONNECTION)
        stream = self._connection.get_next_available_stream_id()
        # The five bytes of a priority, as Chromium still sends them.
        self._connection.send_headers(stream, headers, end_stream=not content, priority_weight=WEIGHT)
        if content:
            self._connection.send_data(stream, content, end_stream=True)
        self._traffic.sent[kind] -= PROXY_BYTES
        self._send(kind)
        return self._waiter

    def _send(self, kind: str) -> None:
        data = self._connection.data_to_send()
        self._traffic.sent[kind] += len(data)
        if self.transport and data:
            self.transport.write(data)

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        for kind, length in self._frames.read(data):
            self._traffic.received[self._kind if kind in {DATA, HEADERS, CONTINUATION} else CONNECTION] += length
        try:
            for event in self._connection.receive_data(data):
                self._hear(event)
        except ProtocolError as error:
            self._fail(str(error))
        self._send(CONNECTION)

    def _hear(self, event: Event) -> None:
        if isinstance(event, ResponseReceived):
            self._head = [(str(name), str(value)) for name, value in event.headers]
        elif isinstance(event, DataReceived):
            self._body += event.data
            self._unreturned += event.flow_controlled_length or 0
        elif isinstance(event, StreamEnded):
            self._return_window()
            self._answer()
        elif isinstance(event, StreamReset | ConnectionTerminated):
            self._fail("the server ended it")

    def _return_window(self) -> None:
        if self._unreturned and self._heard_at - self._window_at > self._window_seconds:
            self._connection.increment_flow_control_window(self._unreturned)
            self._window_at, self._unreturned = self._heard_at, 0

    def _answer(self) -> None:
        self._traffic.bodies_received[self._kind] += len(self._body)
        if self._waiter and not self._waiter.done():
            lines = [f"{name}: {value}" for name, value in self._head]
            head = "\r\n".join(["", *lines]).encode()
            self._waiter.set_result(Answer(int(dict(self._head)[":status"]), head, bytes(self._body)))


def _browsers_connection() -> H2Connection:
    # Not normalized: h2 would keep the token out of the table of headers. Chromium does not. Not validated: the web
    # server puts a space before the value of a cookie, which the proxy takes away.
    config = H2Configuration(header_encoding="utf-8", normalize_outbound_headers=False, validate_inbound_headers=False)
    connection = H2Connection(config)
    connection.local_settings = Settings(client=True, initial_values=SETTINGS)
    connection.decoder.max_allowed_table_size = TABLE_BYTES
    return connection


class Http2Wire:
    """What `wire.Wire` is, over HTTP/2. `compress`: how many times as fast as in life time passes."""

    def __init__(self, *, port: int, host: str, traffic: Traffic, compress: float) -> None:
        self._port, self._host, self._traffic = port, host, traffic
        self._compress = compress
        self._protocol: _Protocol | None = None
        self._page = "/"

    async def connect(self) -> None:
        if self._protocol is None or self._protocol.transport is None:
            try:
                loop = asyncio.get_running_loop()
                make = partial(_Protocol, self._traffic, self._compress)
                _, self._protocol = await loop.create_connection(make, "127.0.0.1", self._port)
            except OSError as error:
                raise ConnectionLost(str(error)) from error

    async def ask(self, kind: str, method: str, path: str, body: Any = None, headers: str = "") -> Answer:
        """Raises ConnectionLost when no answer came; the connection is closed then."""
        await self.connect()
        self._traffic.requests[kind] += 1
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await self._write(kind, method, path, body, headers)
        except TimeoutError as error:
            self.cut()
            raise ConnectionLost("no answer in time") from error

    async def ask_and_hang_up(self, method: str, path: str, body: Any, headers: str) -> None:
        """The network goes between request and answer."""
        await self.connect()
        self._write(CONNECTION, method, path, body, headers).cancel()
        await asyncio.sleep(0.005)
        self.cut()

    def _write(self, kind: str, method: str, path: str, body: Any, headers: str) -> "asyncio.Future[Answer]":
        assert self._protocol
        content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        self._traffic.bodies_sent[kind] += len(content)
        return self._protocol.ask(kind, self._compose(method, path, content, headers), content)

    def _compose(self, method: str, path: str, content: bytes, headers: str) -> list[HeaderTuple]:
        is_page = not path.startswith("/api/")
        fields = BROWSER | (PAGE if is_page else SCRIPT) | {"referer": f"https://{self._host}{self._page}"}
        if content:
            fields |= {"content-length": str(len(content)), "content-type": "application/json"}
        if method == "POST":
            fields["origin"] = f"https://{self._host}"
        fields |= {name.lower(): value for name, value in (line.split(": ", 1) for line in headers.splitlines())}
        if is_page:
            self._page = path
        cookies = [HeaderTuple("cookie", crumb) for crumb in fields.pop("cookie", "").split("; ") if crumb]
        return [
            HeaderTuple(":method", method),
            HeaderTuple(":authority", self._host),
            HeaderTuple(":scheme", "https"),
            NeverIndexedHeaderTuple(":path", path),  # Chromium does not keep it in the table either
            *(HeaderTuple(name, value) for name, value in fields.items()),
            *cookies,
            PROXY,
        ]

    def cut(self) -> None:
        if self._protocol and self._protocol.transport:
            self._protocol.transport.abort()
        self._protocol = None
