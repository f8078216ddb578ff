"""What happens to messages in the database. Every change of hands is one compare-and-set statement."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from django.db import InterfaceError, OperationalError, connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.utils import timezone
from kombu.utils.json import dumps, loads

from dbbroker.models import Message

T = TypeVar("T")

logger = logging.getLogger("dbbroker")

_TABLE = Message._meta.db_table
# The scalar subquery is evaluated once, so SKIP LOCKED gives every consumer a row of its own.
_CLAIM = f"""
    UPDATE {_TABLE} SET claim = %s, visible_at = %s, attempts = attempts + 1
    WHERE id = (
        SELECT id FROM {_TABLE} WHERE queue = %s AND dead_at IS NULL AND visible_at <= %s ORDER BY id LIMIT 1 {{lock}}
    )
    RETURNING id, payload, attempts
"""  # noqa: S608  (the table's name is ours)


@dataclass(frozen=True)
class Claimed:
    """A message in our hands; `claim` proves it. `attempts` counts this delivery."""

    id: int
    claim: str
    payload: dict[str, Any]
    attempts: int


def database() -> BaseDatabaseWrapper:
    """This thread's connection to the database that holds the queue."""
    return connections[router.db_for_write(Message)]


def on_live_connection(operation: Callable[[], T]) -> T:
    """Run `operation`, a second time on a new connection if the first turns out to be dead.

    Not inside a transaction: the caller's earlier statements are lost with the connection then, and only the
    caller can repeat them.
    """
    try:
        return operation()
    except (OperationalError, InterfaceError):
        connection = database()
        if connection.in_atomic_block:
            raise
        connection.close()
        return operation()


def enqueue(queue: str, payload: Mapping[str, Any]) -> None:
    """Add a message, as part of the caller's transaction if there is one."""
    now = timezone.now()
    # A task for later is not shown to workers before: nobody has to hold it, so nobody can lose it.
    due_at = _eta(payload) or now
    text = dumps(payload)
    on_live_connection(
        lambda: Message.objects.create(queue=queue, payload=text, created_at=now, visible_at=max(now, due_at))
    )


def claim_next(queue: str, *, visibility_seconds: float, max_deliveries: int) -> Claimed | None:
    """The oldest due message, hidden from others for `visibility_seconds`; None if nothing is due.

    A message that has been delivered `max_deliveries` times without success is given up on the way.
    """
    while True:
        claimed = on_live_connection(lambda: _claim(queue, visibility_seconds))
        if claimed is None or claimed.attempts <= max_deliveries:
            return claimed
        give_up(claimed.id, claimed.claim, reason="delivered too often", uncounted=1)


def acknowledge(message_id: int, claim: str) -> bool:
    """Delete a message that is done. False if somebody else holds it by now."""
    # One that we gave back but that nobody has taken since is done all the same.
    done = Message.objects.filter(Q(claim=claim) | Q(claim=""), pk=message_id)
    return bool(on_live_connection(done.delete)[0])


def release(message_id: int, claim: str, *, is_counted: bool) -> bool:
    """Give a message back at once. `is_counted` False: it was never begun, so the delivery does not count."""
    changes: dict[str, Any] = {"claim": "", "visible_at": timezone.now()}
    if not is_counted:
        changes["attempts"] = F("attempts") - 1
    return _change(message_id, claim, **changes)


def give_up(message_id: int, claim: str, *, reason: str, uncounted: int = 0) -> bool:
    """Keep a message for people to look at (admin: retry or delete), and never deliver it again."""
    is_ours = _change(message_id, claim, claim="", dead_at=timezone.now(), attempts=F("attempts") - uncounted)
    if is_ours:
        message = Message.objects.get(pk=message_id)
        logger.error(
            "message given up: %s (id %d, %d deliveries, %s)", message.task_name, message_id, message.attempts, reason
        )
    return is_ours


def renew(claims: Mapping[str, int], *, visibility_seconds: float) -> int:
    """Hold the given messages (claim → id) for `visibility_seconds` from now on; returns how many are still ours."""
    held = Message.objects.filter(pk__in=claims.values(), claim__in=claims.keys())
    return on_live_connection(lambda: held.update(visible_at=timezone.now() + timedelta(seconds=visibility_seconds)))


def retry_dead(messages: models.QuerySet[Message]) -> int:
    """Put given-up messages back into their queues with a clean count; returns how many there were."""
    return messages.filter(dead_at__isnull=False).update(dead_at=None, claim="", attempts=0, visible_at=timezone.now())


def waiting(queue: str) -> models.QuerySet[Message]:
    """Messages of a queue that nobody holds, due or not."""
    return Message.objects.filter(queue=queue, dead_at__isnull=True, claim="")


def _claim(queue: str, visibility_seconds: float) -> Claimed | None:
    now = timezone.now()
    connection = database()
    can_skip = connection.features.has_select_for_update_skip_locked
    if not can_skip and not _has_due(queue, now):
        # SQLite takes its one write lock for an UPDATE of nothing, too. Looking first leaves it to the others.
        return None
    token = uuid4().hex
    as_column = connection.ops.adapt_datetimefield_value
    until = now + timedelta(seconds=visibility_seconds)
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM.format(lock="FOR UPDATE SKIP LOCKED" if can_skip else ""),
            [token, as_column(until), queue, as_column(now)],
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    message_id, payload, attempts = rows[0]
    return Claimed(id=message_id, claim=token, payload=loads(payload), attempts=attempts)


def _has_due(queue: str, now: datetime) -> bool:
    return Message.objects.filter(queue=queue, dead_at__isnull=True, visible_at__lte=now).exists()


def _change(message_id: int, held_by: str, **changes: Any) -> bool:
    ours = Message.objects.filter(pk=message_id, claim=held_by)
    return bool(on_live_connection(lambda: ours.update(**changes)))


def _eta(payload: Mapping[str, Any]) -> datetime | None:
    """The time a Celery task is meant for, from its header; None if there is none that can be read."""
    value = (payload.get("headers") or {}).get("eta")
    try:
        eta = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except (TypeError, ValueError):
        return None
    return eta if timezone.is_aware(eta) else timezone.make_aware(eta, timezone.get_default_timezone())
