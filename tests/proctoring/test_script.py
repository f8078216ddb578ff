"""The script of the simulated proctor, without a database: a world of its own, moved at random."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from exams.proctoring.script import (
    ANSWER_AFTER,
    LINES,
    MESSAGE,
    PAUSE,
    RESUME,
    SPEAKER,
    Act,
    Away,
    Did,
    Situation,
    Written,
    answer_delay,
    decide,
)

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
HOUR_MS = 3_600_000


def situation(minutes: float = 10, *, total_minutes: int = 120, **values) -> Situation:
    """Running, so many minutes after the start."""
    elapsed = int(minutes * 60_000)
    given = {"seed": "x", "state": "running", "now": START + timedelta(minutes=minutes)}
    given |= {"elapsed_ms": elapsed, "remaining_ms": total_minutes * 60_000 - elapsed}
    given["did"] = [Did(START, {"simulated": "welcome"})]
    return Situation(**given | values)


def away(*minutes: float) -> list[Away]:
    return [
        Away(number, int(minute * 60_000), START + timedelta(minutes=minute))
        for number, minute in enumerate(minutes, 1)
    ]


# --- what it says -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes", "key"),
    [(0.1, None), (0.5, "welcome"), (6, None), (39.5, "room-scan"), (51, None), (105.5, "last-minutes")],
)
def test_each_line_has_its_time(minutes, key):
    act = decide(situation(minutes, did=[]))
    assert (act.details["simulated"] if act else None) == key


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.key)
def test_no_line_is_said_twice(line):
    minutes = (120 * 60_000 - line.from_ms if line.is_before_end else line.from_ms) / 60_000
    assert decide(situation(minutes, did=[])).details == {"simulated": line.key}
    assert decide(situation(minutes, did=[Did(START, {"simulated": line.key})])) is None


def test_who_has_no_camera_is_not_asked_to_show_the_room():
    assert decide(situation(39.5, has_camera=False)) is None


def test_whatever_it_says_it_says_who_it_is():
    assert decide(situation(0.5, did=[])).text.startswith(SPEAKER)


# --- looking away -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("glances", "pauses"),
    [
        ((8, 9), False),
        ((1, 5, 9), True),
        ((0.5, 5, 10.4), True),
        ((0, 5, 10.1), False),
        ((9, 9.01, 9.02), False),  # one glance, told three times
    ],
)
def test_three_glances_within_ten_minutes_stop_the_clock(glances, pauses):
    act = decide(situation(10.5, away=away(*glances)))
    assert (act is not None and act.kind == PAUSE) is pauses


def test_glances_that_it_has_paused_for_are_used_up():
    did = [*situation().did, Did(START, {"simulated": "pause", "incident": 3})]
    assert decide(situation(away=away(1, 2, 3), did=did)) is None
    assert decide(situation(away=away(1, 2, 3, 4, 5), did=did)) is None
    assert decide(situation(away=away(1, 2, 3, 4, 5, 6), did=did)).kind == PAUSE


def test_nobody_is_stopped_for_what_is_long_over():
    assert decide(situation(30, away=away(1, 2, 3))) is None


# --- going on ---------------------------------------------------------------------------------------
def paused(seconds: float, **values) -> Act | None:
    at = START + timedelta(minutes=10)
    given = {"state": "paused", "paused_at": at, "is_own_pause": True, "now": at + timedelta(seconds=seconds)}
    return decide(situation(**given | values))


def test_it_goes_on_after_a_minute():
    assert paused(59) is None
    assert paused(60).kind == RESUME


def test_it_goes_on_once_the_candidate_has_written_and_has_answered_that():
    wrote = [Written(4, START + timedelta(minutes=10, seconds=5))]
    act = paused(6, written=wrote)
    assert (act.kind, act.details["message"]) == (RESUME, 4)
    assert decide(situation(20, written=wrote, did=[*situation().did, Did(START, act.details)])) is None


def test_words_from_before_the_pause_do_not_end_it():
    assert paused(6, written=[Written(4, START)]) is None


def test_a_persons_pause_is_left_alone():
    assert paused(3600, is_own_pause=False) is None


# --- answering --------------------------------------------------------------------------------------
def test_an_answer_is_slow_and_covers_all_that_was_written():
    at = START + timedelta(minutes=9)
    wrote = [Written(2, at), Written(3, at + timedelta(seconds=5))]
    delay = answer_delay("x", 2)
    assert decide(situation(written=wrote, now=at + delay - timedelta(seconds=1))) is None
    act = decide(situation(written=wrote, now=at + delay))
    assert (act.kind, act.details) == (MESSAGE, {"simulated": "answer", "message": 3})


@pytest.mark.parametrize("number", range(1, 100))
def test_every_answer_takes_between_20_and_60_seconds(number):
    least, most = ANSWER_AFTER
    assert least <= answer_delay("sitting", number) <= most


# --- at random --------------------------------------------------------------------------------------
class Room(RuleBasedStateMachine):
    """A sitting of an hour; the worker looks at it now and then, or twice in the same instant."""

    @initialize()
    def begin(self) -> None:
        self.now, self.state, self.paused_at, self.is_own = START, "running", None, False
        self.paused_ms = self.number = 0
        self.away: list[Away] = []
        self.written: list[Written] = []
        self.acts: list[Act] = []

    def look(self) -> Situation:
        elapsed = ((self.paused_at or self.now) - START) // timedelta(milliseconds=1) - self.paused_ms
        return Situation(
            seed="room",
            state=self.state,
            now=self.now,
            elapsed_ms=elapsed,
            remaining_ms=max(0, HOUR_MS - elapsed),
            away=self.away,
            written=self.written,
            did=[Did(self.now, act.details) for act in self.acts],
            paused_at=self.paused_at,
            is_own_pause=self.is_own,
        )

    def go_on(self) -> None:
        self.paused_ms += (self.now - self.paused_at) // timedelta(milliseconds=1)
        self.state, self.paused_at = "running", None

    @rule(seconds=st.one_of(st.integers(1, 90), st.integers(60, 1200)))
    def time_goes_by(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def look_away(self) -> None:
        self.number += 1
        since = (self.now - START) // timedelta(milliseconds=1)
        self.away = [*self.away, Away(self.number, since, self.now)]

    @rule()
    def write(self) -> None:
        self.number += 1
        self.written = [*self.written, Written(self.number, self.now)]

    @rule()
    def a_person_pauses_or_resumes(self) -> None:
        if self.state == "running":
            self.state, self.paused_at, self.is_own = "paused", self.now, False
        elif self.state == "paused":
            self.go_on()

    @rule()
    def close(self) -> None:
        if self.number > 8:
            self.state, self.paused_at = "closed", None

    @rule(times=st.integers(1, 4))
    def the_worker_looks(self, times: int) -> None:
        for _ in range(times):
            act = decide(self.look())
            if act is None:
                break
            self.take(act)
        else:
            # It comes to an end: lines, one pause or resume, one answer.
            assert times < 4 or decide(self.look()) is None

    def take(self, act: Act) -> None:
        assert self.state != "closed"
        assert act.details not in [before.details for before in self.acts if before.kind != RESUME]
        if act.kind == PAUSE:
            assert self.state == "running"
            self.state, self.paused_at, self.is_own = "paused", self.now, True
        elif act.kind == RESUME:
            assert self.state == "paused"
            assert self.is_own
            self.go_on()
        else:
            assert act.kind == MESSAGE
        self.acts.append(act)

    @invariant()
    def every_line_is_said_once(self) -> None:
        keys = [act.details["simulated"] for act in self.acts]
        assert all(keys.count(line.key) <= 1 for line in LINES)

    @invariant()
    def pauses_and_resumes_of_its_own_take_turns(self) -> None:
        if self.state == "paused":
            pauses = sum(act.kind == PAUSE for act in self.acts)
            resumes = sum(act.kind == RESUME for act in self.acts)
            assert pauses >= resumes


TestRoom = Room.TestCase
TestRoom.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
