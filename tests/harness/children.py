"""Processes started by the harness: in groups of their own, ended with it, never anybody else's."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

IS_LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 8.0


_libc = ctypes.CDLL(None) if IS_LINUX else None  # loaded before any fork


def _prctl(option: int, value: int) -> None:
    if _libc:
        _libc.prctl(option, value, 0, 0, 0)


def die_with_parent() -> None:
    """For `preexec_fn`: the kernel ends this child even when the harness is killed with -9."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGINT)  # SIGTERM would let PostgreSQL wait for its clients


def adopt_orphans() -> None:
    """Grandchildren that lose their parent become ours, so that `end_orphans` can find them."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def interrupt_on_signals() -> None:
    """SIGTERM and SIGHUP end the run the way Ctrl-C does: with everything stopped and removed.

    A signal that whoever started us had switched off (nohup) stays off.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise_interrupt)


def _raise_interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """While cleaning up, a second Ctrl-C must not leave a server behind."""
    before = {
        number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_group(process: subprocess.Popen[bytes], first: signal.Signals = signal.SIGTERM) -> None:
    """Ends a process started with `start_new_session=True` and all that share its group."""
    for number in (first, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
            if not _group_lives(process.pid):
                return
    process.wait(GRACE_SECONDS)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def descendants(root: int) -> list[int]:
    """Process ids below `root`, from /proc; empty where there is none."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(stat.parent.name)] = int(parent)
    found = [root]
    for pid in found:
        found.extend(child for child, parent in parents.items() if parent == pid)
    return found[1:]


def end_orphans(spare: set[int], patience_seconds: float = 3.0) -> list[str]:
    """Ends what a step left running and returns the names; `spare` holds the harness's own servers."""
    deadline = time.monotonic() + patience_seconds
    while (left := _left_over(spare)) and time.monotonic() < deadline:
        time.sleep(0.05)
    names = []
    for pid in left:
        with contextlib.suppress(OSError):
            names.append(
                Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()[:90]
            )
            os.kill(pid, signal.SIGKILL)
    _reap()
    return names


def _left_over(spare: set[int]) -> list[int]:
    _reap()
    spared = set(spare).union(*(descendants(pid) for pid in spare))
    return [pid for pid in descendants(os.getpid()) if pid not in spared]


def _reap() -> None:
    """Collects adopted processes that have ended; the harness waits for its own by their ids."""
    for pid in _direct_zombies():
        if pid not in _own_children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


_own_children: set[int] = set()


def start(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """A child in a group of its own that cannot outlive the harness."""
    process = subprocess.Popen(command, start_new_session=True, preexec_fn=die_with_parent, **options)
    _own_children.add(process.pid)
    return process


def _direct_zombies() -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if state == "Z" and int(parent) == os.getpid():
                found.append(int(stat.parent.name))
    return found


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
