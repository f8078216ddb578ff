"""`make chaos`: candidates answer on a whole installation while its parts are killed at random; then the reckoning.

Everything that is random comes from the seed; when what happens is up to the machine, so a seed repeats the faults,
not the run.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg2

from tests.faults.candidate import Candidate, Cut, Device, Door
from tests.faults.proxy import FaultyProxy, Plan
from tests.faults.room import Reckoning, Room
from tests.faults.stack import Stack
from tests.harness import children
from tests.harness.provision import Missing
from tests.harness.servers import temporary_folder
from tests.harness.steps import ROOT

LOG = ROOT / "var" / "test-logs" / "chaos.log"
PAUSE_SECONDS = (0.2, 0.8)
CHANGES_OF_A_SITTING = (40, 120)
BETWEEN_FAULTS_SECONDS = (2.0, 7.0)
LONGEST_AWAY_SECONDS = 4.0
SHARE_OF_REQUESTS = 0.15
SHARE_OF_NEW_DEVICES = 0.01
FINISH_SECONDS = 120.0


class Crowd:
    """Candidates who sit one exam after the other until they are told to finish."""

    def __init__(self, stack: Stack, port: int, seed: int) -> None:
        self.room = Room(stack, [])
        self.is_over = threading.Event()
        self.last_refusal = ""
        self._door = Door(port, stack.door.headers)
        self._seed = seed

    def sit(self, session: str) -> None:
        round_number = 0
        while not self.is_over.is_set():
            round_number += 1
            candidate = Candidate(self._door, session, seed=self._seed * 1000 + round_number)
            if self._start(candidate):
                self.room.candidates.append(candidate)
                self._answer(candidate)

    def _start(self, candidate: Candidate) -> bool:
        """Again and again, as a person does whose page does not load; False when the time was up before."""
        while not self.is_over.is_set():
            try:
                candidate.start()
            except (Cut, AssertionError) as error:
                self.last_refusal = repr(error)
                self.is_over.wait(candidate.random.uniform(0.2, 1.0))
            else:
                return True
        return False

    def _answer(self, candidate: Candidate) -> None:
        device = candidate.open_device().enter(FINISH_SECONDS)
        for _ in range(candidate.random.randint(*CHANGES_OF_A_SITTING)):
            if self.is_over.wait(candidate.random.uniform(*PAUSE_SECONDS)):
                break
            candidate.choose(device)
            if device.exchange():
                device.wait()
            if candidate.random.random() < SHARE_OF_NEW_DEVICES:
                device = self._change_device(candidate, device)
        device.deliver(FINISH_SECONDS)
        device.submit(FINISH_SECONDS)

    def _change_device(self, candidate: Candidate, old: Device) -> Device:
        """The new one takes over while the old one may hold something, which it delivers as soon as it hears of that."""
        new = candidate.open_device().enter(FINISH_SECONDS)
        candidate.choose(new)
        self.room.faults["device changed"] += 1
        old.deliver(FINISH_SECONDS)
        while old.has_unsent:
            old.take_back()
            old.deliver(FINISH_SECONDS)
        new.take_back()
        return new


class Chaos:
    """One fault at a time, from the main thread: programs die with the thread that started them."""

    def __init__(self, stack: Stack, seed: int, crowd: Crowd) -> None:
        self.stack = stack
        self.faults = crowd.room.faults
        self._random = random.Random(seed)
        self._kinds: dict[str, Callable[[], object]] = {
            "web process killed": stack.kill_web_processes,
            "web server killed": lambda: self._replace("web"),
            "worker killed": lambda: self._replace("worker"),
            "beat killed": lambda: self._replace("beat"),
            "redis killed": self._kill_redis,
            "database stopped": self._stop_database,
            "database backend killed": stack.kill_backend,
        }

    def rage(self, seconds: float, pause: Callable[[float], object]) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pause(self._random.uniform(*BETWEEN_FAULTS_SECONDS))
            self.stack.restart_what_ended()
            name = self._random.choice(list(self._kinds))
            print(f"{seconds - (end - time.monotonic()):6.1f} s  {name}", flush=True)
            try:
                self._kinds[name]()
            except (OSError, AssertionError, IndexError, psycopg2.Error) as error:
                print(f"          not possible now: {error!r:.90}", flush=True)
            else:
                self.faults[name] += 1

    def _away(self) -> None:
        time.sleep(self._random.uniform(0.0, LONGEST_AWAY_SECONDS))

    def _replace(self, name: str) -> None:
        self.stack.kill(name)
        self._away()
        self.stack.start(name)

    def _kill_redis(self) -> None:
        self.stack.redis.die()
        self._away()
        self.stack.redis.start()

    def _stop_database(self) -> None:
        self.stack.postgres.die(signal.SIGQUIT)
        self._away()
        self.stack.postgres.start()


def run(stack: Stack, *, seconds: float, seed: int, count: int) -> Reckoning:
    stack.start_all(count)
    with FaultyProxy(stack.port, Plan(seed=seed, share=SHARE_OF_REQUESTS)) as proxy, ThreadPoolExecutor(count) as pool:
        crowd = Crowd(stack, proxy.port, seed)
        work = [pool.submit(crowd.sit, session) for session in stack.sessions]
        try:
            Chaos(stack, seed, crowd).rage(seconds, time.sleep)
        finally:
            crowd.is_over.set()
        stack.restart_what_ended()
        stack.wait_until_ready()
        proxy.calm()
        broken = [error for done in work if (error := _error_of(done))]
        crowd.room.faults += proxy.faults
    reckoning = crowd.room.reckon()
    reckoning.losses += broken
    if not reckoning.told:
        reckoning.losses.append(f"nobody answered anything; the last refusal: {crowd.last_refusal}")
    return reckoning


def _error_of(done: "Future[None]") -> str:
    error = done.exception()
    return f"a candidate could not go on: {error!r}" if error else ""


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(3)))
    parser.add_argument("--candidates", type=int, default=20)
    asked = parser.parse_args(words)
    print(f"{asked.candidates} candidates, {asked.seconds:.0f} s of faults, seed {asked.seed}", flush=True)
    children.adopt_orphans()
    children.interrupt_on_signals()
    folder = temporary_folder()
    stack = None
    try:
        stack = Stack(folder)
        reckoning = run(stack, seconds=asked.seconds, seed=asked.seed, count=asked.candidates)
    except Missing as missing:
        print(f"This needs:\n{missing}")
        return 2
    finally:
        with children.signals_held():
            if stack:
                stack.stop()
                _keep_log(stack)
            shutil.rmtree(folder, ignore_errors=True)
    print("\n" + reckoning.table() + "\n" + "\n".join(reckoning.losses))
    print(f"Seed {asked.seed}: {'LOST SOMETHING' if reckoning.losses else 'nothing was lost'}.")
    return 1 if reckoning.losses else 0


def _keep_log(stack: Stack) -> None:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    if stack.log.exists():
        shutil.copy(stack.log, LOG)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
