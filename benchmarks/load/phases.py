"""The phases of a run. Each measures one thing and adds its figures to the report."""

import asyncio
import http.client
import json
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.load import plan
from benchmarks.load.candidate import Candidate
from benchmarks.load.database import Database, Pgbench
from benchmarks.load.machine import Usage, reference_ms
from benchmarks.load.report import Report, quantile
from benchmarks.load.room import PASSWORD, Room, closed_loop, each_once, save_something
from benchmarks.load.stack import HOST, Stack

SIGN_INS = 20
IDLE_SECONDS = 10.0
RUSH_SECONDS = 10.0
SCORING_PATIENCE_SECONDS = 120.0
LANES = 8
CORES = 2
SHOWN_KINDS = 10
ENOUGH_SYNCS = 0.95


@dataclass(frozen=True)
class Options:
    """What the command line chose."""

    candidates: int
    crowd: int
    compress: float
    heartbeat_ms: int
    levels: tuple[int, ...]
    loop_seconds: float
    http: str


class Run:
    """One installation, measured phase by phase."""

    def __init__(self, stack: Stack, options: Options, report: Report) -> None:
        self.stack, self.options, self.report = stack, options, report
        self.database = Database(stack.postgres.url, stack.folder / "postgres")
        self.pgbench = Pgbench(self.database, stack.postgres.url)
        self._people = 0

    def room(self, count: int) -> Room:
        first, self._people = self._people, self._people + count
        options = self.options
        return Room(self.stack, first=first, count=count, http=options.http, compress=options.compress)

    def compare(self, when: str) -> None:
        speed = self.pgbench.transactions_per_second()
        shown = f"{speed:.0f} transactions a second" if speed else "not installed"
        self.report.say(f"{when}: pgbench {shown}; a fixed piece of Python takes {reference_ms():.0f} ms of CPU")

    def used(self, what: str, before: Usage) -> Usage:
        usage = self.stack.meter.read() - before
        self.report.say(f"{what}: {usage.describe()}")
        return usage

    # --- before anything counts -------------------------------------------------------------------
    async def warm_up(self) -> None:
        """Every module imported, every cache filled, in each web process and worker."""
        room = self.room(24)
        await room.enter()
        await room.start_at_once()
        await closed_loop(room.candidates, save_something(Random(0)), seconds=2, lanes=LANES)
        await asyncio.gather(*(candidate.submit() for candidate in room.candidates))
        await self.wait_until_scored(room)
        room.leave()

    async def idle(self) -> Usage:
        before = self.stack.meter.read()
        await asyncio.sleep(IDLE_SECONDS)
        return self.used("idle", before)

    async def sign_in(self) -> None:
        """The real sign-in of a few: argon2 is slow on purpose. Everybody else is given a session."""
        room = self.room(SIGN_INS)
        before = self.stack.meter.read()
        for number, person in enumerate(room.people):
            connection = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=20)
            headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": f"198.51.100.{number}"}
            headers["Content-Type"] = "application/json"
            body = json.dumps({"email": person["email"], "password": PASSWORD})
            connection.request("POST", "/api/v1/auth/app/v1/auth/login", body, headers)
            assert connection.getresponse().status == 200
            connection.close()
        usage = self.used(f"{SIGN_INS} sign-ins", before)
        self.report.add("CPU ms per sign-in (argon2; not in the figures above)", usage.server * 1000 / SIGN_INS)

    # --- the day ----------------------------------------------------------------------------------
    async def day(self) -> None:
        """A room from the waiting room to the results; what it costs, and what it leaves in the database."""
        idle = await self.idle()
        sizes = self.database.sizes()
        room = self.room(self.options.candidates)
        count = len(room.candidates)
        whole = before = self.stack.meter.read()
        await room.enter()
        self.used(f"{count} to the waiting room", before)
        await self.start(room)
        await self.steady(room)
        await self.rush(room, idle)
        total = self.used("the whole day", whole)
        self.report.add("CPU seconds per whole sitting", total.product / count)
        self.report.lost(*room.lost_answers())
        self.report.bytes_on_the_wire(room.traffic, count, http=self.options.http)
        self.report.bytes_in_the_database(sizes, self.database.sizes(), count)
        room.leave()

    async def start(self, room: Room) -> None:
        count = len(room.candidates)
        before = self.stack.meter.read()
        seconds = await room.start_at_once()
        usage = self.used(f"{count} start at once", before)
        self.report.say(f"  question 1 after: median {quantile(seconds, 0.5):.2f} s, last {seconds[-1]:.2f} s")
        self.report.add(f"{count:,} at once: the last one sees question 1, s", seconds[-1])
        self.report.add(f"CPU ms per start with the first question ({count:,} at once)", usage.server * 1000 / count)

    async def steady(self, room: Room) -> None:
        options = self.options
        before = self.stack.meter.read()
        await room.sit(compress=options.compress, heartbeat_ms=options.heartbeat_ms)
        usage = self.used(f"steady, {options.compress:g} times as fast", before)
        self.report.latencies(room.record)
        self.say_if_behind(room)
        saves = room.record.counts["acknowledged"]
        exam_seconds = plan.EXAM_MS / 1000 * len(room.candidates)
        self.report.add("CPU ms per saved answer with its heartbeats and reloads", usage.server * 1000 / saves)
        self.report.add(
            "candidates on one 2-core machine, computed from the steady phase (all parts, both cores full)",
            CORES * exam_seconds / usage.product,
        )

    def say_if_behind(self, room: Room) -> None:
        """A candidate who has to wait sends more in one batch: then fewer requests were measured than in life."""
        planned = sum(
            step.kind not in {plan.RELOAD, plan.OUTAGE}
            for seed in range(len(room.candidates))
            for step in plan.make_plan(seed, heartbeat_ms=self.options.heartbeat_ms)
        )
        made = room.traffic.requests["save"] + room.traffic.requests["heartbeat"]
        self.report.say(f"  {made} syncs were sent of {planned} planned")
        if made < planned * ENOUGH_SYNCS:
            self.report.fail(f"the machine did not keep up: {made} of {planned} syncs; choose a smaller --compress")

    async def rush(self, room: Room, idle: Usage) -> None:
        count = len(room.candidates)
        before = self.stack.meter.read()
        await room.submit(last_seconds=RUSH_SECONDS)
        submitted = time.monotonic()
        await self.wait_until_scored(room)
        usage = self.used(f"{count} submit in {RUSH_SECONDS:g} s and are scored", before)
        milliseconds = sorted(room.record.latencies["submit"])
        self.report.say(
            f"  submit: p50 {quantile(milliseconds, 0.5):.0f} ms, p99 {quantile(milliseconds, 0.99):.0f} ms; "
            f"the last result {time.monotonic() - submitted:.1f} s after the last submission"
        )
        cost = usage.product - idle.product / idle.wall * usage.wall
        name = f"CPU ms per submit and score, {count:,} in {RUSH_SECONDS:g} s (all parts; idle sweeps taken off)"
        self.report.add(name, cost * 1000 / count)

    async def wait_until_scored(self, room: Room) -> tuple[int, int]:
        sittings = [candidate.sitting for candidate in room.candidates]
        end = time.monotonic() + SCORING_PATIENCE_SECONDS
        while (found := self.database.count_results(sittings))[0] < len(sittings) and time.monotonic() < end:
            await asyncio.sleep(0.2)
        return found

    # --- capacity ---------------------------------------------------------------------------------
    async def crowd(self) -> None:
        """Many start at once; then how much one request costs, how many candidates the machine carries, and the end."""
        idle = await self.idle()
        room = self.room(self.options.crowd)
        await room.enter()
        await self.start(room)
        await self.capacity(room)
        for level in self.options.levels:
            await self.carry(room, level)
        await self.rush(room, idle)
        self.report.lost(*room.lost_answers())
        room.leave()

    async def capacity(self, room: Room) -> None:
        """A closed loop of saves, then one of heartbeats."""
        await each_once(room.candidates, Candidate.heartbeat, lanes=LANES)
        self.database.checkpoint()
        counted = self.database.position()
        saves, usage = await self.loop(room.candidates, "saves")
        written = self.database.written_since(counted)
        self.report.add("CPU ms per saved answer, web + database", usage.server * 1000 / saves)
        self.report.add("commits per saved answer", written.commits / saves)
        self.report.add(
            "write-ahead log per saved answer with full-page images after a checkpoint, bytes", written.wal / saves
        )
        if written.images is not None:
            plain = (written.wal - written.images) / saves
            self.report.add("write-ahead log per saved answer, bytes", plain)
        self.report.say(f"  {saves / usage.wall:.0f} saves a second; the log's records for each:")
        for kind, count, size in written.kinds[:SHOWN_KINDS]:
            self.report.say(f"    {kind}: {count / saves:.2f}, {size / saves:.0f} bytes")
        beats, usage = await self.loop(room.candidates, "heartbeats")
        self.report.add("CPU ms per heartbeat, web + database", usage.server * 1000 / beats)
        self.report.say(f"  {beats / usage.wall:.0f} heartbeats a second")

    async def loop(self, candidates: Sequence[Candidate], what: str) -> tuple[int, Usage]:
        act = save_something(Random(what)) if what == "saves" else Candidate.heartbeat
        before = self.stack.meter.read()
        count = await closed_loop(candidates, act, seconds=self.options.loop_seconds, lanes=LANES)
        return count, self.used(f"closed loop of {count} {what} over {len(candidates)} candidates", before)

    async def carry(self, room: Room, level: int) -> None:
        """The request rate of `level` candidates, open loop."""
        room.record.latencies.clear()
        before = self.stack.meter.read()
        await room.sit_as(level, seconds=self.options.loop_seconds, heartbeat_ms=self.options.heartbeat_ms)
        self.used(f"the requests of {level:,} candidates", before)
        self.report.latencies(room.record)
        saves = sorted(room.record.latencies["save"])
        if saves:
            self.report.add(f"save p99 at the requests of {level:,} candidates, ms", quantile(saves, 0.99))

    # --- faults -----------------------------------------------------------------------------------
    async def faults(self) -> None:
        """kill -9 of a web process and of a database backend while candidates answer; then everything is counted."""
        room = self.room(self.options.candidates)
        await room.enter()
        await room.start_at_once()
        seconds, compress = 60.0, min(self.options.compress, 40.0)
        sitting = asyncio.create_task(
            room.sit(compress=compress, heartbeat_ms=self.options.heartbeat_ms, until_ms=int(seconds * compress * 1000))
        )
        await asyncio.sleep(seconds / 3)
        self.report.say(f"kill -9 of web process {self.stack.kill_web_process()}")
        await asyncio.sleep(seconds / 3)
        backend = self.database.a_backend_of_the_product()
        os.kill(backend, signal.SIGKILL)
        self.database.forget_connection()
        self.report.say(f"kill -9 of database backend {backend}: PostgreSQL restarts all of them")
        await sitting
        await asyncio.gather(*(candidate.submit() for candidate in room.candidates))
        scored, results = await self.wait_until_scored(room)
        self.report.latencies(room.record)
        self.report.say(f"  {scored} of {len(room.candidates)} sittings scored, {results} results")
        self.report.lost(*room.lost_answers())
        if (scored, results) != (len(room.candidates),) * 2:
            self.report.fail("not every sitting was scored exactly once")
        room.leave()
