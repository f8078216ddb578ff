"""A supervisor in a session of its own, its output, and everything that descends from it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings


def family(pid: int) -> set[int]:
    """The process and all its living descendants (no zombies)."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    parents = {int(row.split()[0]): int(row.split()[1]) for row in rows.splitlines() if "Z" not in row.split()[2]}
    found = {pid} & parents.keys()
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def living(pids: set[int]) -> set[int]:
    rows = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, text=True, check=True).stdout
    return {int(row.split()[0]) for row in rows.splitlines() if "Z" not in row.split()[1]} & pids


class Running:
    """One started supervisor."""

    def __init__(self, module: str, log: Path, environment: dict[str, str], arguments: Sequence[str] = ()) -> None:
        self._log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=settings.BASE_DIR,
                env={name: value for name, value in (os.environ | environment).items() if value},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # The suite itself may run under nohup, which a child would inherit and rightly respect.
                preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
            )

    @property
    def output(self) -> str:
        return self._log.read_text(errors="replace")

    def family(self) -> set[int]:
        return family(self.process.pid)

    def wait_for(self, text: str, seconds: float = 60.0, count: int = 1) -> None:
        """Until the output holds `text`; fails at once when the supervisor has ended without it."""
        self.wait_until(lambda: self.process.poll() is not None or self.output.count(text) >= count, seconds)
        assert self.output.count(text) >= count, self.output[-4000:]

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                raise AssertionError(f"Not within {seconds} s:\n{self.output[-4000:]}")
            time.sleep(0.05)

    def end(self, number: int = signal.SIGINT, seconds: float = 20.0) -> int:
        """Send a signal; returns the exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=seconds)

    def clean_up(self) -> None:
        """After a failed test: nothing stays."""
        everybody = self.family()
        for pid in everybody:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
