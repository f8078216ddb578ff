"""Answering: one client holds a sitting and tells the server, batch by batch, what the candidate did."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.sittings import clock
from exams.sittings.batches import Batch, Receipt, Refusal, SyncAnswer
from exams.sittings.content import Room, get_room
from exams.sittings.errors import SequenceGap, SittingNotStarted, SittingPaused, TakenOver, TokenInvalid
from exams.sittings.models import Command, CommandType, Response, Sitting, SittingClient, SittingEvent, SittingState
from exams.sittings.reported import MOST_STORED, RECENT, chain_events, without_known
from exams.sittings.selectors import list_commands, remaining_ms
from exams.sittings.services import entry
from exams.sittings.services.responses import are_stored, judge, keep_late, save_all
from exams.sittings.services.transitions import announce_closed, lock_sitting, record, refuse_closed, settle
from exams.sittings.statements import SILENT_AFTER, save_if_holding


@dataclass(frozen=True)
class TakeOver:
    """What a client needs to go on where the candidate stood."""

    sitting: Sitting
    now: datetime
    commands: list[dict[str, object]]
    answers: list[Response]

    @property
    def seq(self) -> int:
        """The client's last batch that was applied."""
        return self.sitting.active_seq


def take_over(*, user: User, sitting_id: UUID, client: UUID) -> TakeOver:
    """Make `client` the one that holds the sitting. May be repeated.

    A sitting that is over can be taken over too: to deliver what a device still keeps. What of it counts is decided
    change by change. Raises NotFound, SittingNotStarted, SittingClosed (one that was never started).
    """
    with transaction.atomic():
        sitting = lock_sitting(sitting_id=sitting_id, user=user)
        now = timezone.now()  # under the lock: who had to wait is judged by when it is their turn
        settle(sitting=sitting, now=now)
        if sitting.started_at is None:
            refuse_closed(sitting)
            raise SittingNotStarted
        _activate(sitting, client, now)
    return TakeOver(sitting, now, _list_unheard(sitting), list(sitting.responses.all()))


def start(*, user: User, sitting_id: UUID, client: UUID, is_rules_accepted: bool) -> TakeOver:
    """Start the sitting and take it over in one step. May be repeated. Raises what `entry.start` raises."""
    sitting = entry.start(user=user, sitting_id=sitting_id, is_rules_accepted=is_rules_accepted, client=client)
    is_untouched = sitting.active_client == client and sitting.command_count == 0 and sitting.receipt_number == 0
    if is_untouched and sitting.state == SittingState.RUNNING:
        return TakeOver(sitting, timezone.now(), [], [])
    return take_over(user=user, sitting_id=sitting_id, client=client)


def _list_unheard(sitting: Sitting) -> list[dict[str, object]]:
    rows = list_commands(sitting.pk, after=sitting.acked_command)
    if sitting.state == SittingState.PAUSED and not any(row.type == CommandType.PAUSE for row in rows):
        # Seen by another window, perhaps; this one must know why it may not go on.
        rows += sitting.commands.filter(type=CommandType.PAUSE).order_by("-number")[:1]
    return [_tell(row) for row in rows]


def _activate(sitting: Sitting, client: UUID, now: datetime) -> None:
    row, _ = SittingClient.objects.get_or_create(
        sitting=sitting, client=client, defaults={"first_seen_at": now, "last_seen_at": now}
    )
    before = sitting.active_client
    if before != client:
        if before is not None:
            sitting.clients.filter(client=before).update(last_seq=sitting.active_seq, last_seen_at=now)
        sitting.active_client = client
        sitting.active_seq = row.last_seq
        names = {"client": str(client), "before": str(before or "")}
        record(sitting=sitting, type="taken-over", at=now, actor=sitting.user, details=names)
    _hear(sitting, now)
    sitting.save(update_fields=["active_client", "active_seq", "last_seen_at"])


def _hear(sitting: Sitting, now: datetime) -> None:
    """The active client is there; when it was silent for long, the log says so. The caller saves `last_seen_at`."""
    before = sitting.last_seen_at
    if sitting.state == SittingState.RUNNING and before is not None and now - before > SILENT_AFTER:
        silence = {"from": before.isoformat(), "for_ms": (now - before) // clock.MS}
        record(sitting=sitting, type="not-heard", at=now, actor=sitting.user, details=silence)
    sitting.last_seen_at = now


def sync(*, user_id: int, sitting_id: UUID, batch: Batch) -> SyncAnswer:
    """Apply a batch once; a repeat of the last batch changes nothing and hears the same refusals.

    Raises TokenInvalid (the client never took this sitting over), SequenceGap (`seq` in it), SittingPaused (changes
    wait until it goes on), TakenOver (after the batch was merged: nothing of it is lost). One statement as a rule.
    """
    return _sync_as_usual(user_id, sitting_id, batch) or _sync_with_care(user_id, sitting_id, batch)


def _sync_as_usual(user_id: int, sitting_id: UUID, batch: Batch) -> SyncAnswer | None:
    """The next batch of the client that holds a running sitting; None, and nothing done, when it is not that."""
    room = get_room(sitting_id)
    if room is None or batch.events:
        return None
    now = timezone.now()
    judged = judge(room, batch.changes, now)
    if judged.has_repeated_position:
        return None
    held = save_if_holding(
        user_id=user_id,
        sitting_id=sitting_id,
        client=batch.client,
        seq=batch.seq,
        ack=batch.ack,
        rows=judged.rows,
        now=now,
    )
    if held is None:
        return None
    return SyncAnswer(
        seq=batch.seq,
        state=SittingState.RUNNING,
        close_reason="",
        now=now,
        remaining_ms=clock.remaining_ms(held.deadline_at, now),
        commands=_list_commands(sitting_id, held.command_count, batch.ack),
        refused=judged.refused,
        receipt=Receipt(held.receipt_number, held.receipt_head) if batch.changes else None,
    )


def _sync_with_care(user_id: int, sitting_id: UUID, batch: Batch) -> SyncAnswer:
    with transaction.atomic():
        sitting, row = _lock_client(user_id, sitting_id, batch.client)
        now = timezone.now()  # under the lock, as in take_over
        settle(sitting=sitting, now=now)
        is_holder = sitting.active_client == batch.client
        last_seq = sitting.active_seq if is_holder else row.last_seq
        if batch.seq == last_seq:
            refused = _refused_before(sitting, row, batch, now)
            _refuse_other_content(sitting, batch, refused, now)
        else:
            refused = _apply_next(sitting, row, batch, last_seq, now)
        _acknowledge(sitting, batch.ack)
        if is_holder:
            _hear(sitting, now)
        sitting.save(update_fields=["active_seq", "last_seen_at", "acked_command", "event_number", "event_head"])
    if not is_holder and sitting.state != SittingState.CLOSED:
        raise TakenOver
    return _answer(sitting, batch, refused, now)


def _lock_client(user_id: int, sitting_id: UUID, client: UUID) -> tuple[Sitting, SittingClient]:
    """The sitting first, as everybody locks; the client's row, which is written under that lock alone, after it."""
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("exam", "form")
    sitting = rows.filter(pk=sitting_id, user_id=user_id).first()
    row = sitting.clients.filter(client=client).first() if sitting else None
    if sitting is None or row is None:
        raise TokenInvalid
    return sitting, row


def _refused_before(sitting: Sitting, row: SittingClient, batch: Batch, now: datetime) -> list[Refusal]:
    """As it was judged when it came first; the usual way writes nothing of it down, as it follows from the batch."""
    if row.last_seq == batch.seq:
        return [Refusal(**refusal) for refusal in row.last_refused]
    return judge(_room(sitting), batch.changes, now).refused


def _refuse_other_content(sitting: Sitting, batch: Batch, refused: list[Refusal], now: datetime) -> None:
    """Raises SequenceGap when the changes of a repeated number are not those that are stored.

    An older request of the client may arrive late, after the client has taken the sitting over anew and put the next
    batch together under the same number: taken for a repeat, it would be acknowledged and lost.
    """
    positions = {refusal.position for refusal in refused}
    rows = [row for row in judge(_room(sitting), batch.changes, now).rows if row.position not in positions]
    if not are_stored(sitting=sitting, rows=rows):
        raise SequenceGap(seq=batch.seq)


def _apply_next(sitting: Sitting, row: SittingClient, batch: Batch, last_seq: int, now: datetime) -> list[Refusal]:
    if batch.seq != last_seq + 1:
        raise SequenceGap(seq=last_seq)
    if sitting.state == SittingState.PAUSED and batch.changes:
        raise SittingPaused(remaining_ms=remaining_ms(sitting, now))
    judged = keep_late(sitting=sitting, judged=judge(_room(sitting), batch.changes, now), now=now)
    held = save_all(sitting=sitting, client=batch.client, rows=judged.rows, now=now)
    if held is not None:
        sitting.receipt_number, sitting.receipt_head = held.receipt_number, held.receipt_head
        _announce_change(sitting, batch, now)
    if sitting.final_at is None or now <= sitting.final_at:
        # Whoever was offline at the end tells with the last answers what happened meanwhile.
        _record_events(sitting, batch, now)
    if sitting.active_client == batch.client:
        sitting.active_seq = batch.seq
    row.last_seq, row.last_seen_at = batch.seq, now
    row.last_refused = [asdict(refusal) for refusal in judged.refused]
    row.save(update_fields=["last_seq", "last_refused", "last_seen_at"])
    return judged.refused


def _room(sitting: Sitting) -> Room:
    room = get_room(sitting.pk)
    assert room  # only a sitting that was started has clients
    return room


def _announce_change(sitting: Sitting, batch: Batch, now: datetime) -> None:
    if sitting.state == SittingState.CLOSED:
        # Given in time, arrived within the grace: what was scored, if anything, is scored again.
        sitting.answers_version += 1
        sitting.save(update_fields=["answers_version"])
        record(sitting=sitting, type="answers-arrived-in-grace", at=now, details={"client": str(batch.client)})
        announce_closed(sitting.pk)
    if sitting.active_client != batch.client:
        merged = {"client": str(batch.client), "positions": sorted({change.position for change in batch.changes})}
        record(sitting=sitting, type="answers-merged", at=now, details=merged)


def _record_events(sitting: Sitting, batch: Batch, now: datetime) -> None:
    """Add what the client reports to the chain. The caller saves `event_number` and `event_head`."""
    events = [event for event in batch.events if event.text or sitting.event_number < MOST_STORED]
    if events:
        recent = sitting.events.filter(number__gt=max(0, sitting.event_number - RECENT))
        events = without_known(events, batch.client, recent.values_list("type", "reason", "details"))
    links = list(chain_events(events, batch.client, sitting.event_number, sitting.event_head, now))
    if links:
        SittingEvent.objects.bulk_create(
            SittingEvent(
                sitting=sitting,
                at=now,
                actor_id=sitting.user_id,
                type=link.type,
                reason=link.text,
                details=link.details,
                number=link.number,
                head=link.head,
            )
            for link in links
        )
        sitting.event_number, sitting.event_head = links[-1].number, links[-1].head


def _acknowledge(sitting: Sitting, ack: int) -> None:
    """The caller saves `acked_command`."""
    sitting.acked_command = max(sitting.acked_command, min(ack, sitting.command_count))


def _answer(sitting: Sitting, batch: Batch, refused: list[Refusal], now: datetime) -> SyncAnswer:
    return SyncAnswer(
        seq=batch.seq,
        state=sitting.state,
        close_reason=sitting.close_reason,
        now=now,
        remaining_ms=remaining_ms(sitting, now),
        commands=_list_commands(sitting.pk, sitting.command_count, batch.ack),
        refused=refused,
        receipt=Receipt(sitting.receipt_number, sitting.receipt_head) if batch.changes else None,
    )


def _list_commands(sitting_id: UUID, count: int, ack: int) -> list[dict[str, object]]:
    return [_tell(row) for row in list_commands(sitting_id, after=ack)] if count > ack else []


def _tell(command: Command) -> dict[str, object]:
    return {"id": command.number, "type": command.type, "text": command.text}
