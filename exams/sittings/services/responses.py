"""Applying the changes of a batch to the stored responses."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from exams.sittings import clock
from exams.sittings.batches import LATE, Change, Refusal, find_refusal
from exams.sittings.content import ShownItem, list_shown_items
from exams.sittings.models import LateChange, Response, Sitting, SittingState

WRITTEN = (
    "selected",
    "struck",
    "is_flagged",
    "change_count",
    "spent_ms",
    "first_at",
    "first_at_ms",
    "last_at",
    "last_at_ms",
    "changed_by",
)


CLOCK_TOLERANCE_MS = 3000
MOST_LATE_CHANGES = 500


def apply_changes(
    *, sitting: Sitting, client: UUID, changes: Sequence[Change], now: datetime
) -> tuple[list[Refusal], bool]:
    """Store the changes of one client in order; what was refused, and whether any answer is different now.

    The newest change of a position wins: within one client by its order, between clients by their own time. Late
    ones are kept apart. At most three statements.
    """
    items = list_shown_items(sitting)
    refused: list[Refusal] = []
    late: list[Change] = []
    good: list[Change] = []
    for change in changes:
        refusal = _judge(change, items)
        if refusal:
            refused.append(refusal)
        elif _is_late(sitting, change, now):
            late.append(change)
            refused.append(Refusal(change.position, LATE, f"The answer to item {change.position} came too late."))
        else:
            good.append(change)
    _keep_late(sitting, late, now)
    return refused, _merge(sitting, client, good, items, now)


def _judge(change: Change, items: Sequence[ShownItem]) -> Refusal | None:
    if not 1 <= change.position <= len(items):
        return find_refusal(change, select_count=None, option_codes=frozenset())
    item = items[change.position - 1]
    return find_refusal(change, select_count=item.select_count, option_codes=item.option_codes)


def _is_late(sitting: Sitting, change: Change, now: datetime) -> bool:
    if sitting.state != SittingState.CLOSED:
        return False
    assert sitting.started_at
    assert sitting.closed_at
    assert sitting.final_at
    return not clock.counts(
        at_ms=change.at_ms,
        received_at=now,
        started_at=sitting.started_at,
        # A sitting that was ended during a pause: nothing counts that was changed after the clock stopped.
        ended_at=sitting.paused_at or sitting.closed_at,
        final_at=sitting.final_at,
    )


def _keep_late(sitting: Sitting, changes: Sequence[Change], now: datetime) -> None:
    if not changes or sitting.late_changes.count() >= MOST_LATE_CHANGES:
        return
    rows = [
        LateChange(
            sitting=sitting,
            position=change.position,
            selected=list(change.selected),
            at_ms=change.at_ms,
            received_at=now,
        )
        for change in changes
    ]
    LateChange.objects.bulk_create(rows, ignore_conflicts=True)


def _merge(
    sitting: Sitting, client: UUID, changes: Sequence[Change], items: Sequence[ShownItem], now: datetime
) -> bool:
    if not changes:
        return False
    assert sitting.started_at
    positions = {change.position for change in changes}
    stored = {row.position: row for row in sitting.responses.filter(position__in=positions)}
    ceiling = clock.elapsed_ms(sitting.started_at, now)
    # Servers' clocks differ a little: who holds the sitting does not lose to an old window by that.
    tolerance = CLOCK_TOLERANCE_MS if client == sitting.active_client else 0
    touched: dict[int, Response] = {}
    for change in changes:
        row = touched.get(change.position) or stored.get(change.position)
        at_ms = min(change.at_ms, ceiling)  # a client's clock that runs ahead must not win every merge
        if row is None:
            row = _new_response(sitting, change, items[change.position - 1].version_id, at_ms, now)
        elif row.changed_by != client and at_ms + tolerance <= row.last_at_ms:
            continue
        touched[change.position] = _write(row, client, change, at_ms, now)
    Response.objects.bulk_create(
        touched.values(), update_conflicts=True, unique_fields=["sitting", "position"], update_fields=WRITTEN
    )
    return bool(touched)


def _new_response(sitting: Sitting, change: Change, version_id: int, at_ms: int, now: datetime) -> Response:
    return Response(
        sitting=sitting, position=change.position, version_id=version_id, first_at=now, first_at_ms=at_ms, last_at_ms=0
    )


def _write(row: Response, client: UUID, change: Change, at_ms: int, now: datetime) -> Response:
    selected = sorted(set(change.selected))
    if selected != row.selected:
        row.change_count += 1
        if row.change_count == 1:
            # Until now the item was only looked at, flagged or struck.
            row.first_at, row.first_at_ms = now, at_ms
    row.selected = selected
    row.struck = sorted(set(change.struck))
    row.is_flagged = change.is_flagged
    row.spent_ms += change.spent_ms
    row.last_at = now
    row.last_at_ms = max(row.last_at_ms, at_ms)
    row.changed_by = client
    row.pk = None  # or Django would write new and known rows in two statements; (sitting, position) names the row
    return row
