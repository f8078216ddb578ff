"""10,000 items from a file into the bank and out again: wall time, processor time and statements of each step.

    python benchmarks/importing.py [HOW MANY ITEMS]

On the database that DATABASE_URL names (`bin/test --serve` prints one), else on a SQLite of its own. The goal is 60 s
from the file to the stored items, dry run and authoring checks included.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
folder = tempfile.TemporaryDirectory(prefix="mockingbird-bench-")
os.environ["DATA_DIR"] = folder.name
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
os.environ.setdefault("LOG_LEVEL", "WARNING")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from exams.exchange.exporting import export_items  # noqa: E402
from exams.exchange.foreign import Source  # noqa: E402
from exams.exchange.formats.names import WRITTEN  # noqa: E402
from exams.exchange.importing import carry_out  # noqa: E402
from exams.exchange.planning import plan_import  # noqa: E402

GOAL_SECONDS = 60
WORDS = (
    *("model", "training", "pipeline", "latency", "cost", "team", "data", "feature", "serving", "batch", "stream"),
    *("label", "metric", "cluster", "storage", "dataset", "endpoint", "version", "monitor", "drift", "budget"),
)


def measure(name: str, action: Callable[[], Any]) -> tuple[Any, float]:
    """What the action gives, and its wall time in seconds."""
    statements = 0

    def count(execute: Any, *words: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*words)

    wall, processor = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        result = action()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{name:28} {wall:7.1f} s {processor:7.1f} s {statements:9}", flush=True)
    return result, wall


def write_file(count: int) -> bytes:
    chance = random.Random(1)

    def words(number: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(number))

    def item(number: int) -> str:
        options = "".join(f"{mark}The {words(8)}.#It {words(15)}.\n" for mark in "=~~~")
        stem = f"A company with {number} shops has {words(40)}. What should the team do?"
        return f"::item {number}:: {stem} {{\n{options}####{words(20)}.\n}}\n"

    return "\n".join(map(item, range(count))).encode()


def main(count: int) -> int:
    call_command("migrate", verbosity=0)
    data = write_file(count)
    print(f"{count:,} items, {len(data) / 1e6:.1f} MB of GIFT; load {os.getloadavg()[0]:.1f}; {connection.vendor}")
    print(f"{'':28} {'wall':>9} {'processor':>9} {'statements':>9}")
    source = Source("bank.gift", data)
    plan, read = measure("dry run", lambda: plan_import(source))
    _, again = measure("dry run without the checks", lambda: plan_import(source, is_checked=False))
    _, stored = measure("store", lambda: carry_out(plan, actor=None))
    total = read + again + stored
    print(f"{'all of these':28} {total:7.1f} s   (goal {GOAL_SECONDS} s)")
    plan, _ = measure("dry run of the same file", lambda: plan_import(source))
    assert plan.count()["duplicate"] == count
    edition = Source("bank.gift", data.replace(b"What should the team", b"What must the team"))
    plan, _ = measure("dry run of an edition", lambda: plan_import(edition))
    measure("store 1 new version of each", lambda: carry_out(plan, actor=None))
    for name in WRITTEN:
        (written, _), _ = measure(f"export as {name}", partial(export_items, format_name=name))
        print(f"{'':28} {len(written) / 1e6:7.1f} MB")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return int(total > GOAL_SECONDS)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
