"""Candidates who answer at the same time, and the reckoning afterwards: what they were told, and what is there."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.candidate import Candidate, Device
from tests.faults.stack import Stack

SCORED = {"scored", "released"}
PATIENCE_SECONDS = 40.0


@dataclass
class Reckoning:
    """`losses` has a line for each answer that is not there, each sitting not scored once, each bare error."""

    sittings: int = 0
    scored_once: int = 0
    made: int = 0
    told: int = 0
    delivered_late: int = 0
    receipts: int = 0
    wanted: int = 0
    found: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)

    def table(self) -> str:
        rows = [(f"fault: {name}", count) for name, count in sorted(self.faults.items())]
        rows += [
            ("faults injected", self.faults.total()),
            ("changes made", self.made),
            ("changes acknowledged", self.told),
            ("  of them held and sent again", self.delivered_late),
            ("receipts compared", self.receipts),
            ("answers that must be stored", self.wanted),
            ("answers found", self.found),
            ("sittings", self.sittings),
            ("sittings scored exactly once", self.scored_once),
            ("losses", len(self.losses)),
        ]
        rows += [(f"heard: {name or 'good'}", count) for name, count in sorted(self.heard.items())]
        return "\n".join(f"{name:<34} {count:>8}" for name, count in rows)

    def line(self) -> str:
        return (
            f"{self.faults.total()} faults, {self.told} changes acknowledged ({self.delivered_late} late),"
            f" {self.found} of {self.wanted} answers found, {self.scored_once} of {self.sittings} scored once"
        )


class Room:
    """Some candidates of one stack, each with one device in a thread of its own."""

    def __init__(self, stack: Stack, candidates: list[Candidate], pause_seconds: float = 0.05) -> None:
        self.stack = stack
        self.candidates = candidates
        self.faults: Counter[str] = Counter()
        self.pause_seconds = pause_seconds
        self._is_over = threading.Event()

    @property
    def told_count(self) -> int:
        return sum(candidate.books.told_count for candidate in self.candidates)

    @contextmanager
    def answering(self, port: int | None = None) -> Iterator[list[Device]]:
        """While the block runs they answer, each as fast as `pause_seconds` allows; then they deliver and submit."""
        devices = [candidate.open_device(port).enter() for candidate in self.candidates]
        with ThreadPoolExecutor(len(devices)) as pool:
            work = [pool.submit(self._answer, *pair) for pair in zip(self.candidates, devices, strict=True)]
            try:
                yield devices
            finally:
                self._is_over.set()
            for done in work:
                done.result()

    def _answer(self, candidate: Candidate, device: Device) -> None:
        while not self._is_over.wait(self.pause_seconds * candidate.random.uniform(0.5, 1.5)):
            candidate.choose(device)
            if device.exchange():
                device.wait()
        device.deliver(PATIENCE_SECONDS)
        device.submit(PATIENCE_SECONDS)

    def wait_for_answers(self, count: int) -> None:
        """Until so many more changes were acknowledged."""
        wanted = self.told_count + count
        self.stack.wait_until(lambda: self.told_count >= wanted)

    def find_losses(self) -> list[str]:
        """While they answer: what a candidate was told is stored, and is not."""
        told = {candidate.sitting: dict(candidate.books.told) for candidate in self.candidates}
        stored = self.stack.find_stored()
        return [
            line
            for candidate in self.candidates
            for line in candidate.books.find_losses(told[candidate.sitting], stored.get(candidate.sitting, {}))
        ]

    def reckon(self) -> Reckoning:
        """After the last submit: waits for the results, then counts."""
        self._wait_for_results()
        stored, results = self.stack.find_stored(), self.stack.find_results()
        reckoning = Reckoning(sittings=len(self.candidates), faults=self.faults)
        for candidate in self.candidates:
            books = candidate.books
            final = books.final
            losses = books.find_losses(final, stored.get(candidate.sitting, {}))
            reckoning.made += sum(map(len, books.made.values()))
            reckoning.told += books.told_count
            reckoning.delivered_late += books.delivered_late_count
            reckoning.wanted += len(final)
            reckoning.found += len(final) - len(losses)
            reckoning.heard += books.heard
            found = results.get(candidate.sitting, [])
            is_scored_once = len(found) == 1 and found[0][0] in SCORED and found[0][1] == candidate.item_count
            reckoning.scored_once += is_scored_once
            heads = self.stack.find_heads(candidate.sitting)
            broken = books.find_broken_receipts(heads)
            reckoning.receipts += len(books.receipts)
            losses += broken
            losses += [] if is_scored_once else [f"results: {found}"]
            reckoning.losses += [f"sitting {candidate.sitting}: {line}" for line in losses]
        bare = {name: count for name, count in reckoning.heard.items() if name.startswith("http-")}
        reckoning.losses += [f"errors without a code: {bare}"] if bare else []
        return reckoning

    def _wait_for_results(self) -> None:
        wanted = {candidate.sitting for candidate in self.candidates}
        end = time.monotonic() + PATIENCE_SECONDS
        while wanted - self.stack.find_results().keys() and time.monotonic() < end:
            self.stack.restart_what_ended()
            time.sleep(0.1)
