"""The push channel's near side: who may listen, and the hint "sync now" that is published when a command waits.

Messages are hints: a hint says nothing but that there is something, and losing one costs a heartbeat, never a command.
Off where `PUSH_PATH` is empty. Imports no models: the process that holds the open connections loads none either.
"""

import time
from functools import lru_cache, partial
from uuid import UUID

import structlog
from django.conf import settings
from django.core import signing
from django.db import transaction
from redis import Redis
from redis.exceptions import RedisError

logger = structlog.get_logger(__name__)
PREFIX = "mockingbird:sitting:"
SALT = "exams.sittings.push"
# A ticket opens a connection; the connection may last longer.
TICKET_SECONDS = 60
# One that hangs is as good as away: nobody's pause waits for it longer than once in a while.
TIMEOUT_SECONDS = 0.5
TRY_AGAIN_SECONDS = 5.0


def is_on() -> bool:
    return bool(settings.PUSH_PATH)


def make_address(sitting_id: UUID) -> str:
    """Where this sitting's client may listen; good for TICKET_SECONDS."""
    signed = signing.TimestampSigner(salt=SALT).sign(str(sitting_id))
    # Only the stamp and the signature: the sitting stands in the address already.
    return f"{settings.PUSH_PATH}{sitting_id}?ticket={signed.partition(':')[2]}"


def is_good(sitting_id: str, ticket: str) -> bool:
    """Whether the ticket was made for this sitting, not long ago."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(f"{sitting_id}:{ticket}", max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return False
    return True


def hint(sitting_id: UUID) -> None:
    """Once the transaction is through, tell the sitting's client to sync. A Redis that is away harms nobody."""
    if is_on():
        transaction.on_commit(partial(publish, sitting_id), robust=True)


def publish(sitting_id: UUID) -> None:
    _publisher(settings.REDIS_URL).publish(sitting_id)


class Publisher:
    """After a failure Redis is left alone for TRY_AGAIN_SECONDS: pausing a whole room takes no longer without it."""

    def __init__(self, url: str) -> None:
        options = {"socket_connect_timeout": TIMEOUT_SECONDS, "socket_timeout": TIMEOUT_SECONDS}
        self._redis = Redis.from_url(url, **options)
        self._away_until = 0.0

    def publish(self, sitting_id: UUID) -> None:
        if time.monotonic() < self._away_until:
            return
        try:
            self._redis.publish(f"{PREFIX}{sitting_id}", "1")
        except RedisError as error:
            logger.warning("no hint could be published", error=str(error))
            self._away_until = time.monotonic() + TRY_AGAIN_SECONDS


@lru_cache(maxsize=4)
def _publisher(url: str) -> Publisher:
    return Publisher(url)
