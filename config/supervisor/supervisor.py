"""The loop: one thread that starts children, passes their output on, restarts them and stops them."""

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterable

from config.supervisor.child import Child, ChildSpec
from config.supervisor.terminal import Terminal

TICK_SECONDS = 0.1
IDLE_TICK_SECONDS = 1.0
STOP_SECONDS = 6.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FAILURES_BEFORE_READY = 4


class Stopped(Exception):
    """The person at the terminal asked for the end."""


class Supervisor:
    """Watches a set of children until it is told to stop, or until they cannot be started."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.children: list[Child] = []
        self._lifeline_reader, self._lifeline_writer = os.pipe()
        self._wake_reader, self._wake_writer = os.pipe()
        self._stop_requests = 0

    # --- signals --------------------------------------------------------------------------------
    def install_signals(self) -> None:
        """From here on Ctrl-C and its relatives end the loop instead of the process."""
        for descriptor in (self._wake_reader, self._wake_writer):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            # nohup has the right to be meant.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._on_stop_signal)
        # A handler is needed for the wake-up alone: a child that ends is noticed at once.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _on_stop_signal(self, *_: object) -> None:
        self._stop_requests += 1

    # --- life -----------------------------------------------------------------------------------
    def run_to_end(self, spec: ChildSpec) -> int:
        """Run one command that is expected to end; returns its exit status. Raises Stopped."""
        child = Child(spec, self._lifeline_reader)
        self.children = [child]
        child.start()
        while True:
            self._wait(IDLE_TICK_SECONDS)
            self._pass_output(child)
            if self._stop_requests:
                raise Stopped
            status = child.reap()
            if status is not None:
                self._drain(child)
                self.children = []
                return status

    def start(self, specs: Iterable[ChildSpec]) -> None:
        for spec in specs:
            child = Child(spec, self._lifeline_reader)
            self.children.append(child)
            child.start()

    def watch(self, until_ready: Callable[[], bool], on_ready: Callable[[], None]) -> bool:
        """Keep everything running until told to stop (True) or until a start is hopeless (False)."""
        is_ready = False
        while not self._stop_requests:
            self._wait(IDLE_TICK_SECONDS if is_ready else TICK_SECONDS)
            for child in self.children:
                self._attend(child)
                is_failed = not child.spec.is_service and bool(child.status)
                if is_failed or (not is_ready and child.failures >= FAILURES_BEFORE_READY):
                    self.terminal.say(f"{child.spec.name} cannot be started (its messages are above)")
                    return False
            if not is_ready and until_ready():
                is_ready = True
                on_ready()
        return True

    def stop(self) -> None:
        """End all children: politely, then firmly, and within 8 seconds in any case."""
        began = time.monotonic()
        requests = self._stop_requests
        while any(child.is_running for child in self.children):
            seconds = time.monotonic() - began
            is_urgent = seconds > STOP_SECONDS or self._stop_requests > requests
            for child in self.children:
                if is_urgent:
                    child.kill_session()
                child.press_stop(seconds)
                self._pass_output(child)
                child.reap()
            self._wait(TICK_SECONDS)
        for child in self.children:
            self._drain(child)

    # --- one child ------------------------------------------------------------------------------
    def _attend(self, child: Child) -> None:
        self._pass_output(child)
        child.read_ready()
        status = child.reap()
        if status is not None and not self._stop_requests:
            self._drain(child)
            if child.spec.is_service:
                pause = child.plan_restart()
                self.terminal.say(f"{child.spec.name} ended ({describe(status)}); it starts again in {pause:.1f} s")
        if child.restart_at is not None and time.monotonic() >= child.restart_at:
            child.start()

    def _pass_output(self, child: Child) -> None:
        for line in child.read_lines():
            self.terminal.line(child.spec.name, line)

    def _drain(self, child: Child) -> None:
        """The rest of what an ended child wrote."""
        while child.has_output():
            self._pass_output(child)
        child.close_output()

    # --- waiting --------------------------------------------------------------------------------
    def _wait(self, seconds: float) -> None:
        """Until a child writes or ends, a signal arrives, or `seconds` have passed."""
        poll = select.poll()
        poll.register(self._wake_reader, select.POLLIN)
        for child in self.children:
            for descriptor in (child.output, child.ready_pipe):
                if descriptor is not None:
                    poll.register(descriptor, select.POLLIN)
        poll.poll(seconds * 1000)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_reader, 1024)


def describe(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"
