"""Many open connections to the push channel: what they cost, and how fast a hint comes through to one, and to all.

    bin/bench lists how to run it; CONNECTIONS=5000 sets how many candidates listen

A throw-away Redis, the push channel as in production (granian, one process). Hints are published as the web process
does. Two lines: hints to one candidate after another, and one to each of all of them at once (a room that is paused).
"""

import asyncio
import os
import random
import resource
import shutil
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.load.machine import reference_ms, tree_seconds  # noqa: E402
from tests.harness import children, running, servers  # noqa: E402

folder = servers.temporary_folder()
redis = servers.start_redis(folder / "redis")
(folder / "data").mkdir()
OURS = running.environment(
    folder / "data",
    {
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "REDIS_URL": redis.url,
        "PUSH_PATH": "/push/",
        "DEMO": "no",
    },
)
os.environ.update(OURS)

import django  # noqa: E402

django.setup()

from exams.sittings.push import make_address, publish  # noqa: E402

CONNECTIONS = int(os.environ.get("CONNECTIONS", "5000"))
ONE_BY_ONE = 500
AT_ONCE = 200
# A socket of ours and the far one's are in two processes; some are needed beside them.
SPARE_FILES = 200


class Listener:
    """One candidate's connection; `heard_at`: when the last hint came."""

    def __init__(self) -> None:
        self.heard_at = 0.0
        self.hint = asyncio.Event()

    async def listen(self, port: int, sitting_id: UUID) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        address = make_address(sitting_id)
        writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n".encode())
        while line := await reader.readline():
            if line.startswith(b"data: sync"):
                self.heard_at = time.perf_counter()
                self.hint.set()


def describe(title: str, delays: list[float]) -> str:
    ordered = sorted(1000 * delay for delay in delays)
    p50, p95 = (ordered[round(part * (len(ordered) - 1))] for part in (0.5, 0.95))
    return f"{title:<28} p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   max {ordered[-1]:6.1f} ms   ({len(ordered)} hints)"


async def connect(port: int) -> dict[UUID, Listener]:
    """Each begins with a hint, which says that it listens."""
    found: dict[UUID, Listener] = {}
    tasks = set()
    for number in range(CONNECTIONS):
        sitting_id = uuid4()
        found[sitting_id] = Listener()
        tasks.add(asyncio.create_task(found[sitting_id].listen(port, sitting_id)))
        if number % AT_ONCE == AT_ONCE - 1:
            await asyncio.gather(*(listener.hint.wait() for listener in found.values()))
    await asyncio.gather(*(listener.hint.wait() for listener in found.values()))
    for listener in found.values():
        listener.hint.clear()
    found_tasks.update(tasks)
    return found


found_tasks: set[Any] = set()


async def hint_one(listeners: dict[UUID, Listener]) -> float:
    sitting_id = random.choice(list(listeners))
    listener = listeners[sitting_id]
    sent_at = time.perf_counter()
    publish(sitting_id)
    await asyncio.wait_for(listener.hint.wait(), 30)
    listener.hint.clear()
    return listener.heard_at - sent_at


async def hint_all(listeners: dict[UUID, Listener]) -> list[float]:
    sent_at = time.perf_counter()
    await asyncio.to_thread(lambda: [publish(sitting_id) for sitting_id in listeners])
    await asyncio.gather(*(asyncio.wait_for(listener.hint.wait(), 60) for listener in listeners.values()))
    return [listener.heard_at - sent_at for listener in listeners.values()]


def resident_mb(pids: list[int]) -> float:
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * resource.getpagesize() / 1e6


async def measure(port: int, pids: list[int]) -> None:
    before = resident_mb(pids)
    began_at = time.perf_counter()
    listeners = await connect(port)
    memory = resident_mb(pids) - before
    print(f"{CONNECTIONS} connections open after {time.perf_counter() - began_at:.1f} s: {memory:.0f} MB more")
    idle = tree_seconds(pids[0])
    await asyncio.sleep(30)
    print(f"{'kept open':<28} {100 * (tree_seconds(pids[0]) - idle) / 30:.1f} % of a core")
    print(describe("one after another", [await hint_one(listeners) for _ in range(ONE_BY_ONE)]))
    print(describe("one to each, all at once", await hint_all(listeners)))
    for task in found_tasks:
        task.cancel()


async def wait_until_alive(port: int) -> None:
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit("The push channel does not start.")


async def main() -> None:
    port = children.free_port()
    words = ["--interface=asgi", "--workers=1", "--host=127.0.0.1", f"--port={port}", "--log-level=error"]
    words += ["--backlog=4096", "--backpressure=20000"]  # as in docker-compose.yml
    process = children.start(
        [sys.executable, "-m", "granian", *words, "config.push:application"], cwd=ROOT, env={**OURS}
    )
    try:
        await wait_until_alive(port)
        before = reference_ms()
        await measure(port, [process.pid, *children.descendants(process.pid)])
        print(f"machine: {os.cpu_count()} cores, reference {before:.0f} ms before, {reference_ms():.0f} ms after")
    finally:
        children.end_group(process)


if __name__ == "__main__":
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if limit != resource.RLIM_INFINITY and limit < CONNECTIONS + SPARE_FILES:
        raise SystemExit(f"{CONNECTIONS} connections need {CONNECTIONS + SPARE_FILES} open files; {limit} are allowed.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    try:
        asyncio.run(main())
    finally:
        redis.stop()
        shutil.rmtree(folder, ignore_errors=True)
