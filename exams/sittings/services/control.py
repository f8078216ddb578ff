"""What staff may do to a sitting. Who may is asked by the caller; every step is logged with actor and reason.

`actor` None: no person; then the text says who. `details`: what the log keeps with the step.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.sittings.errors import SittingNotStarted, SittingRunning
from exams.sittings.models import CloseReason, CommandType, Sitting, SittingState
from exams.sittings.selectors import SAT
from exams.sittings.services.transitions import (
    announce_closed,
    close,
    command,
    end_pause,
    live_sitting,
    lock_sitting,
    record,
    set_deadline,
)
from exams.sittings.states import next_state


def pause(*, actor: User | None, sitting_id: UUID, text: str, details: dict[str, Any] | None = None) -> Sitting:
    """Stop the clock, with words for the candidate. Raises SittingClosed, SittingPaused, SittingNotStarted."""
    with live_sitting(sitting_id) as (sitting, now):
        sitting.state = SittingState(next_state(sitting.state, "pause"))
        sitting.paused_at = now
        sitting.pause_ends_at = now + timedelta(seconds=sitting.exam.pause_limit_seconds)
        command(sitting=sitting, type=CommandType.PAUSE, text=text, at=now)
        sitting.save(update_fields=["state", "paused_at", "pause_ends_at", "command_count"])
        record(sitting=sitting, type="paused", at=now, actor=actor, reason=text, details=details)
    return sitting


def resume(*, actor: User | None, sitting_id: UUID, text: str = "", details: dict[str, Any] | None = None) -> Sitting:
    """Let the clock run on. Raises SittingClosed, SittingRunning, SittingNotStarted."""
    with live_sitting(sitting_id) as (sitting, now):
        end_pause(sitting=sitting, now=now, actor=actor, why=text, details=details)
    return sitting


def extend(*, actor: User, sitting_id: UUID, seconds: int, text: str) -> Sitting:
    """Give time. Raises ValueError when it would take some, SittingClosed, SittingNotStarted."""
    if seconds <= 0:
        raise ValueError("An extension gives time; it takes none.")
    with live_sitting(sitting_id) as (sitting, now):
        sitting.state = SittingState(next_state(sitting.state, "extend"))
        sitting.extended_seconds += seconds
        set_deadline(sitting)
        command(sitting=sitting, type=CommandType.EXTEND, text=text, at=now)
        sitting.save(update_fields=["extended_seconds", "deadline_at", "command_count"])
        record(sitting=sitting, type="extended", at=now, actor=actor, reason=text, details={"seconds": seconds})
    return sitting


def terminate(*, actor: User, sitting_id: UUID, text: str) -> Sitting:
    """End the sitting, with the reason. Raises SittingClosed, SittingNotStarted."""
    with live_sitting(sitting_id) as (sitting, now):
        next_state(sitting.state, "terminate")
        command(sitting=sitting, type=CommandType.TERMINATE, text=text, at=now)
        close(sitting=sitting, step="terminate", reason=CloseReason.TERMINATED, at=now, actor=actor, why=text)
    return sitting


@transaction.atomic
def set_hold(*, sitting_id: UUID, is_held: bool, actor: User | None = None, text: str = "") -> Sitting:
    """Hold the sitting's result back for a review, or let it go. May be repeated; at any time. Raises NotFound."""
    sitting = lock_sitting(sitting_id=sitting_id)
    if sitting.is_held != is_held:
        sitting.is_held = is_held
        sitting.save(update_fields=["is_held"])
        type = "result-held" if is_held else "result-let-go"
        record(sitting=sitting, type=type, at=timezone.now(), actor=actor, reason=text)
    return sitting


@transaction.atomic
def set_void(*, sitting_id: UUID, is_void: bool, actor: User | None = None, text: str = "") -> Sitting:
    """Let the result of a sitting that is over count no more, or again. May be repeated.

    Whoever makes results hears of it after the commit. Raises NotFound, SittingRunning (it goes on), SittingNotStarted
    (nothing was sat, so there is nothing to void).
    """
    sitting = lock_sitting(sitting_id=sitting_id)
    if sitting.is_void == is_void:
        return sitting
    if sitting.close_reason not in SAT:
        raise SittingRunning("This sitting goes on.") if sitting.started_at else SittingNotStarted
    now = timezone.now()
    sitting.voided_at = now if is_void else None
    sitting.save(update_fields=["voided_at"])
    type = "result-voided" if is_void else "result-reinstated"
    record(sitting=sitting, type=type, at=now, actor=actor, reason=text)
    announce_closed(sitting.pk, is_just_closed=False)
    return sitting


def send_message(*, actor: User | None, sitting_id: UUID, text: str, details: dict[str, Any] | None = None) -> Sitting:
    """Say something to the candidate. Raises SittingClosed."""
    with live_sitting(sitting_id) as (sitting, now):
        command(sitting=sitting, type=CommandType.MESSAGE, text=text, at=now)
        sitting.save(update_fields=["command_count"])
        record(sitting=sitting, type="message-sent", at=now, actor=actor, reason=text, details=details)
    return sitting
