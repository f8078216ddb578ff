"""The arithmetic of a sitting's time. Pure: the caller reads the server's clock once and passes it as `now`.

All moments are aware datetimes; `_ms` are milliseconds, `_seconds` seconds. `at_ms` counts wall-clock milliseconds
since the start, pauses included.
"""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, Decimal

MS = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What a client may say of its own time: a week.
MOST_MS = 7 * 24 * 3600 * 1000


def epoch_ms(at: datetime) -> int:
    """Whole milliseconds since 1970."""
    return (at - EPOCH) // MS


def allot(duration_seconds: int, time_factor: Decimal) -> int:
    """Seconds a candidate gets: the form's, times their accommodation, rounded up in their favor."""
    return int((duration_seconds * time_factor).to_integral_value(rounding=ROUND_CEILING))


def deadline(started_at: datetime, *, allotted_seconds: int, extended_seconds: int, paused_ms: int) -> datetime:
    """The moment at which the time is up."""
    return started_at + timedelta(seconds=allotted_seconds + extended_seconds, milliseconds=paused_ms)


def elapsed_ms(started_at: datetime, now: datetime) -> int:
    """Wall-clock milliseconds since the start, never negative."""
    return max(0, (now - started_at) // MS)


def pause_length_ms(paused_at: datetime, pause_ends_at: datetime, now: datetime) -> int:
    """How long a pause has lasted by `now`; it ends by itself at its limit."""
    return max(0, (min(now, pause_ends_at) - paused_at) // MS)


def remaining_ms(deadline_at: datetime, now: datetime, *, paused_at: datetime | None = None) -> int:
    """What the candidate's clock shows: it stands still while paused, and never goes below zero."""
    return max(0, (deadline_at - (paused_at or now)) // MS)


def is_up(deadline_at: datetime, now: datetime) -> bool:
    """Whether the time is up: the deadline itself is the first moment that is too late to act."""
    return now >= deadline_at


def counts(*, at_ms: int, received_at: datetime, started_at: datetime, ended_at: datetime, final_at: datetime) -> bool:
    """Whether a change to a sitting that is over still counts.

    It does when it was made by `ended_at` and arrived by `final_at`, the end of the network grace.
    """
    return started_at + at_ms * MS <= ended_at and received_at <= final_at
