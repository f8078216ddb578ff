"""Applying the changes of a batch to the stored responses: what may be saved, and what came too late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exams.sittings import clock, ledger
from exams.sittings.batches import LATE, Change, Refusal, find_refusal
from exams.sittings.content import Room
from exams.sittings.models import LateChange, Sitting, SittingState
from exams.sittings.statements import CLOCK_TOLERANCE_MS, Held, Row, save_locked

MOST_LATE_CHANGES = 500


@dataclass(frozen=True)
class Judged:
    """The changes of a batch: to be saved, in their order, and refused."""

    rows: list[Row]
    refused: list[Refusal]

    @property
    def has_repeated_position(self) -> bool:
        return len({row.position for row in self.rows}) < len(self.rows)


def judge(room: Room, changes: Sequence[Change], now: datetime) -> Judged:
    """What may be saved of a batch, judged by the items alone."""
    rows: list[Row] = []
    refused: list[Refusal] = []
    ceiling = clock.elapsed_ms(room.started_at, now)
    for change in changes:
        refusal = _refuse(change, room)
        if refusal:
            refused.append(refusal)
        else:
            rows.append(_row(change, room, ceiling))
    return Judged(rows, refused)


def _refuse(change: Change, room: Room) -> Refusal | None:
    if not 1 <= change.position <= len(room.asked):
        return find_refusal(change, select_count=None, option_codes=frozenset())
    asked = room.asked[change.position - 1]
    return find_refusal(change, select_count=asked.select_count, option_codes=asked.option_codes)


def _row(change: Change, room: Room, ceiling_ms: int) -> Row:
    return Row(
        position=change.position,
        version_id=room.asked[change.position - 1].version_id,
        selected="".join(sorted(set(change.selected))),
        struck="".join(sorted(set(change.struck))),
        is_flagged=change.is_flagged,
        at_ms=min(change.at_ms, ceiling_ms),  # a client's clock that runs ahead must not win every merge
        spent_ms=change.spent_ms,
    )


def keep_late(*, sitting: Sitting, judged: Judged, now: datetime) -> Judged:
    """What of a batch still counts when the sitting is over; the rest is kept apart and refused as late."""
    late = [row for row in judged.rows if not _counts(sitting, row, now)]
    if not late:
        return judged
    if sitting.late_changes.count() < MOST_LATE_CHANGES:
        kept = [
            LateChange(
                sitting=sitting, position=row.position, selected=list(row.selected), at_ms=row.at_ms, received_at=now
            )
            for row in late
        ]
        LateChange.objects.bulk_create(kept, ignore_conflicts=True)
    refused = [Refusal(row.position, LATE, f"The answer to item {row.position} came too late.") for row in late]
    return Judged([row for row in judged.rows if row not in late], [*judged.refused, *refused])


def _counts(sitting: Sitting, row: Row, now: datetime) -> bool:
    if sitting.state != SittingState.CLOSED:
        return True
    assert sitting.started_at
    assert sitting.closed_at
    assert sitting.final_at
    return clock.counts(
        at_ms=row.at_ms,
        received_at=now,
        started_at=sitting.started_at,
        # A sitting that was ended during a pause: nothing counts that was changed after the clock stopped.
        ended_at=sitting.paused_at or sitting.closed_at,
        final_at=sitting.final_at,
    )


def are_stored(*, sitting: Sitting, rows: Sequence[Row]) -> bool:
    """Whether the trails have each of these changes, just so. One statement, none without changes.

    In doubt not (a trail that is full): sent again, a change is merged once more.
    """
    if not rows or sitting.started_at is None:
        return not rows
    found = sitting.responses.filter(position__in=[row.position for row in rows]).values_list("position", "trail")
    trails = {position: ledger.read_trail(position, trail) for position, trail in found}
    started_ms = int(sitting.started_at.timestamp() * 1000)
    return all(_is_in(trails.get(row.position, []), row, started_ms) for row in rows)


def _is_in(trail: list[ledger.Entry], row: Row, started_ms: int) -> bool:
    """By its time; the newest entry also when the change was ahead of the server's clock, which cut its time."""
    same = [
        entry
        for entry in trail
        if (entry.selected, entry.struck, entry.is_flagged) == (row.selected, row.struck, row.is_flagged)
    ]
    if any(entry.at_ms == row.at_ms for entry in same):
        return True
    newest = trail[-1] if trail else None
    return newest in same and newest.received_ms - started_ms - 1 <= newest.at_ms < row.at_ms


def save_all(*, sitting: Sitting, client: UUID, rows: Sequence[Row], now: datetime) -> Held | None:
    """Save answers to a locked sitting, in order; one position may come several times. None: there was nothing."""
    held = None
    is_holder = client == sitting.active_client
    while rows:
        first = {row.position: row for row in reversed(rows)}
        held = save_locked(
            sitting_id=sitting.pk,
            client=client,
            rows=list(first.values()),
            now=now,
            tolerance_ms=CLOCK_TOLERANCE_MS if is_holder else 0,
        )
        rows = [row for row in rows if row is not first[row.position]]
    return held
