"""A room full of candidates, and what they do together."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from random import Random

from benchmarks.load import plan
from benchmarks.load.candidate import Candidate, Clock, Record
from benchmarks.load.stack import HOST, Stack
from benchmarks.load.wire import Traffic, Wire
from benchmarks.load.wire2 import Http2Wire

PASSWORD = "a long password for the benchmark"
DOORS = 16  # how many come in at the same time


class Room:
    """`count` people with a session each; `first` keeps their addresses apart from another room's.

    `http`: "1.1" or "2"; `compress`: how many times as fast as in life time passes on the wire.
    """

    def __init__(self, stack: Stack, *, first: int, count: int, http: str = "1.1", compress: float = 1) -> None:
        self.stack, self._http, self._compress = stack, http, compress
        self.record, self.traffic = Record(), Traffic()
        asked = json.dumps({"first": first, "count": count, "password": PASSWORD})
        self.people = json.loads(stack.inside("people", asked))
        self.candidates = [self.seat(person["session"], seed) for seed, person in enumerate(self.people, start=first)]

    def seat(self, session: str, seed: int) -> Candidate:
        return Candidate(session=session, wire=self._wire(), record=self.record, seed=seed)

    def _wire(self) -> Wire | Http2Wire:
        if self._http == "2":
            return Http2Wire(port=self.stack.port, host=HOST, traffic=self.traffic, compress=self._compress)
        return Wire(port=self.stack.port, host=HOST, traffic=self.traffic)

    async def enter(self) -> None:
        """Everybody to the waiting room, a few at a time; their connections stay open."""
        doors = asyncio.Semaphore(DOORS)

        async def enter(candidate: Candidate) -> None:
            async with doors:
                await candidate.enter()

        await asyncio.gather(*map(enter, self.candidates))

    async def start_at_once(self) -> list[float]:
        """Seconds from the common moment until each one sees question 1, sorted."""
        await asyncio.gather(*(candidate.wire.connect() for candidate in self.candidates))
        released = time.monotonic()

        async def start(candidate: Candidate) -> float:
            await candidate.start()
            return time.monotonic() - released

        return sorted(await asyncio.gather(*map(start, self.candidates)))

    async def sit(self, *, compress: float, heartbeat_ms: int, until_ms: int = plan.EXAM_MS) -> None:
        """The exam, `compress` times as fast as it is."""
        clock = Clock(compress=compress)

        def steps(seed: int) -> list[plan.Step]:
            return [step for step in plan.make_plan(seed, heartbeat_ms=heartbeat_ms) if step.at_ms < until_ms]

        await asyncio.gather(*(who.live(steps(seed), clock) for seed, who in enumerate(self.candidates)))

    async def sit_as(self, level: float, *, seconds: float, heartbeat_ms: int) -> None:
        """An open loop: as many requests a second as `level` candidates send, each in the midst of the exam."""
        compress = level / len(self.candidates)
        window_ms = seconds * 1000 * compress

        async def live(seed: int, candidate: Candidate) -> None:
            from_ms = int(Random(f"{level} {seed}").uniform(0, plan.EXAM_MS - window_ms))
            steps = [
                step
                for step in plan.make_plan(seed, heartbeat_ms=heartbeat_ms)
                if from_ms <= step.at_ms < from_ms + window_ms and step.kind in {*plan.SAVES, plan.HEARTBEAT}
            ]
            await candidate.live(steps, Clock(compress=compress, from_ms=from_ms))

        await asyncio.gather(*(live(seed, who) for seed, who in enumerate(self.candidates)))

    async def submit(self, *, last_seconds: float, early_share: float = 0.15) -> None:
        """Most in the last seconds; a few as long before."""
        rng = Random(1)

        async def submit(candidate: Candidate) -> None:
            is_early = rng.random() < early_share
            await asyncio.sleep(rng.uniform(0, last_seconds) + (0 if is_early else last_seconds))
            began = time.monotonic()
            await candidate.submit()
            self.record.latencies["submit"].append((time.monotonic() - began) * 1000)

        await asyncio.gather(*map(submit, self.candidates))

    def lost_answers(self) -> tuple[int, int]:
        """(acknowledged, lost): each answer that the server acknowledged last, looked for among what is scored."""
        sittings = json.dumps([candidate.sitting for candidate in self.candidates])
        stored = json.loads(self.stack.inside("answers", sittings))
        acknowledged = lost = 0
        for candidate in self.candidates:
            found = stored.get(candidate.sitting, {})
            acknowledged += len(candidate.acked)
            lost += sum(found.get(str(position)) != selected for position, selected in candidate.acked.items())
        return acknowledged, lost

    def leave(self) -> None:
        for candidate in self.candidates:
            candidate.wire.cut()


async def closed_loop(
    candidates: Sequence[Candidate], act: Callable[[Candidate], Awaitable[None]], *, seconds: float, lanes: int
) -> int:
    """Each lane asks as soon as it was answered, for its own candidates in turn. Returns how many requests."""
    end = time.monotonic() + seconds

    async def lane(own: Sequence[Candidate]) -> int:
        count = 0
        while time.monotonic() < end:
            await act(own[count % len(own)])
            count += 1
        return count

    return sum(await asyncio.gather(*(lane(candidates[number::lanes]) for number in range(lanes))))


async def each_once(
    candidates: Sequence[Candidate], act: Callable[[Candidate], Awaitable[None]], *, lanes: int
) -> None:
    """Everybody once: what a process keeps of each sitting is then in its memory, as it is during an exam."""

    async def lane(own: Sequence[Candidate]) -> None:
        for candidate in own:
            await act(candidate)

    await asyncio.gather(*(lane(candidates[number::lanes]) for number in range(lanes)))


def save_something(rng: Random) -> Callable[[Candidate], Awaitable[None]]:
    """One change of a random item."""

    async def save(candidate: Candidate) -> None:
        await candidate.save_all([plan.Step(0, plan.ANSWER, rng.randint(1, plan.ITEMS), rng.randrange(2**16))])

    return save
