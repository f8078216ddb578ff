"""A device that speaks the sync protocol over real HTTP as the runner does, and keeps the books of what it heard."""

import json
import random
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from uuid import uuid4

from tests.faults.books import Books, Change

PATIENCE_SECONDS = 6.0
FIRST_WAIT_SECONDS = 0.05
LONGEST_WAIT_SECONDS = 0.8
MOST_EVENTS = 50
Answer = tuple[int, dict[str, Any]]


class Cut(Exception):
    """No answer came, or none of ours."""


@dataclass
class Door:
    """Where the server is reached: directly, or through a proxy that makes faults. `headers` go with each request."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Status and JSON of the answer. Raises Cut."""
        names = {"Content-Type": "application/json"} | self.headers
        names |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as connection:
                connection.request(method, path, None if body is None else json.dumps(body), names)
                response = connection.getresponse()
                raw = response.read()
        except (OSError, HTTPException) as error:
            raise Cut(str(error)) from error
        is_json = "json" in (response.getheader("Content-Type") or "")
        return response.status, json.loads(raw) if is_json else {}


class Device:
    """One client of a sitting: an outbox, at most one batch on its way, sent again unchanged until it is answered."""

    def __init__(self, door: Door, session: str, sitting: str, books: Books, clock: Callable[[], int] | None) -> None:
        self.door = door
        self.books = books
        self.id = str(uuid4())
        self.is_taken_over = False
        self.state = ""
        self.seat: dict[str, Any] = {}
        self._auth = {"X_Session_Token": session}
        self._url = f"/api/v1/sittings/{sitting}"
        self._token: str | None = None
        self.seq = 0  # of the last batch that was answered
        self._outbox: dict[int, Change] = {}
        self._events: list[dict[str, Any]] = []
        self._batch: dict[str, Any] | None = None
        self._sent: list[Change] = []
        self._tried: set[Change] = set()
        self._clock = clock or self._server_ms
        self._epoch = 0.0
        self._last_ms = 0
        self._failures = 0

    def enter(self, seconds: float = 60.0) -> "Device":
        """Take the sitting over, however many tries that takes. Before it a device does not know what time it is."""
        end = time.monotonic() + seconds
        while not self.seat:
            if self.exchange():
                assert time.monotonic() < end, f"Not let in within {seconds} s; heard: {dict(self.books.heard)}"
                self.wait()
        return self

    # --- what the candidate does ------------------------------------------------------------------
    def choose(self, position: int, selected: tuple[str, ...]) -> None:
        """Into the outbox, in place of an older change of the same item; nothing is sent yet."""
        assert self.seat, "it has not entered"
        self._last_ms = max(self._clock(), self._last_ms + 1)
        change = Change(position, tuple(sorted(selected)), self._last_ms, self.id)
        self.books.note_made(change)
        self._outbox[position] = change

    def blur(self, times: int = 1) -> None:
        """The window lost the focus: an event for the log."""
        self._events += [{"type": "window-blurred", "at_ms": self._last_ms, "for_ms": 10}] * times

    @property
    def has_unsent(self) -> bool:
        return bool(self._outbox or self._sent or self._events)

    def exchange(self) -> str:
        """One round as the runner makes it: '' when it was answered, else the problem's code, or 'cut'."""
        try:
            heard = self._take_over() if self._token is None else ""
            heard = heard or self._sync()
        except Cut:
            heard = "cut"
        self._tried.update(self._sent)
        self.books.heard[heard] += 1
        self._failures = self._failures + 1 if heard else 0
        return heard

    def deliver(self, seconds: float = 30.0) -> None:
        """Exchange, with growing pauses, until nothing is unsent or another client took over."""
        end = time.monotonic() + seconds
        while self.has_unsent and not self.is_taken_over:
            if time.monotonic() > end:
                raise AssertionError(f"Unsent after {seconds} s; heard: {dict(self.books.heard)}")
            if self.exchange():
                self.wait()

    def take_back(self) -> None:
        """Continue here: what is unsent goes out again unless the server knows something newer."""
        self.is_taken_over = False
        self._token = None

    def submit(self, seconds: float = 30.0) -> str:
        """End the sitting once everything was delivered; how it was closed."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.deliver(end - time.monotonic())
            try:
                status, body = self.door.ask("POST", f"{self._url}/submit", {"client": self.id}, **self._auth)
            except Cut:
                status, body = 0, {}
            if status == 200:
                return str(body["close_reason"])
            self.books.heard[_code(status, body)] += 1
            self._failures += 1
            if _code(status, body) == "taken-over":
                self.take_back()
                self.exchange()
            self.wait()
        raise AssertionError(f"Not submitted within {seconds} s; heard: {dict(self.books.heard)}")

    def wait(self) -> None:
        longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** max(0, self._failures - 1))
        time.sleep(longest * (0.5 + random.random() / 2))

    # --- the protocol -----------------------------------------------------------------------------
    def _take_over(self) -> str:
        status, body = self.door.ask("POST", f"{self._url}/take-over", {"client": self.id}, **self._auth)
        if status != 200:
            return _code(status, body)
        self.seat = body
        self.state = body["state"]
        self._token = body["token"]
        self.seq = body["seq"]
        self._epoch = time.monotonic() - body["elapsed_ms"] / 1000
        self._unpack()
        self._reconcile({row["position"]: row["at_ms"] for row in body["answers"]})
        return ""

    def _sync(self) -> str:
        if self._batch is None:
            self._pack()
        assert self._batch is not None
        token = f"Sitting {self._token}"
        status, body = self.door.ask("POST", f"{self._url}/sync", self._batch, Authorization=token)
        if status != 200:
            return self._refused(_code(status, body), body)
        assert body["refused"] == [], body["refused"]
        for change in self._sent:
            self.books.note_told(change, is_late=change in self._tried)
        self.seq = self._batch["seq"]
        self._events = self._events[len(self._batch["events"]) :]
        self._batch, self._sent = None, []
        self.state = body["state"]
        if "receipt" in body:
            self.books.note_receipt(**body["receipt"])
        self._token = body.get("token", self._token)
        return ""

    def _pack(self) -> None:
        self._sent = list(self._outbox.values())
        self._outbox = {}
        changes = [{"position": row.position, "selected": row.selected, "at_ms": row.at_ms} for row in self._sent]
        self._batch = {
            "client": self.id,
            "seq": self.seq + 1,
            "changes": changes,
            "events": self._events[:MOST_EVENTS],
        }

    def _unpack(self) -> None:
        """The batch will not be sent as it was: back into the outbox, where newer changes stay."""
        self._outbox = {row.position: row for row in self._sent} | self._outbox
        self._batch, self._sent = None, []

    def _reconcile(self, known: dict[int, int]) -> None:
        """The server knows these answers already: what is not newer here need not be sent any more."""
        self._outbox = {place: row for place, row in self._outbox.items() if row.at_ms > known.get(place, -1)}

    def _refused(self, code: str, body: dict[str, Any]) -> str:
        if code == "token-invalid":
            self._token = None
            self._unpack()
        elif code == "sequence-gap":
            self.seq = body["seq"]
            self._unpack()
        elif code == "taken-over":
            self.is_taken_over = True
            self._unpack()
        return code

    def _server_ms(self) -> int:
        return int((time.monotonic() - self._epoch) * 1000)


class Candidate:
    """A person who is signed in, with one sitting and as many devices as they like. All through the API."""

    def __init__(self, door: Door, session: str, *, seed: int = 0, clock: Callable[[], int] | None = None) -> None:
        self.door = door
        self.random = random.Random(f"{seed}-{session}")
        self.books = Books()
        self.sitting = ""
        self.select_counts: dict[int, int] = {}  # by an item's place in the form
        self._clock = clock
        self._session = session
        self._auth = {"X_Session_Token": session}

    def start(self, exam: str = "gcp-pmle") -> "Candidate":
        """Open, accept the rules, fetch the items; may be repeated. Here an answer is expected: AssertionError, Cut."""
        self.sitting = self._ask("POST", f"/api/v1/exams/{exam}/sittings", {})["id"]
        url = f"/api/v1/sittings/{self.sitting}"
        self._ask("POST", f"{url}/start", {"accept_rules": True})
        items = self._ask("GET", f"{url}/content")["items"]
        self.select_counts = {item["place"]: item["select"] for item in items}
        return self

    @property
    def item_count(self) -> int:
        return len(self.select_counts)

    def open_device(self, port: int | None = None) -> Device:
        """A new client of the sitting; it takes over with its first exchange."""
        door = Door(port or self.door.port, self.door.headers)
        return Device(door, self._session, self.sitting, self.books, self._clock)

    def choose(self, device: Device, position: int | None = None) -> None:
        """Some answer, of the right number of options, to this item or to any."""
        number = position or self.random.randint(1, self.item_count)
        place, options = device.seat["arrangement"][number - 1]
        device.choose(number, tuple(self.random.sample(options, self.select_counts[place])))

    def _ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        status, answer = self.door.ask(method, path, body, **self._auth)
        assert status == 200, (path, status, answer)
        return answer


def _code(status: int, body: dict[str, Any]) -> str:
    return str(body.get("code") or (f"http-{status}" if status else "cut"))
