"""Asks the web server whether it serves, without ever making the supervisor wait."""

import socket
import time

PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 10.0


class HealthProbe:
    """One request for `path` at a time on a non-blocking socket, until one is answered with 200."""

    def __init__(self, host: str, port: int, path: str = "/healthz") -> None:
        self.is_healthy = False
        self._target = (host, port)
        name = f"[{host}]" if ":" in host else host
        self._request = f"GET {path} HTTP/1.0\r\nHost: {name}:{port}\r\n\r\n".encode()
        self._family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket: socket.socket | None = None
        self._answer = b""
        self._next_at = 0.0
        self._give_up_at = 0.0

    def step(self) -> None:
        """Do what can be done now. Call often; returns at once."""
        now = time.monotonic()
        if self.is_healthy or now < self._next_at:
            return
        try:
            if self._socket is None:
                self._open(now)
            self._receive()
        except BlockingIOError:
            if now > self._give_up_at:
                self.close()
        except OSError:
            self.close()
        self._next_at = now + PAUSE_SECONDS

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _open(self, now: float) -> None:
        self._answer = b""
        self._give_up_at = now + PATIENCE_SECONDS
        connection = socket.socket(self._family, socket.SOCK_STREAM)
        self._socket = connection
        # To this machine: a connection is made or refused at once.
        connection.settimeout(0.5)
        connection.connect(self._target)
        connection.sendall(self._request)
        connection.setblocking(False)

    def _receive(self) -> None:
        assert self._socket is not None
        while data := self._socket.recv(4096):
            self._answer += data
        self.is_healthy = self._answer.split(b" ", 2)[1:2] == [b"200"]
        self.close()
