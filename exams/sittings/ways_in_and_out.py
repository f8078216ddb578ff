"""What a whole room does in the same second, as one statement each: start, fetch the form, submit.

Reading and writing by hand, as saving (`statements.py`) and for its reason. Each of them does what is usual, or
nothing: then the services that lock the row find out what it is, and say so.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from exams.sittings.columns import moment_in, moment_out, uuid_in
from exams.sittings.prepared import fetch_one


@dataclass(frozen=True)
class Ready:
    """A sitting that may start now, and what its start depends on."""

    created_at: datetime
    rules_accepted_at: datetime | None
    form_id: int
    form_number: int
    form_seed: int
    exam_id: int
    slug: str
    title: str
    starts_at: datetime | None
    is_common_clock: bool
    duration_seconds: int
    time_factor: Decimal
    is_proctored: bool


@dataclass(frozen=True)
class Begun:
    """What the start writes."""

    form_id: int
    form_number: int
    seed: int
    rules_accepted_at: datetime
    started_at: datetime
    allotted_seconds: int
    deadline_at: datetime


@dataclass(frozen=True)
class FormOnScreen:
    """Which form a running sitting shows, and by which rule."""

    form_id: int
    form_number: int
    form_seed: int
    must_complete: bool


@dataclass(frozen=True)
class Ended:
    """The receipt of a sitting that was submitted just now."""

    receipt_number: int
    receipt_head: str


_READY = (
    "SELECT sitting.created_at, sitting.rules_accepted_at, form.id, form.number, form.seed, exam.id, exam.slug,"
    " exam.title, exam.starts_at, exam.is_common_clock, exam.duration_seconds, more.time_factor,"
    " sitting.is_proctored"
    " FROM sittings_sitting sitting"
    " JOIN assembly_exam exam ON exam.id = sitting.exam_id JOIN assembly_form form ON form.id = sitting.form_id"
    " LEFT JOIN accounts_accommodation more ON more.user_id = sitting.user_id"
    " WHERE sitting.id = %s AND sitting.user_id = %s AND sitting.state = 'check_in' AND exam.state = 'open'"
    # Extra time or words of staff from before the start: the slow way brings them.
    " AND sitting.extended_seconds = 0 AND sitting.command_count = 0"
    " AND (NOT sitting.is_proctored OR sitting.cleared_at IS NOT NULL)"
    " AND (sitting.rules_accepted_at IS NOT NULL OR %s)"
    " AND (exam.closes_at IS NULL OR exam.closes_at > %s) AND (exam.starts_at IS NULL OR exam.starts_at <= %s)"
)
_BEGIN = (
    "UPDATE sittings_sitting SET state = 'running', seed = %s, rules_accepted_at = %s, started_at = %s,"
    " allotted_seconds = %s, deadline_at = %s, active_client = %s, last_seen_at = %s"
    " WHERE id = %s AND user_id = %s AND state = 'check_in' AND form_id = %s RETURNING id"
)
_SEAT = (
    "INSERT INTO sittings_sittingclient (sitting_id, client, last_seq, last_refused, first_seen_at, last_seen_at)"
    " SELECT {step}.id, %s, 0, {json}, %s, %s FROM {step}"
)
_EVENT = (
    "INSERT INTO sittings_sittingevent (sitting_id, at, actor_id, type, reason, details)"
    " SELECT {step}.id, %s, %s, %s, '', {json} FROM {step}"
)
_FORM = (
    "SELECT form.id, form.number, form.seed, exam.must_complete FROM sittings_sitting sitting"
    " JOIN assembly_form form ON form.id = sitting.form_id JOIN assembly_exam exam ON exam.id = sitting.exam_id"
    " WHERE sitting.id = %s AND sitting.user_id = %s AND sitting.state = 'running' AND sitting.deadline_at > %s"
)
_SUBMIT = (
    "UPDATE sittings_sitting SET state = 'closed', close_reason = 'submitted', closed_at = %s, final_at = %s"
    " WHERE id = %s AND user_id = %s AND state = 'running' AND deadline_at > %s AND active_client = %s"
    " RETURNING id, receipt_number, {head} AS head"
)


def read_ready(*, user_id: int, sitting_id: UUID, is_rules_accepted: bool, now: datetime) -> Ready | None:
    """A sitting in check-in of an open exam that has begun, with accepted rules and a form; None for any other."""
    at = moment_in(now)
    found = fetch_one(_READY, [uuid_in(sitting_id), user_id, is_rules_accepted, at, at])
    if found is None:
        return None
    return Ready(
        created_at=moment_out(found[0]),
        rules_accepted_at=found[1] and moment_out(found[1]),
        form_id=found[2],
        form_number=found[3],
        form_seed=found[4],
        exam_id=found[5],
        slug=found[6],
        title=found[7],
        starts_at=found[8] and moment_out(found[8]),
        is_common_clock=bool(found[9]),
        duration_seconds=found[10],
        time_factor=Decimal(1) if found[11] is None else Decimal(str(found[11])),
        is_proctored=bool(found[12]),
    )


def begin(*, user_id: int, sitting_id: UUID, client: UUID, begun: Begun, now: datetime) -> bool:
    """Start the sitting in the client's hands, and log it; False, and nothing written, when it is not in check-in."""
    at, seat = moment_in(now), uuid_in(client)
    clock = [moment_in(begun.rules_accepted_at), moment_in(begun.started_at), begun.allotted_seconds]
    row = [begun.seed, *clock, moment_in(begun.deadline_at), seat, at, uuid_in(sitting_id), user_id, begun.form_id]
    details = json.dumps({"form": begun.form_number, "client": str(client)})
    log = [at, user_id, "started", details]
    return _step(_BEGIN, row, [(_SEAT, [seat, "[]", at, at]), (_EVENT, log)]) is not None


def read_form(*, user_id: int, sitting_id: UUID, now: datetime) -> FormOnScreen | None:
    """The form of a running sitting; None for any other."""
    found = fetch_one(_FORM, [uuid_in(sitting_id), user_id, moment_in(now)])
    return FormOnScreen(found[0], found[1], found[2], bool(found[3])) if found else None


def submit(*, user_id: int, sitting_id: UUID, client: UUID, now: datetime) -> Ended | None:
    """Close a running sitting that the client holds, and log it; None, and nothing written, for any other."""
    at = moment_in(now)
    head = "encode(receipt_head, 'hex')" if connection.vendor == "postgresql" else "receipt_head"
    row = [at, at, uuid_in(sitting_id), user_id, at, uuid_in(client)]
    found = _step(_SUBMIT.format(head=head), row, [(_EVENT, [at, user_id, "submitted", "{}"])])
    return Ended(*found[1:]) if found else None


def _step(update: str, values: list[Any], inserts: list[tuple[str, list[Any]]]) -> tuple[Any, ...] | None:
    """Change the row and write what follows from it: all, or nothing when there is no such row."""
    if connection.vendor == "postgresql":
        names = [f"written_{number} AS ({_of(statement)})" for number, (statement, _) in enumerate(inserts)]
        all_values = values + [value for _, more in inserts for value in more]
        return fetch_one(f"WITH step AS ({update}), {', '.join(names)} SELECT * FROM step", all_values)
    with transaction.atomic():
        found = fetch_one(update, values)
        if found is None:
            return None
        for statement, more in inserts:
            with connection.cursor() as cursor:
                cursor.execute(f"WITH step (id) AS (SELECT %s) {_of(statement)}", [found[0], *more])
    return found


def _of(insert: str) -> str:
    return insert.format(step="step", json="CAST(%s AS jsonb)" if connection.vendor == "postgresql" else "%s")
