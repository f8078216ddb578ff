"""A batch as it comes over the wire, read at once: `sync` is asked too often for serializers.

It knows what is right, not what is wrong: for a body that it does not understand, `BatchSerializer` says why.
"""

from typing import Any
from uuid import UUID

from exams.sittings.api.serializers import (
    EVENT_TYPES,
    MESSAGE,
    MOST_CHANGES,
    MOST_NUMBER,
    MOST_POSITION,
    MOST_TEXT,
)
from exams.sittings.batches import Batch, Change, ClientEvent
from exams.sittings.clock import MOST_MS
from exams.sittings.models.codes import MOST_CODES
from exams.sittings.reported import MOST_SENT, bound

TYPES = frozenset(EVENT_TYPES)


class NotUnderstood(Exception):
    """The body is not plainly a batch."""


def read_batch(body: Any) -> Batch:
    """The batch in parsed JSON. Raises NotUnderstood."""
    try:
        changes, events = body.get("changes", ()), body.get("events", ())
        if len(changes) > MOST_CHANGES or len(events) > MOST_SENT:
            raise NotUnderstood
        return Batch(
            client=UUID(body["client"]),
            seq=_whole(body["seq"], 1, MOST_NUMBER),
            ack=_whole(body.get("ack", 0), 0, MOST_NUMBER),
            changes=tuple(_read_change(row) for row in changes),
            events=bound([_read_event(row) for row in events]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotUnderstood from error


def _read_change(row: dict[str, Any]) -> Change:
    is_flagged = row.get("flagged", False)
    if type(is_flagged) is not bool:
        raise NotUnderstood
    return Change(
        position=_whole(row["position"], 0, MOST_POSITION),
        selected=_codes(row["selected"]),
        struck=_codes(row.get("struck", [])),
        is_flagged=is_flagged,
        at_ms=_whole(row["at_ms"], 0, MOST_MS),
        spent_ms=_whole(row.get("spent_ms", 0), 0, MOST_MS),
    )


def _read_event(row: dict[str, Any]) -> ClientEvent:
    kind, text = row["type"], row.get("text", "")
    if kind not in TYPES or len(text) > MOST_TEXT or "\x00" in text or (kind == MESSAGE) != bool(text.strip()):
        raise NotUnderstood
    at_ms, for_ms = _whole(row["at_ms"], 0, MOST_MS), _whole(row.get("for_ms", 0), 0, MOST_MS)
    return ClientEvent(
        kind,
        at_ms,
        for_ms,
        text.strip(),
        position=_whole(row.get("position", 0), 0, MOST_POSITION),
        count=_whole(row.get("count", 1), 1, MOST_SENT),
        until_ms=_whole(row.get("until_ms", 0), 0, MOST_MS),
    )


def _whole(value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise NotUnderstood
    return value


def _codes(value: Any) -> tuple[str, ...]:
    if type(value) is not list or len(value) > MOST_CODES:
        raise NotUnderstood
    if not all(type(code) is str and len(code) == 1 and not code.isspace() for code in value):
        raise NotUnderstood
    return tuple(value)
