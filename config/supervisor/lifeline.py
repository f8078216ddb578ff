"""Nothing outlives the supervisor, not even its kill -9.

Two mechanisms, because each has a gap. Linux kills a direct child with its parent (PR_SET_PDEATHSIG), but
the request is not inherited by grandchildren. A pipe whose writing end only the supervisor holds reaches
every descendant on every Unix: its end is the supervisor's end.
"""

import contextlib
import ctypes
import os
import signal
import stat
import sys
import threading
import time
from collections.abc import Callable

VARIABLE = "MOCKINGBIRD_LIFELINE"
PR_SET_PDEATHSIG = 1
PARENT_CHECK_SECONDS = 1.0

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def follow_parent(number: int) -> None:
    """Ask the kernel for signal `number` when the thread that started this process ends. Linux only."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def follower(parent: int) -> Callable[[], None]:
    """A function for the child, between fork and exec, that ties it to `parent` (a process id)."""

    def tie() -> None:
        follow_parent(signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def hold() -> None:
    """End this process as soon as the supervisor, or the process that forked this one, is gone.

    Does nothing in a process that no supervisor started.
    """
    value = os.environ.get(VARIABLE)
    if value is None:
        return
    descriptor, identity = (int(part) for part in value.split(":"))
    parent = os.getppid()
    threading.Thread(target=_watch_parent, args=(parent,), name="parent", daemon=True).start()
    if _is_pipe(descriptor, identity):
        threading.Thread(target=_watch_pipe, args=(descriptor,), name="lifeline", daemon=True).start()


def describe(descriptor: int) -> str:
    """The value of VARIABLE: the number, and what proves that it still means our pipe."""
    return f"{descriptor}:{os.fstat(descriptor).st_ino}"


def _is_pipe(descriptor: int, identity: int) -> bool:
    """False in a process whose parent did not pass the pipe on: the number may mean another one there."""
    try:
        found = os.fstat(descriptor)
        return stat.S_ISFIFO(found.st_mode) and found.st_ino == identity
    except OSError:
        return False


def _watch_pipe(descriptor: int) -> None:
    with contextlib.suppress(OSError):
        os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGKILL)


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
