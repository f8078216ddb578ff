"""The script of the simulated proctor: what it says and does, and when. Pure.

It exists so that one person alone can rehearse being watched. It greets, asks to see the room, stops the clock when
the candidate looks away too often, is slow to answer, announces the end. It never ends a sitting and decides nothing
afterwards. It is told apart from a person by the first words of whatever it says.

`decide` gives the next thing to do, or nothing, from what has happened and from what it has done itself, which stands
in the sitting's log (`Did`): run once or a hundred times, after a restart or beside itself, it comes to the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

SPEAKER = "Simulated proctor: "
RUNNING, PAUSED = "running", "paused"
MESSAGE, PAUSE, RESUME = "message", "pause", "resume"
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Line:
    """Said once, when the exam's clock is in a stretch: since the start, or (`is_before_end`) before the end.

    From `from_ms` on and not after `until_ms`: what a worker that was away has missed is not said late. `is_of_camera`:
    not said to who has none.
    """

    key: str
    text: str
    from_ms: int
    until_ms: int
    is_before_end: bool = False
    is_of_camera: bool = False


LINES = (
    Line(
        "welcome",
        "Hello, I am with you from now on. If you need me, write to me; I answer within a minute. Good luck.",
        from_ms=20_000,
        until_ms=5 * MINUTE_MS,
    ),
    Line(
        "room-scan",
        "Please show me the room once more: turn the camera slowly over the desk and around you, then go on. "
        "In this rehearsal nobody sees it.",
        from_ms=39 * MINUTE_MS,
        until_ms=50 * MINUTE_MS,
        is_of_camera=True,
    ),
    Line(
        "last-minutes",
        "You have 15 minutes left.",
        from_ms=15 * MINUTE_MS,
        until_ms=10 * MINUTE_MS,
        is_before_end=True,
    ),
)
ANSWERS = (
    "Thank you for telling me. Please go on.",
    "I have noted it. Please keep your eyes on the screen.",
    "That is fine. Please continue with your exam.",
    "I cannot help with the questions themselves. Please go on as best you can.",
    "I see. If it happens again, write to me at once.",
)
ANSWER_AFTER = (timedelta(seconds=20), timedelta(seconds=60))
PAUSE_TEXT = (
    "I have paused your exam, because you looked away several times within ten minutes. "
    "Please look at the screen and tell me that you are ready."
)
RESUME_TEXT = "Thank you. Your exam goes on."
RESUME_AFTER = timedelta(seconds=60)
AWAY_TYPES = frozenset({"looked-away", "window-blurred", "page-hidden"})
AWAY_TIMES = 3
AWAY_WITHIN_MS = 10 * MINUTE_MS
# One glance at another window is told twice, by the window and by the page.
SAME_GLANCE_MS = 2_000


@dataclass(frozen=True)
class Away:
    """The candidate looked away: the incident's number, when it began on the exam's clock, and when it was received."""

    number: int
    began_ms: int
    received_at: datetime


@dataclass(frozen=True)
class Written:
    """A message of the candidate: the number of its event."""

    number: int
    at: datetime


@dataclass(frozen=True)
class Did:
    """What the script has done, by the log's words (`details` of the row)."""

    at: datetime
    details: dict[str, Any]


@dataclass(frozen=True)
class Situation:
    """`elapsed_ms` and `remaining_ms` of the exam's clock, which a pause stops; `is_own_pause`: the script paused it."""

    seed: str
    state: str
    now: datetime
    elapsed_ms: int
    remaining_ms: int
    away: Sequence[Away] = ()
    written: Sequence[Written] = ()
    did: Sequence[Did] = ()
    paused_at: datetime | None = None
    is_own_pause: bool = False
    has_camera: bool = True


@dataclass(frozen=True)
class Act:
    """`details` go to the log with it: by them it is known next time."""

    kind: str
    text: str
    details: dict[str, Any] = field(default_factory=dict)


def decide(situation: Situation, lines: Sequence[Line] = LINES) -> Act | None:
    """The next thing to do now, or None."""
    if situation.state == PAUSED:
        return _resume(situation) if situation.is_own_pause else _answer(situation)
    if situation.state == RUNNING:
        return _pause(situation) or _say(situation, lines) or _answer(situation)
    return None


def _resume(situation: Situation) -> Act | None:
    assert situation.paused_at
    has_written = any(row.at > situation.paused_at for row in situation.written)
    if not has_written and situation.now - situation.paused_at < RESUME_AFTER:
        return None
    # Their words were heard: no second answer to them.
    heard = max((row.number for row in situation.written), default=0)
    return _act(RESUME, RESUME_TEXT, simulated=RESUME, message=heard)


def _pause(situation: Situation) -> Act | None:
    before = _highest(situation.did, "incident")
    third = find_third([row for row in situation.away if row.number > before])
    # What happened while no worker ran is over: nobody is stopped for it an hour later.
    if third is None or situation.now - third.received_at > timedelta(milliseconds=AWAY_WITHIN_MS):
        return None
    newest = max(row.number for row in situation.away)
    return _act(PAUSE, PAUSE_TEXT, simulated=PAUSE, incident=newest)


def find_third(away: Sequence[Away]) -> Away | None:
    """The newest glance that is the third within ten minutes; glances in the same instant are one."""
    glances: list[Away] = []
    for row in sorted(away, key=lambda row: row.began_ms):
        if not glances or row.began_ms - glances[-1].began_ms > SAME_GLANCE_MS:
            glances.append(row)
    found = None
    for first, third in zip(glances, glances[AWAY_TIMES - 1 :], strict=False):
        if third.began_ms - first.began_ms <= AWAY_WITHIN_MS:
            found = third
    return found


def _say(situation: Situation, lines: Sequence[Line]) -> Act | None:
    said = {row.details.get("simulated") for row in situation.did}
    for line in lines:
        if line.key not in said and _is_time(line, situation):
            return _act(MESSAGE, line.text, simulated=line.key)
    return None


def _is_time(line: Line, situation: Situation) -> bool:
    if line.is_of_camera and not situation.has_camera:
        return False
    if line.is_before_end:
        return line.until_ms <= situation.remaining_ms <= line.from_ms
    return line.from_ms <= situation.elapsed_ms <= line.until_ms


def _answer(situation: Situation) -> Act | None:
    """One answer to everything that was written since the last one, as slow as a person with a hundred candidates."""
    heard = _highest(situation.did, "message")
    waiting = sorted((row for row in situation.written if row.number > heard), key=lambda row: row.number)
    if not waiting or situation.now - waiting[0].at < answer_delay(situation.seed, waiting[0].number):
        return None
    text = ANSWERS[_chance(situation.seed, waiting[0].number, "text") % len(ANSWERS)]
    return _act(MESSAGE, text, simulated="answer", message=waiting[-1].number)


def answer_delay(seed: str, number: int) -> timedelta:
    """How long the message with this number waits: the same whenever it is asked."""
    least, most = ANSWER_AFTER
    span = int((most - least).total_seconds()) + 1
    return least + timedelta(seconds=_chance(seed, number, "delay") % span)


def _chance(*parts: object) -> int:
    return int.from_bytes(sha256(repr(parts).encode()).digest()[:8])


def _highest(did: Sequence[Did], key: str) -> int:
    return max((int(row.details.get(key, 0)) for row in did), default=0)


def _act(kind: str, text: str, **details: Any) -> Act:
    return Act(kind, SPEAKER + text, details)
