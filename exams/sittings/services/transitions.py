"""Steps on a sitting whose row the caller has locked. Each writes the row, the log, and promises the signal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.errors import NotFound
from exams.sittings import clock, outage_time, push
from exams.sittings.errors import SittingClosed
from exams.sittings.models import CloseReason, Command, CommandType, Sitting, SittingEvent, SittingState
from exams.sittings.outage_selectors import list_outages
from exams.sittings.signals import sitting_closed
from exams.sittings.states import next_state

GRACE_REASONS = {CloseReason.EXPIRED, CloseReason.TERMINATED}


def lock_sitting(*, sitting_id: UUID, user: User | None = None) -> Sitting:
    """The sitting with its exam and form, its row locked until the transaction ends.

    Raises NotFound when there is none, or when it is not `user`'s.
    """
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("exam", "form").filter(pk=sitting_id)
    sitting = rows.first() if user is None else rows.filter(user=user).first()
    if sitting is None:
        raise NotFound("There is no such sitting.")
    return sitting


@contextmanager
def live_sitting(sitting_id: UUID) -> Iterator[tuple[Sitting, datetime]]:
    """The locked sitting as time has made it, and the moment; raises SittingClosed, NotFound."""
    # In a transaction of its own: a refusal after it must not undo what time has done.
    with transaction.atomic():
        sitting = lock_sitting(sitting_id=sitting_id)
        now = timezone.now()
        settle(sitting=sitting, now=now)
    with transaction.atomic():
        sitting = lock_sitting(sitting_id=sitting_id)
        refuse_closed(sitting)
        yield sitting, now


def record(
    *,
    sitting: Sitting,
    type: str,
    at: datetime,
    actor: User | None = None,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """One line of the append-only log."""
    SittingEvent.objects.create(sitting=sitting, at=at, actor=actor, type=type, reason=reason, details=details or {})


def command(*, sitting: Sitting, type: CommandType, text: str, at: datetime) -> None:
    """Queue a command for the candidate's client; the caller saves `command_count` with its own fields."""
    sitting.command_count += 1
    Command.objects.create(sitting=sitting, number=sitting.command_count, type=type, text=text, created_at=at)
    push.hint(sitting.pk)


def close(
    *,
    sitting: Sitting,
    step: str,
    reason: CloseReason,
    at: datetime,
    actor: User | None = None,
    why: str = "",
    outages: Iterable[outage_time.Interval] = (),
) -> None:
    """End a sitting for ever as of `at`; answers given by then may still arrive within the network grace.

    The grace begins anew at the end of each of the `outages` that fall into it.
    """
    sitting.state = SittingState(next_state(sitting.state, step))
    sitting.close_reason = reason
    sitting.closed_at = at
    grace = sitting.exam.network_grace_seconds if reason in GRACE_REASONS else 0
    sitting.final_at = outage_time.final_at(at, grace_seconds=grace, outages=outages)
    sitting.save(update_fields=["state", "close_reason", "closed_at", "final_at", "command_count"])
    record(sitting=sitting, type=reason, at=at, actor=actor, reason=why)
    announce_closed(sitting.pk)


def announce_closed(sitting_id: UUID, *, is_just_closed: bool = True) -> None:
    """Send `sitting_closed` once the transaction is through; a failing listener harms nobody."""
    told = {"sitting_id": sitting_id, "is_just_closed": is_just_closed}
    transaction.on_commit(partial(sitting_closed.send_robust, sender=Sitting, **told))


def end_pause(
    *,
    sitting: Sitting,
    now: datetime,
    actor: User | None = None,
    why: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Let the clock run on; the deadline moves by the length of the pause, at most by the pause's limit."""
    sitting.state = SittingState(next_state(sitting.state, "resume"))
    assert sitting.paused_at
    assert sitting.pause_ends_at
    sitting.paused_ms += clock.pause_length_ms(sitting.paused_at, sitting.pause_ends_at, now)
    resumed_at = min(now, sitting.pause_ends_at)
    sitting.paused_at = sitting.pause_ends_at = None
    set_deadline(sitting)
    command(sitting=sitting, type=CommandType.RESUME, text=why, at=resumed_at)
    sitting.save(update_fields=["state", "paused_ms", "paused_at", "pause_ends_at", "deadline_at", "command_count"])
    record(sitting=sitting, type="resumed", at=resumed_at, actor=actor, reason=why, details=details)


def set_deadline(sitting: Sitting) -> None:
    """Compute `deadline_at` anew from the parts it is made of; the caller saves it."""
    assert sitting.started_at
    assert sitting.allotted_seconds
    sitting.deadline_at = clock.deadline(
        sitting.started_at,
        allotted_seconds=sitting.allotted_seconds,
        extended_seconds=sitting.extended_seconds,
        paused_ms=sitting.paused_ms,
    )


def settle(*, sitting: Sitting, now: datetime) -> None:
    """What time alone has done since somebody looked: a pause over its limit ends, a sitting past its deadline closes."""
    if sitting.state == SittingState.PAUSED and sitting.pause_ends_at and clock.is_up(sitting.pause_ends_at, now):
        end_pause(sitting=sitting, now=now, why="The pause has reached its limit.")
    if sitting.state == SittingState.RUNNING and sitting.deadline_at and clock.is_up(sitting.deadline_at, now):
        ended_at = sitting.deadline_at
        outages = list_outages(since=ended_at, now=now)
        close(sitting=sitting, step="expire", reason=CloseReason.EXPIRED, at=ended_at, outages=outages)


def refuse_closed(sitting: Sitting) -> None:
    """Raises SittingClosed (with the reason) for a closed sitting.

    Call it outside the transaction that settled the sitting, or the closing would be rolled back with the refusal.
    """
    if sitting.state == SittingState.CLOSED:
        raise SittingClosed(close_reason=sitting.close_reason)
