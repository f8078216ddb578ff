"""CPU time from the operating system's accounting: of process trees, exited children included, and of the machine."""

import contextlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.harness import children

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
# Of /proc/<pid>/stat, counted behind the name in parentheses: utime, stime, cutime, cstime.
FIRST_TIME, LAST_TIME = 11, 15
REFERENCE_ROUNDS = 20_000
IDLE_COLUMNS = (3, 4)  # of /proc/stat's first line: idle and iowait
GUEST_COLUMN = 8  # guest time is in user time already


@dataclass(frozen=True)
class Usage:
    """Seconds of CPU by part of the installation, and of wall time. `machine`: everything that ran, ours included."""

    wall: float
    machine: float
    parts: Mapping[str, float]

    def __sub__(self, before: "Usage") -> "Usage":
        parts = {name: seconds - before.parts[name] for name, seconds in self.parts.items()}
        return Usage(self.wall - before.wall, self.machine - before.machine, parts)

    @property
    def server(self) -> float:
        """Web and database: what the goals count."""
        return self.parts["web"] + self.parts["database"]

    @property
    def product(self) -> float:
        """All parts of the installation: web, database, worker and beat, Redis."""
        return sum(seconds for name, seconds in self.parts.items() if name != "driver")

    @property
    def others(self) -> float:
        """Busy cores, on average, with what is none of ours."""
        return max(0.0, self.machine - sum(self.parts.values())) / self.wall if self.wall else 0.0

    def describe(self) -> str:
        parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in self.parts.items())
        return f"{self.wall:.1f} s wall; CPU seconds: {parts}; other programs kept {self.others:.2f} cores busy"


class Meter:
    """Reads the CPU time of named process trees."""

    def __init__(self, roots: Mapping[str, tuple[int, ...]]) -> None:
        self._roots = roots

    def read(self) -> Usage:
        parts = {name: sum(tree_seconds(root) for root in roots) for name, roots in self._roots.items()}
        own = os.times()
        parts["driver"] = own.user + own.system
        return Usage(time.monotonic(), machine_seconds(), parts)


def tree_seconds(root: int) -> float:
    """CPU seconds of a process, of its living descendants, and of those that ended and were waited for."""
    ticks = 0
    for pid in [root, *children.descendants(root)]:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[FIRST_TIME:LAST_TIME]))
    return ticks / TICKS_PER_SECOND


def machine_seconds() -> float:
    """CPU seconds of all processors that were not idle."""
    columns = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    busy = sum(ticks for index, ticks in enumerate(columns[:GUEST_COLUMN]) if index not in IDLE_COLUMNS)
    return busy / TICKS_PER_SECOND


def reference_ms() -> float:
    """CPU milliseconds of a fixed piece of Python: on a crowded machine the same work costs more."""
    began = time.process_time()
    for number in range(REFERENCE_ROUNDS):
        json.loads(json.dumps({"number": number, "words": ["a"] * 50}))
    return (time.process_time() - began) * 1000
