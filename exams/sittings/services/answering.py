"""Answering: one client holds a sitting and tells the server, batch by batch, what the candidate did."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.sittings import clock
from exams.sittings.batches import Batch, Refusal, SyncAnswer
from exams.sittings.errors import SequenceGap, SittingNotStarted, SittingPaused, TakenOver, TokenInvalid
from exams.sittings.models import Command, CommandType, Response, Sitting, SittingClient, SittingEvent, SittingState
from exams.sittings.selectors import list_commands
from exams.sittings.services.responses import apply_changes
from exams.sittings.services.transitions import announce_closed, lock_sitting, record, refuse_closed, settle


@dataclass(frozen=True)
class TakeOver:
    """What a client needs to go on where the candidate stood. `seq`: its last batch that was applied."""

    sitting: Sitting
    seq: int
    now: datetime
    commands: list[Command]
    answers: list[Response]


def take_over(*, user: User, sitting_id: UUID, client: UUID) -> TakeOver:
    """Make `client` the one that holds the sitting. May be repeated.

    A sitting that is over can be taken over too: to deliver what a device still keeps. What of it counts is decided
    change by change. Raises NotFound, SittingNotStarted, SittingClosed (one that was never started).
    """
    with transaction.atomic():
        sitting = lock_sitting(sitting_id=sitting_id, user=user)
        now = timezone.now()  # under the lock: who had to wait is judged by when it is their turn
        settle(sitting=sitting, now=now)
        if sitting.state in {SittingState.SCHEDULED, SittingState.CHECK_IN}:
            raise SittingNotStarted
        if sitting.started_at is not None:
            row = _activate(sitting, client, now)
    if sitting.started_at is None:
        refuse_closed(sitting)
    commands = list_commands(sitting=sitting, after=sitting.acked_command)
    if sitting.state == SittingState.PAUSED and not any(row.type == CommandType.PAUSE for row in commands):
        # Seen by another window, perhaps; this one must know why it may not go on.
        commands += sitting.commands.filter(type=CommandType.PAUSE).order_by("-number")[:1]
    return TakeOver(sitting, row.last_seq, now, commands, list(sitting.responses.all()))


def _activate(sitting: Sitting, client: UUID, now: datetime) -> SittingClient:
    row, _ = SittingClient.objects.get_or_create(
        sitting=sitting, client=client, defaults={"first_seen_at": now, "last_seen_at": now}
    )
    if sitting.active_client != client:
        before = sitting.active_client
        sitting.active_client = client
        sitting.save(update_fields=["active_client"])
        names = {"client": str(client), "before": str(before or "")}
        record(sitting=sitting, type="taken-over", at=now, actor=sitting.user, details=names)
    return row


def sync(*, user_id: int, sitting_id: UUID, batch: Batch) -> SyncAnswer:
    """Apply a batch once; a repeat of the last batch changes nothing and hears the same refusals.

    Raises TokenInvalid (the client never took this sitting over), SequenceGap (`seq` in it), SittingPaused (changes
    wait until it goes on), TakenOver (after the batch was merged: nothing of it is lost). Four statements.
    """
    with transaction.atomic():
        row = _lock_client(user_id, sitting_id, batch.client)
        now = timezone.now()  # under the lock, as in take_over
        sitting = row.sitting
        settle(sitting=sitting, now=now)
        is_repeat = batch.seq == row.last_seq
        if not is_repeat:
            _apply_batch(row, batch, now)
        _acknowledge(sitting, batch.ack)
    if sitting.active_client != batch.client and sitting.state != SittingState.CLOSED:
        raise TakenOver
    return _answer(sitting, row, batch, now)


def _lock_client(user_id: int, sitting_id: UUID, client: UUID) -> SittingClient:
    rows = SittingClient.objects.select_for_update(of=("self", "sitting"))
    rows = rows.select_related("sitting__exam", "sitting__form")
    row = rows.filter(sitting_id=sitting_id, sitting__user_id=user_id, client=client).first()
    if row is None:
        raise TokenInvalid
    return row


def _apply_batch(row: SittingClient, batch: Batch, now: datetime) -> None:
    sitting = row.sitting
    if batch.seq != row.last_seq + 1:
        raise SequenceGap(seq=row.last_seq)
    if sitting.state == SittingState.PAUSED and batch.changes:
        raise SittingPaused(remaining_ms=_remaining_ms(sitting, now))
    refused, is_changed = apply_changes(sitting=sitting, client=batch.client, changes=batch.changes, now=now)
    if is_changed and sitting.state == SittingState.CLOSED:
        # Given in time, arrived within the grace: what was scored, if anything, is scored again.
        sitting.answers_version += 1
        sitting.save(update_fields=["answers_version"])
        record(sitting=sitting, type="answers-arrived-in-grace", at=now, details={"client": str(batch.client)})
        announce_closed(sitting)
    if is_changed and sitting.active_client != batch.client:
        merged = {"client": str(batch.client), "positions": sorted({change.position for change in batch.changes})}
        record(sitting=sitting, type="answers-merged", at=now, details=merged)
    if sitting.state != SittingState.CLOSED:
        _record_events(sitting, batch, now)
    row.last_seq = batch.seq
    row.last_refused = [asdict(refusal) for refusal in refused]
    row.last_seen_at = now
    row.save(update_fields=["last_seq", "last_refused", "last_seen_at"])


def _record_events(sitting: Sitting, batch: Batch, now: datetime) -> None:
    if batch.events:
        SittingEvent.objects.bulk_create(
            SittingEvent(
                sitting=sitting,
                at=now,
                actor_id=sitting.user_id,
                type=event.type,
                details={"at_ms": event.at_ms, "for_ms": event.for_ms, "client": str(batch.client)},
            )
            for event in batch.events
        )


def _acknowledge(sitting: Sitting, ack: int) -> None:
    seen = min(ack, sitting.command_count)
    if seen > sitting.acked_command:
        sitting.acked_command = seen
        sitting.save(update_fields=["acked_command"])


def _answer(sitting: Sitting, row: SittingClient, batch: Batch, now: datetime) -> SyncAnswer:
    assert sitting.deadline_at
    commands = list_commands(sitting=sitting, after=batch.ack) if sitting.command_count > batch.ack else []
    return SyncAnswer(
        seq=row.last_seq,
        state=sitting.state,
        close_reason=sitting.close_reason,
        now=now,
        deadline_at=sitting.deadline_at,
        remaining_ms=_remaining_ms(sitting, now),
        commands=[{"id": row.number, "type": row.type, "text": row.text} for row in commands],
        refused=[Refusal(**refusal) for refusal in row.last_refused],
    )


def _remaining_ms(sitting: Sitting, now: datetime) -> int:
    assert sitting.deadline_at
    if sitting.state == SittingState.CLOSED:
        return 0
    return clock.remaining_ms(sitting.deadline_at, now, paused_at=sitting.paused_at)
