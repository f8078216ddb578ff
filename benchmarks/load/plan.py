"""What one candidate does in 120 minutes, drawn once from a seed. Pure; times in milliseconds of the exam."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from random import Random

ITEMS = 60
EXAM_MS = 120 * 60 * 1000
LAST_ANSWER_MS = 118 * 60 * 1000
MEDIAN_GAP_MS = 95_000
GAP_SIGMA = 0.6
CHANGES = 18
FLAGS = 12
RELOAD_SHARE = 0.10
OUTAGE_SHARE = 0.02
OUTAGE_MS = 60_000

ANSWER, FLAG, HEARTBEAT, RELOAD, OUTAGE = "answer", "flag", "heartbeat", "reload", "outage"
SAVES = {ANSWER, FLAG}


@dataclass(frozen=True, order=True)
class Step:
    """`choice` decides which options are taken; an outage takes the network while its answer is on the way."""

    at_ms: int
    kind: str
    position: int = 0
    choice: int = 0


def make_plan(seed: int, *, heartbeat_ms: int) -> list[Step]:
    """60 first answers, 18 changes, 12 flags; perhaps a reload or an outage; a heartbeat where nothing else is sent."""
    rng = Random(seed)
    firsts = _first_answers(rng)
    steps = [Step(at, ANSWER, position, rng.randrange(2**16)) for at, position in firsts]
    for kind, count in ((ANSWER, CHANGES), (FLAG, FLAGS)):
        for at, position in rng.sample(firsts, count):
            steps.append(Step(rng.randint(at + 1000, EXAM_MS - 30_000), kind, position, rng.randrange(2**16)))
    if rng.random() < RELOAD_SHARE:
        steps.append(Step(rng.randrange(LAST_ANSWER_MS), RELOAD))
    if rng.random() < OUTAGE_SHARE:
        at, position = rng.choice(firsts[:-1])
        steps.append(Step(at + 500, OUTAGE, position, rng.randrange(2**16)))
    steps.sort()
    return sorted([*steps, *_heartbeats(steps, heartbeat_ms)])


def _first_answers(rng: Random) -> list[tuple[int, int]]:
    """(time, position) with log-normal gaps; somebody slow is made to finish just in time."""
    at, times = 0.0, []
    for _ in range(ITEMS):
        at += rng.lognormvariate(log(MEDIAN_GAP_MS), GAP_SIGMA)
        times.append(at)
    pace = min(1.0, LAST_ANSWER_MS / at)
    return [(int(at * pace), position) for position, at in enumerate(times, start=1)]


def _heartbeats(steps: list[Step], heartbeat_ms: int) -> Iterator[Step]:
    last = 0
    for at in [*(step.at_ms for step in steps), EXAM_MS]:
        while at - last > heartbeat_ms:
            last += heartbeat_ms
            yield Step(last, HEARTBEAT)
        last = at


def choose(choice: int, options: str, count: int) -> list[str]:
    """`count` of the option ids."""
    first = choice % len(options)
    return sorted((options + options)[first : first + count])
