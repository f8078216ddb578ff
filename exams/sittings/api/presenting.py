"""From the services' plain values to the shapes in `serializers.py`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.selectors import is_active
from common.problems import iso
from exams.sittings import clock, tokens
from exams.sittings.api.serializers import SyncSerializer, TakeOverSerializer
from exams.sittings.batches import SyncAnswer
from exams.sittings.content import ShownItem
from exams.sittings.models import Sitting, SittingState
from exams.sittings.services.answering import TakeOver


def present_take_over(taken: TakeOver, client: UUID) -> dict[str, Any]:
    sitting = taken.sitting
    assert sitting.started_at
    assert sitting.deadline_at
    values = {
        "token": tokens.issue(user_id=sitting.user_id, sitting_id=sitting.pk, client=client),
        "client": client,
        "seq": taken.seq,
        "state": sitting.state,
        "server_time": taken.now,
        "started_at": sitting.started_at,
        "deadline_at": sitting.deadline_at,
        "remaining_ms": clock.remaining_ms(sitting.deadline_at, taken.now, paused_at=sitting.paused_at),
        "elapsed_ms": clock.elapsed_ms(sitting.started_at, taken.now),
        "commands": [{"id": row.number, "type": row.type, "text": row.text} for row in taken.commands],
        "last_command": sitting.acked_command,
        "answers": taken.answers,
    }
    return TakeOverSerializer(values).data


def present_content(sitting: Sitting, items: Sequence[ShownItem]) -> dict[str, Any]:
    return {
        "sitting": str(sitting.pk),
        "title": sitting.exam.title,
        "item_count": len(items),
        "duration_ms": (sitting.allotted_seconds or 0) * 1000,
        "items": [_present_item(position, item) for position, item in enumerate(items, start=1)],
    }


def _present_item(position: int, item: ShownItem) -> dict[str, Any]:
    stimulus = {"title": item.stimulus_title, "html": item.stimulus_html} if item.stimulus_html else None
    return {
        "position": position,
        "type": item.kind,
        "select": item.select_count,
        "stimulus": stimulus,
        "stem": item.stem_html,
        "options": [{"id": option.code, "html": option.html} for option in item.options],
    }


def present_sync(answer: SyncAnswer, token: tokens.SittingToken) -> dict[str, Any]:
    body = {**SyncSerializer(answer).data, "close_reason": answer.close_reason or None}
    # Not for a sitting that is over, nor for somebody who may no longer sign in.
    if token.is_due_for_renewal and answer.state != SittingState.CLOSED and is_active(user_id=token.user_id):
        body["token"] = tokens.issue(user_id=token.user_id, sitting_id=token.sitting_id, client=token.client)
    return body


def present_end(sitting: Sitting, now: datetime) -> dict[str, Any]:
    return {
        "state": sitting.state,
        "close_reason": sitting.close_reason,
        "server_time": iso(now),
        "ended_url": reverse("sittings:ended", kwargs={"sitting_id": sitting.pk}),
    }
