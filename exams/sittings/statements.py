"""The statement that saves answers: ownership, state, deadline and sequence are checked where they are written.

By hand, because it is the one statement that every candidate sends every minute: PostgreSQL does all of it in a single
statement and commit, SQLite in two statements of a transaction. Nothing else writes responses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from exams.sittings import ledger
from exams.sittings.columns import moment_in, moment_out, uuid_in
from exams.sittings.outage_time import NOT_HEARD_SECONDS
from exams.sittings.prepared import fetch_one

# Servers' clocks differ a little: who holds the sitting does not lose to an old window by that.
CLOCK_TOLERANCE_MS = 3000
MOST_SPENT_MS = 1_000_000_000
# A client that was silent for longer has missed heartbeats: the slow way writes that down.
SILENT_AFTER = timedelta(seconds=NOT_HEARD_SECONDS)


@dataclass(frozen=True)
class Row:
    """The new answer to one item; times in milliseconds since the start, `spent_ms` to be added."""

    position: int
    version_id: int
    selected: str
    struck: str
    is_flagged: bool
    at_ms: int
    spent_ms: int


@dataclass(frozen=True)
class Held:
    """What the sitting's row says after the statement."""

    deadline_at: datetime
    command_count: int
    receipt_number: int
    receipt_head: str


_HOLDS = (
    "id = %s AND user_id = %s AND state = 'running' AND deadline_at > %s"
    " AND active_client = %s AND active_seq = %s AND last_seen_at > %s"
)
_SEEN = "active_seq = %s, last_seen_at = %s, acked_command = {greatest}(acked_command, {least}(%s, command_count))"
_LINKED = "receipt_number = receipt_number + 1, receipt_head = {sha256}"
_RETURNED = "id, deadline_at, command_count, receipt_number, {head} AS head"
_WORDS = {
    "postgresql": {
        "greatest": "GREATEST",
        "least": "LEAST",
        "sha256": "sha256(convert_to(encode(receipt_head, 'hex') || %s, 'UTF8'))",
        "head": "encode(receipt_head, 'hex')",
    },
    # Django gives SQLite this function.
    "sqlite": {"greatest": "MAX", "least": "MIN", "sha256": "SHA256(receipt_head || %s)", "head": "receipt_head"},
}

_COLUMNS = (
    *("position", "version_id", "selected", "struck", "is_flagged", "first_at", "last_at"),
    *("first_at_ms", "last_at_ms", "spent_ms", "change_count", "changed_by", "trail"),
)
_NAMES = ", ".join(_COLUMNS)
# The newest change of a position wins: within one client by its order, between clients by their own time.
# A mere look has no time (0): it takes nothing away from anybody.
_IS_NEWER = "excluded.last_at_ms > 0 AND excluded.last_at_ms + {tolerance} > was.last_at_ms"
_WINS = f"(was.changed_by = excluded.changed_by OR {_IS_NEWER})"
_IS_OTHER = "was.selected <> excluded.selected"
_IF_IT_WINS = {
    **{name: f"excluded.{name}" for name in ("selected", "struck", "is_flagged", "last_at", "changed_by")},
    "last_at_ms": "CASE WHEN excluded.last_at_ms > was.last_at_ms THEN excluded.last_at_ms ELSE was.last_at_ms END",
    # Until the first choice the item was only looked at, flagged or struck.
    **{
        name: f"CASE WHEN was.change_count = 0 AND {_IS_OTHER} THEN excluded.{name} ELSE was.{name} END"
        for name in ("first_at", "first_at_ms")
    },
    "change_count": f"was.change_count + CASE WHEN {_IS_OTHER} THEN 1 ELSE 0 END",
    "spent_ms": f"was.spent_ms + CASE WHEN was.spent_ms > {MOST_SPENT_MS} THEN 0 ELSE excluded.spent_ms END",
}
_TRAIL = (
    f"CASE WHEN length(was.trail) > {ledger.LONGEST_TRAIL} THEN was.trail"
    f" ELSE was.trail || CASE WHEN {_WINS} THEN '' ELSE '{ledger.OVERRULED}' END || excluded.trail END"
)
# What becomes of a row that `was` when the `excluded` one comes.
_MERGED = (
    ", ".join(f"{name} = CASE WHEN {_WINS} THEN {value} ELSE was.{name} END" for name, value in _IF_IT_WINS.items())
    + f", trail = {_TRAIL}"
)


def save_if_holding(
    *, user_id: int, sitting_id: UUID, client: UUID, seq: int, ack: int, rows: Sequence[Row], now: datetime
) -> Held | None:
    """Apply the next batch of the client that holds a running sitting; None when anything is not as it usually is.

    Then nothing was written, and the slow way finds out what it is. One statement on PostgreSQL.
    """
    sets = (_SEEN, [seq, moment_in(now), ack])
    silent = moment_in(now - SILENT_AFTER)
    values = [uuid_in(sitting_id), user_id, moment_in(now), uuid_in(client), seq - 1, silent]
    try:
        return _run(sitting_id, client, sets, (_HOLDS, values), rows, now, CLOCK_TOLERANCE_MS)
    except IntegrityError:
        # While this waited for the row, another client's answer to the same item was merged.
        return None


def save_locked(*, sitting_id: UUID, client: UUID, rows: Sequence[Row], now: datetime, tolerance_ms: int) -> Held:
    """Save answers to a sitting whose row the caller has locked and judged."""
    held = _run(sitting_id, client, ("", []), ("id = %s", [uuid_in(sitting_id)]), rows, now, tolerance_ms)
    assert held
    return held


def _run(
    sitting_id: UUID,
    client: UUID,
    sets: tuple[str, list[Any]],
    where: tuple[str, list[Any]],
    rows: Sequence[Row],
    now: datetime,
    tolerance_ms: int,
) -> Held | None:
    received_ms = int(now.timestamp() * 1000)
    entries = {row.position: _entry(row, received_ms) for row in rows}
    names, values = [sets[0]] if sets[0] else [], list(sets[1])
    if rows:
        names.append(_LINKED)
        values.append(ledger.write_link(entries))
    words = _WORDS[connection.vendor]
    returned = _RETURNED.format(**words)
    update = f"UPDATE sittings_sitting SET {', '.join(names).format(**words)} WHERE {where[0]} RETURNING {returned}"
    values += where[1]
    if not rows:
        return _hold(update, values)
    answers = [_values(row, entries[row.position], client, now) for row in rows]
    if connection.vendor == "postgresql":
        return _hold(_with_answers(update, len(rows), tolerance_ms), values + [item for row in answers for item in row])
    with transaction.atomic():
        held = _hold(update, values)
        if held is not None:
            _insert(sitting_id, held, answers, tolerance_ms)
    return held


def _entry(row: Row, received_ms: int) -> str:
    return ledger.write_entry(
        received_ms=received_ms,
        at_ms=row.at_ms,
        selected=row.selected,
        struck=row.struck,
        is_flagged=row.is_flagged,
    )


def _values(row: Row, entry: str, client: UUID, now: datetime) -> list[Any]:
    """In the order of `_COLUMNS`; the trail still lacks its number."""
    at = moment_in(now)
    answer = [row.position, row.version_id, row.selected, row.struck, row.is_flagged, at, at]
    return [*answer, row.at_ms, row.at_ms, row.spent_ms, int(bool(row.selected)), uuid_in(client), entry]


def _hold(statement: str, values: list[Any]) -> Held | None:
    found = fetch_one(statement, values)
    if found is None:
        return None
    _, deadline_at, command_count, number, head = found
    return Held(moment_out(deadline_at), command_count, number, head)


def _with_answers(update: str, count: int, tolerance_ms: int) -> str:
    """PostgreSQL: the sitting's row first; without it no answer is written.

    Changed or else inserted: the row of the sitting is locked, so nobody can come in between, and ON CONFLICT, which
    reckons with that, logs more.
    """
    row = f"({', '.join(['%s'] * len(_COLUMNS))})"
    picked = ", ".join(f"new.{name}" for name in _COLUMNS[:-1])
    return (
        f"WITH held AS ({update}), given AS (SELECT held.id AS sitting_id, {picked},"
        " held.receipt_number || ',' || new.trail AS trail"
        f" FROM held CROSS JOIN (VALUES {', '.join([row] * count)}) AS new ({_NAMES})),"
        f" merged AS (UPDATE sittings_response AS was SET {_MERGED.format(tolerance=tolerance_ms)}"
        " FROM given AS excluded WHERE was.sitting_id = excluded.sitting_id AND was.position = excluded.position"
        " RETURNING was.position),"
        f" saved AS (INSERT INTO sittings_response (sitting_id, {_NAMES}) SELECT sitting_id, {_NAMES} FROM given"
        " WHERE position NOT IN (SELECT position FROM merged))"
        " SELECT id, deadline_at, command_count, receipt_number, head FROM held"
    )


def _insert(sitting_id: UUID, held: Held, answers: list[list[Any]], tolerance_ms: int) -> None:
    row = f"({', '.join(['%s'] * (len(_COLUMNS) + 1))})"
    statement = (
        f"INSERT INTO sittings_response AS was (sitting_id, {_NAMES}) VALUES {', '.join([row] * len(answers))}"
        f" ON CONFLICT (sitting_id, position) DO UPDATE SET {_MERGED.format(tolerance=tolerance_ms)}"
    )
    values = [[uuid_in(sitting_id), *answer[:-1], f"{held.receipt_number},{answer[-1]}"] for answer in answers]
    with connection.cursor() as cursor:
        cursor.execute(statement, [item for row in values for item in row])
