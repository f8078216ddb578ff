from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings import clock

START = datetime(2026, 11, 21, 10, tzinfo=UTC)
SECONDS = st.integers(min_value=0, max_value=20_000)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(("factor", "allotted"), [("1", 7200), ("1.25", 9000), ("1.33", 9576), ("2", 14400)])
def test_an_accommodation_multiplies_the_time(factor, allotted):
    assert clock.allot(7200, Decimal(factor)) == allotted


def test_a_broken_second_is_rounded_in_the_candidates_favor():
    assert clock.allot(61, Decimal("1.01")) == 62


@given(SECONDS, SECONDS, st.integers(min_value=0, max_value=10**7))
def test_the_deadline_is_the_sum_of_its_parts(allotted, extended, paused_ms):
    deadline = clock.deadline(START, allotted_seconds=allotted, extended_seconds=extended, paused_ms=paused_ms)
    assert deadline - START == timedelta(seconds=allotted + extended, milliseconds=paused_ms)


@given(st.integers(min_value=0, max_value=7200), st.integers(min_value=0, max_value=7200))
def test_a_pause_neither_gives_nor_takes_working_time(paused_after, paused_for):
    deadline = clock.deadline(START, allotted_seconds=7200, extended_seconds=0, paused_ms=0)
    paused_at, resumed_at = at(paused_after), at(paused_after + paused_for)
    before = clock.remaining_ms(deadline, resumed_at, paused_at=paused_at)
    length = clock.pause_length_ms(paused_at, at(10**6), resumed_at)
    moved = clock.deadline(START, allotted_seconds=7200, extended_seconds=0, paused_ms=length)
    assert clock.remaining_ms(moved, resumed_at) == before


def test_a_pause_counts_up_to_its_limit_only():
    assert clock.pause_length_ms(at(0), at(60), at(600)) == 60_000


def test_the_clock_stands_still_while_paused():
    assert clock.remaining_ms(at(100), at(90), paused_at=at(40)) == 60_000


def test_the_clock_never_goes_below_zero():
    assert clock.remaining_ms(at(100), at(101)) == 0


def test_the_deadline_itself_is_too_late():
    assert clock.is_up(at(100), at(100))
    assert not clock.is_up(at(100), at(99.999))


@pytest.mark.parametrize(
    ("at_ms", "received", "counts"),
    [
        (100_000, 160, True),  # given at the last moment, received at the end of the grace
        (100_001, 101, False),  # given after the end
        (50_000, 160.001, False),  # received after the grace
    ],
)
def test_a_change_counts_when_made_in_time_and_received_within_the_grace(at_ms, received, counts):
    verdict = clock.counts(at_ms=at_ms, received_at=at(received), started_at=START, ended_at=at(100), final_at=at(160))
    assert verdict is counts
