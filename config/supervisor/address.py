"""Where the installation listens, and the lock that keeps a second one out of the same checkout."""

import errno
import fcntl
import os
import socket
from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
PORTS_TRIED = 50


class CannotStart(Exception):
    """A reason, in words for the person at the terminal, why nothing was started."""


def resolve_host(host: str) -> str:
    """The numeric address for a host name; raises CannotStart for an unknown one."""
    try:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])
    except OSError as error:
        raise CannotStart(f"HOST={host} is no address of this machine ({error.strerror}).") from error


def choose_port(host: str, asked: str | None) -> tuple[int, str | None]:
    """The port to listen on, and a line to say when it is not the default.

    `asked` is the user's PORT or None: their own choice is taken or refused, never replaced.
    """
    if asked:
        port = _parse_port(asked)
        if not is_free(host, port):
            raise CannotStart(f"Port {port} is in use. Stop what uses it, or choose another: make run PORT={port + 1}")
        return port, None
    if is_free(host, DEFAULT_PORT):
        return DEFAULT_PORT, None
    for port in range(DEFAULT_PORT + 1, DEFAULT_PORT + PORTS_TRIED):
        if is_free(host, port):
            return port, f"Port {DEFAULT_PORT} is in use, so this is port {port} (PORT=… chooses)."
    raise CannotStart(f"Ports {DEFAULT_PORT} to {DEFAULT_PORT + PORTS_TRIED - 1} are all in use: make run PORT=…")


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens there; raises CannotStart if the address cannot be used at all."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as candidate:
        # Only skips connections in TIME_WAIT; a listener is still in the way.
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise CannotStart(f"Cannot listen on {url(host, port)}: {error.strerror}.") from error
    return True


def url(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    shown = {"0.0.0.0": DEFAULT_HOST, "::": "::1"}.get(host, host)
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _parse_port(value: str) -> int:
    if value.isascii() and value.isdigit() and 0 < int(value) < 65536:
        return int(value)
    raise CannotStart(f"PORT={value} is no port number (1 to 65535).")


class InstanceLock:
    """At most one supervisor a data directory. The kernel drops the lock with the process: it cannot go stale."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock, or raise CannotStart with the address of the one that holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                running = os.read(file, 200).decode(errors="replace").strip()
                os.close(file)
                raise CannotStart(f"Mockingbird is already running at {running or 'this checkout'}") from None
            if self._is_current(file):
                self._file = file
                return
            os.close(file)

    def publish(self, text: str) -> None:
        """Say in the lock file where this instance is."""
        assert self._file is not None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{text}\n".encode(), 0)

    def release(self) -> None:
        if self._file is not None:
            # Removed while held, so that nobody can hold a lock on a file that is gone unnoticed.
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def _is_current(self, file: int) -> bool:
        """False if the file was removed by its last holder between our open and our lock."""
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except FileNotFoundError:
            return False
