"""When an exam lets people in, begins, and lets nobody start any more. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# Around the start, those who wait are starting: it can no longer be moved from under them.
BEGINNING = timedelta(seconds=10)


@dataclass(frozen=True)
class Schedule:
    """An exam's moments; None: no bound. `is_common_clock`: everybody's time runs from `starts_at`."""

    opens_at: datetime | None = None
    starts_at: datetime | None = None
    closes_at: datetime | None = None
    is_common_clock: bool = False


def find_faults(schedule: Schedule) -> dict[str, str]:
    """Field → what is wrong with it, in the words of whoever sets an exam up; empty when the moments make sense."""
    opens, starts, closes = schedule.opens_at, schedule.starts_at, schedule.closes_at
    faults = {}
    if opens and starts and opens > starts:
        faults["starts_at"] = "The exam begins before its check-in opens."
    if closes and opens and opens > closes:
        faults["closes_at"] = "The last start is before the check-in opens."
    if closes and starts and starts > closes:
        faults["closes_at"] = "The last start is before the exam begins."
    if schedule.is_common_clock and not starts:
        faults["is_common_clock"] = "One clock for everybody needs a moment at which the exam begins."
    return faults


def find_change_faults(
    before: Schedule, after: Schedule, *, now: datetime, is_being_sat: bool, is_awaited: bool
) -> dict[str, str]:
    """Field → why the start of an open exam cannot be changed so.

    `is_being_sat`: somebody's clock runs; `is_awaited`: somebody has checked in and not started.
    """
    if (before.starts_at, before.is_common_clock) == (after.starts_at, after.is_common_clock):
        return {}
    field = "starts_at" if before.starts_at != after.starts_at else "is_common_clock"
    if is_being_sat:
        return {field: "Candidates are sitting this exam. Its start can be changed when the last of them has ended."}
    if is_awaited and before.starts_at and abs(before.starts_at - now) <= BEGINNING:
        return {field: "The exam is beginning at this moment. Try again in half a minute."}
    if after.is_common_clock and after.starts_at and after.starts_at < now:
        return {field: "With one clock for everybody the exam must begin in the future: time has gone by already."}
    return {}
