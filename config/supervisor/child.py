"""One watched process: how it is started, read, restarted and stopped."""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from config.supervisor import lifeline

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
STABLE_AFTER_SECONDS = 30.0
READY_VARIABLE = "MOCKINGBIRD_READY"
LONGEST_LINE = 16_384


@dataclass(frozen=True)
class ChildSpec:
    """What to run. `stop_signals`: (seconds after the stop began, signal to the main process)."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    stop_signals: tuple[tuple[float, int], ...] = ((0.0, signal.SIGTERM),)
    says_ready: bool = False
    # False: it has an end, and is not started again.
    is_service: bool = True


class Child:
    """A process in a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone."""

    def __init__(self, spec: ChildSpec, lifeline_descriptor: int) -> None:
        self.spec = spec
        self.process: subprocess.Popen[bytes] | None = None
        self.output: int | None = None
        self.ready_pipe: int | None = None
        self.is_ready = False
        self.status: int | None = None
        self.failures = 0
        self.restart_at: float | None = None
        self._started_at = 0.0
        self._lifeline = lifeline_descriptor
        self._buffer = b""
        self._signals_sent = 0

    def start(self) -> None:
        reader, writer = os.pipe()
        environment = os.environ | self.spec.environment | {lifeline.VARIABLE: lifeline.describe(self._lifeline)}
        passed = [self._lifeline]
        ready_writer = None
        if self.spec.says_ready:
            self.ready_pipe, ready_writer = os.pipe()
            os.set_blocking(self.ready_pipe, False)
            environment[READY_VARIABLE] = str(ready_writer)
            passed.append(ready_writer)
        try:
            self.process = subprocess.Popen(
                self.spec.command,
                stdin=subprocess.DEVNULL,
                stdout=writer,
                stderr=subprocess.STDOUT,
                env=environment,
                pass_fds=passed,
                start_new_session=True,
                # Safe here: the supervisor has one thread.
                preexec_fn=lifeline.follower(os.getpid()),
            )
        finally:
            os.close(writer)
            if ready_writer is not None:
                os.close(ready_writer)
        self._buffer = b""
        os.set_blocking(reader, False)
        self.output = reader
        self.is_ready = self.spec.is_service and not self.spec.says_ready
        self.restart_at = None
        self._signals_sent = 0
        self._started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None

    def read_lines(self) -> Iterator[str]:
        """Complete lines written since the last call; closes the pipe at its end."""
        if self.output is None:
            return
        try:
            data = os.read(self.output, 65_536)
        except BlockingIOError:
            return
        if not data:
            os.close(self.output)
            self.output = None
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        if self._buffer and (not data or len(self._buffer) > LONGEST_LINE):
            lines.append(self._buffer)
            self._buffer = b""
        for line in lines:
            yield line.decode(errors="replace").rstrip("\r")

    def has_output(self) -> bool:
        """Whether there is something to read, its end included."""
        return self.output is not None and bool(select.select([self.output], [], [], 0)[0])

    def close_output(self) -> None:
        if self.output is not None:
            os.close(self.output)
            self.output = None

    def read_ready(self) -> bool:
        """True once, when the process has said that it is ready."""
        if self.ready_pipe is None:
            return False
        try:
            data = os.read(self.ready_pipe, 16)
        except BlockingIOError:
            return False
        os.close(self.ready_pipe)
        self.ready_pipe = None
        self.is_ready = bool(data)
        return self.is_ready

    def reap(self) -> int | None:
        """The exit status if the process has ended (its whole session is then ended too), else None."""
        if self.process is None:
            return None
        # Looked at, not collected yet: until then its number, and so its session's, is nobody else's.
        if os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            return None
        self.kill_session()
        status = self.status = self.process.wait()
        self.process = None
        # A command that is meant to end is ready when it has ended well.
        self.is_ready = not self.spec.is_service and status == 0
        if self.ready_pipe is not None:
            os.close(self.ready_pipe)
            self.ready_pipe = None
        return status

    def plan_restart(self) -> float:
        """Seconds until the restart: longer each time, short again once it has run for a while."""
        now = time.monotonic()
        if now - self._started_at >= STABLE_AFTER_SECONDS:
            self.failures = 0
        pause: float = min(FIRST_PAUSE_SECONDS * 2**self.failures, LONGEST_PAUSE_SECONDS)
        self.failures += 1
        self.restart_at = now + pause
        return pause

    def press_stop(self, seconds: float) -> None:
        """Send what is due `seconds` after the stop began."""
        if self.process is None:
            return
        while self._signals_sent < len(self.spec.stop_signals):
            due, number = self.spec.stop_signals[self._signals_sent]
            if seconds < due:
                return
            self._signals_sent += 1
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)

    def kill_session(self) -> None:
        """End the process and everything it forked, at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
