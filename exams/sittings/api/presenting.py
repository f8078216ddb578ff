"""From the services' plain values to the shapes in `serializers.py`."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.selectors import is_active
from common.problems import iso
from exams.assembly.models import Mode
from exams.sittings import clock, tokens
from exams.sittings.batches import SyncAnswer
from exams.sittings.content import arrange, list_arrangement
from exams.sittings.models import CloseReason, Response, Sitting, SittingState
from exams.sittings.selectors import remaining_ms
from exams.sittings.services.answering import TakeOver
from exams.sittings.services.hot import Started
from exams.sittings.ways_in_and_out import Ended


def present_take_over(taken: TakeOver, client: UUID) -> dict[str, Any]:
    sitting = taken.sitting
    assert sitting.started_at
    assert sitting.deadline_at
    return {
        "token": tokens.issue(user_id=sitting.user_id, sitting_id=sitting.pk, client=client),
        "client": str(client),
        "seq": taken.seq,
        "state": sitting.state,
        "server_time": iso(taken.now),
        "started_at": iso(sitting.started_at),
        "deadline_at": iso(sitting.deadline_at),
        "remaining_ms": remaining_ms(sitting, taken.now),
        "elapsed_ms": clock.elapsed_ms(sitting.started_at, taken.now),
        "commands": taken.commands,
        "last_command": sitting.acked_command,
        "answers": [_present_answer(row) for row in taken.answers],
        "arrangement": list_arrangement(sitting),
        "receipt": _present_receipt(sitting.receipt_number, sitting.receipt_head),
    }


def present_started(started: Started, token: tokens.SittingToken) -> dict[str, Any]:
    """As `SittingSerializer` and `present_take_over` together say it of a sitting that has just begun."""
    ready, begun = started.ready, started.begun
    moments = {"started_at": iso(begun.started_at), "deadline_at": iso(begun.deadline_at)}
    seat = {
        "token": tokens.issue(user_id=token.user_id, sitting_id=token.sitting_id, client=token.client),
        "client": str(token.client),
        "seq": 0,
        "state": SittingState.RUNNING,
        "server_time": iso(started.now),
        **moments,
        "remaining_ms": clock.remaining_ms(begun.deadline_at, started.now),
        "elapsed_ms": clock.elapsed_ms(begun.started_at, started.now),
        "commands": [],
        "last_command": 0,
        "answers": [],
        "arrangement": arrange(ready.form_id, ready.form_seed, begun.seed),
        "receipt": _present_receipt(0, ""),
    }
    return {
        "id": str(token.sitting_id),
        "exam": {"slug": ready.slug, "title": ready.title},
        "state": SittingState.RUNNING,
        "close_reason": None,
        "mode": Mode.of(is_proctored=ready.is_proctored),
        "created_at": iso(ready.created_at),
        **moments,
        "closed_at": None,
        "allotted_seconds": begun.allotted_seconds,
        "seat": seat,
    }


def _present_answer(row: Response) -> dict[str, Any]:
    return {
        "position": row.position,
        "selected": row.selected,
        "struck": row.struck,
        "flagged": row.is_flagged,
        "at_ms": row.last_at_ms,
    }


def _present_receipt(number: int, head: str) -> dict[str, Any]:
    return {"number": number, "head": head}


def present_sync(answer: SyncAnswer, token: tokens.SittingToken) -> dict[str, Any]:
    body = {
        "seq": answer.seq,
        "state": answer.state,
        "server_time": iso(answer.now),
        "remaining_ms": answer.remaining_ms,
        "commands": answer.commands,
        "refused": [asdict(refusal) for refusal in answer.refused],
    }
    if answer.close_reason:
        body["close_reason"] = answer.close_reason
    if answer.receipt:
        body["receipt"] = _present_receipt(answer.receipt.number, answer.receipt.head)
    # Not for a sitting that is over, nor for somebody who may no longer sign in.
    if token.is_due_for_renewal and answer.state != SittingState.CLOSED and is_active(user_id=token.user_id):
        body["token"] = tokens.issue(user_id=token.user_id, sitting_id=token.sitting_id, client=token.client)
    return body


def present_end(sitting: Sitting, now: datetime) -> dict[str, Any]:
    receipt = _present_receipt(sitting.receipt_number, sitting.receipt_head)
    return _present_end(sitting.pk, sitting.state, sitting.close_reason, receipt, now)


def present_submitted(ended: Ended, sitting_id: UUID, now: datetime) -> dict[str, Any]:
    receipt = _present_receipt(ended.receipt_number, ended.receipt_head)
    return _present_end(sitting_id, SittingState.CLOSED, CloseReason.SUBMITTED, receipt, now)


def _present_end(
    sitting_id: UUID, state: str, close_reason: str, receipt: dict[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "state": state,
        "close_reason": close_reason,
        "server_time": iso(now),
        "ended_url": reverse("sittings:ended", kwargs={"sitting_id": sitting_id}),
        "receipt": receipt,
    }
