"""The moments of an exam: what makes sense, and what can still be changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from exams.assembly.schedule import Schedule, find_change_faults, find_faults

NINE, TEN, ELEVEN = (datetime(2026, 11, 21, hour, tzinfo=UTC) for hour in (9, 10, 11))
SECOND = timedelta(seconds=1)
EXAM = Schedule(opens_at=NINE, starts_at=TEN, closes_at=ELEVEN, is_common_clock=True)


@pytest.mark.parametrize("schedule", [Schedule(), EXAM, Schedule(TEN, TEN, TEN), Schedule(closes_at=NINE)])
def test_moments_in_order_are_accepted(schedule):
    assert find_faults(schedule) == {}


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        (Schedule(opens_at=TEN, starts_at=NINE), "starts_at"),
        (Schedule(starts_at=TEN, closes_at=NINE), "closes_at"),
        (Schedule(opens_at=TEN, closes_at=NINE), "closes_at"),
        (Schedule(is_common_clock=True), "is_common_clock"),
    ],
)
def test_a_moment_out_of_order_is_told_at_its_field(schedule, field):
    assert list(find_faults(schedule)) == [field]


def change(*, before=EXAM, now=NINE, is_being_sat=False, is_awaited=True, **values):
    after = replace(before, **values)
    return find_change_faults(before, after, now=now, is_being_sat=is_being_sat, is_awaited=is_awaited)


def test_the_start_can_be_moved_while_candidates_wait():
    assert change(starts_at=TEN + SECOND) == {}


def test_the_start_stays_while_somebody_sits_the_exam():
    assert "are sitting" in change(starts_at=ELEVEN, is_being_sat=True)["starts_at"]


def test_the_clock_is_not_made_common_while_somebody_sits_the_exam():
    assert "are sitting" in change(is_common_clock=False, is_being_sat=True)["is_common_clock"]


def test_the_last_start_can_be_moved_at_any_time():
    assert change(closes_at=ELEVEN + SECOND, is_being_sat=True) == {}


@pytest.mark.parametrize("seconds", [-10, 0, 10])
def test_the_start_is_not_moved_from_under_those_who_are_starting(seconds):
    assert "beginning" in change(now=TEN + seconds * SECOND, starts_at=ELEVEN)["starts_at"]


def test_a_start_that_nobody_waits_for_can_be_moved_at_the_last_moment():
    assert change(now=TEN, starts_at=ELEVEN, is_awaited=False) == {}


def test_a_common_clock_does_not_begin_in_the_past():
    assert "future" in change(now=ELEVEN, starts_at=TEN + SECOND)["starts_at"]


def test_without_a_common_clock_a_start_in_the_past_harms_nobody():
    assert change(before=replace(EXAM, is_common_clock=False), now=ELEVEN, starts_at=TEN + SECOND) == {}
