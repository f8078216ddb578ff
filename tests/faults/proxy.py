"""A proxy that loses, doubles, delays and reorders requests on their way, by a plan that a seed decides.

with FaultyProxy(target_port, plan=Plan(seed=7)) as proxy:
    ... proxy.port ...        # faults only for what `plan.is_victim` selects; the rest passes
proxy.injected                # Counter: fault → how often
"""

import random
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

PASS = "passed"
LOST = "lost"  # cut before the server saw it
UNHEARD = "unheard"  # the server did it, the client never hears
DOUBLED = "doubled"  # two copies at the same moment
DELAYED = "delayed"
OVERTAKEN = "overtaken"  # the client hears a cut; this copy arrives after the client's next request
FAULTS = (LOST, UNHEARD, DOUBLED, DELAYED, OVERTAKEN)
SITTING = re.compile(r"/api/v1/sittings/([^/]+)/(?:sync|take-over|submit)$")
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
TARGET_SECONDS = 15.0


@dataclass
class Plan:
    """What becomes of the next request: `share` of those to a sitting meet a fault, each kind as often as another."""

    seed: int = 0
    share: float = 0.5
    faults: tuple[str, ...] = FAULTS
    longest_delay_seconds: float = 0.3
    victims: re.Pattern[str] = SITTING
    _random: random.Random = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def decide(self, path: str) -> str:
        """A fault, or PASS."""
        with self._lock:
            if not self.victims.search(path) or self._random.random() >= self.share:
                return PASS
            return self._random.choice(self.faults)

    def delay(self) -> float:
        with self._lock:
            return self._random.uniform(0.01, self.longest_delay_seconds)


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes


class FaultyProxy:
    """Listens on a port of its own while the `with` block runs. `plan` may be replaced at any time."""

    def __init__(self, target_port: int, plan: Plan) -> None:
        self.target_port = target_port
        self.plan = plan
        self.injected: Counter[str] = Counter()
        self._late: dict[str, list[Request]] = {}
        self._lock = threading.Lock()
        self._server = _Server(self)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> "FaultyProxy":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def calm(self) -> None:
        """From now on everything passes."""
        self.plan = Plan(share=0.0)

    @property
    def faults(self) -> Counter[str]:
        """What was injected so far, without what merely passed."""
        with self._lock:
            return Counter({f"request {name}": count for name, count in self.injected.items() if name in FAULTS})

    def handle(self, request: Request) -> Answer | None:
        """The answer for the client, or None: then its connection is cut. Raises OSError when the server is away."""
        plan = self.plan
        fault = plan.decide(request.path)
        with self._lock:
            self.injected[fault] += 1
        if fault == LOST:
            return None
        if fault == OVERTAKEN:
            self._hold(request)
            return None
        if fault == DELAYED:
            time.sleep(plan.delay())
        if fault == DOUBLED:
            self._forward_aside(request)
        answer = self._forward(request)
        self._send_overtaken(request)
        return None if fault == UNHEARD else answer

    def _hold(self, request: Request) -> None:
        with self._lock:
            self._late.setdefault(_sitting(request), []).append(request)

    def _send_overtaken(self, request: Request) -> None:
        with self._lock:
            late = self._late.pop(_sitting(request), [])
        for copy in late:
            self._forward_aside(copy)

    def _forward_aside(self, request: Request) -> None:
        threading.Thread(target=self._forward_quietly, args=(request,), daemon=True).start()

    def _forward_quietly(self, request: Request) -> None:
        try:
            self._forward(request)
        except (OSError, HTTPException):
            with self._lock:
                self.injected["copy not delivered"] += 1

    def _forward(self, request: Request) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.target_port, timeout=TARGET_SECONDS)
        try:
            connection.request(request.method, request.path, request.body, dict(request.headers))
            response = connection.getresponse()
            return Answer(response.status, response.reason, response.getheaders(), response.read())
        finally:
            connection.close()


def _sitting(request: Request) -> str:
    found = SITTING.search(request.path)
    return found.group(1) if found else ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, proxy: FaultyProxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what this is about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        server = self.server
        assert isinstance(server, _Server)
        try:
            answer = server.proxy.handle(request)
        except (OSError, HTTPException):
            answer = None
        if answer is None:
            self._cut()
        else:
            self._answer(answer)

    do_GET = do_POST = do_HEAD = _serve

    def _answer(self, answer: Answer) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.headers:
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _cut(self) -> None:
        """A reset, as when a cable is pulled or a server dies."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *words: object) -> None:
        """Not a line per request."""
