"""kombu's view of the queue: a virtual transport whose channel reads and writes `dbbroker.store`.

Fanout exchanges are not offered, so Celery switches its remote control off (`inspect`, `control`, gossip,
mingle, events). Stop a worker with a signal; see the queue in the admin.
"""

import logging
import threading
import time
from collections.abc import Callable
from queue import Empty
from typing import Any

from celery.signals import worker_shutting_down
from django.db import DatabaseError, InterfaceError, OperationalError
from kombu.transport import base, virtual

from dbbroker import store

VISIBILITY_SECONDS = 60.0
MAX_DELIVERIES = 10
SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 0.5
PAUSE_GROWTH = 1.5

logger = logging.getLogger("dbbroker")


class QoS(virtual.QoS):
    """Counts what is delivered; says when there is room again."""

    def ack(self, delivery_tag: str) -> None:
        super().ack(delivery_tag)
        self.channel.on_room()

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        super().reject(delivery_tag, requeue=requeue)
        self.channel.on_room()


class Channel(virtual.Channel):
    """One consumer's or producer's conversation with the queue.

    Options (`CELERY_BROKER_TRANSPORT_OPTIONS`): `visibility_timeout`, seconds until the messages of a killed
    consumer come back; `max_deliveries`, how often a message is delivered before it is given up.
    """

    QoS = QoS
    supports_fanout = False
    visibility_timeout = VISIBILITY_SECONDS
    max_deliveries = MAX_DELIVERIES
    from_transport_options = (*virtual.Channel.from_transport_options, "visibility_timeout", "max_deliveries")

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        # claim → message id of what we hold. A claim is the delivery tag kombu sees: new for each delivery.
        self._held: dict[str, int] = {}
        # What a lost connection made us give back while it ran: its end still counts if nobody else began it.
        self._given_back: dict[str, int] = {}
        self._unacknowledged: set[str] = set()
        self._renewal: threading.Thread | None = None
        self._ended = threading.Event()
        super().__init__(connection, **kwargs)

    # --- producing ------------------------------------------------------------------------------
    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        store.enqueue(queue, message)

    # --- consuming ------------------------------------------------------------------------------
    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        claimed = store.claim_next(
            queue, visibility_seconds=self.visibility_timeout, max_deliveries=self.max_deliveries
        )
        if claimed is None:
            raise Empty
        if queue in self._unacknowledged:
            store.acknowledge(claimed.id, claimed.claim)
        else:
            self._held[claimed.claim] = claimed.id
            self._keep_renewing()
        properties = claimed.payload["properties"]
        properties["delivery_tag"] = claimed.claim
        properties.setdefault("delivery_info", {})["redelivered"] = claimed.attempts > 1
        return claimed.payload

    def basic_consume(
        self, queue: str, no_ack: bool, callback: Callable[..., Any], consumer_tag: str, **kwargs: Any
    ) -> None:
        if no_ack:
            self._unacknowledged.add(queue)
        super().basic_consume(queue, no_ack, callback, consumer_tag, **kwargs)

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> Any:
        message = super().basic_get(queue, no_ack=no_ack, **kwargs)
        if message is not None and no_ack:
            self._finish(message.delivery_tag)
        return message

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        self._finish(delivery_tag)
        super().basic_ack(delivery_tag, multiple)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        if not requeue and (message_id := self._held.pop(delivery_tag, None)) is not None:
            store.give_up(message_id, delivery_tag, reason="rejected")
        super().basic_reject(delivery_tag, requeue=requeue)

    def on_room(self) -> None:
        """One message fewer in our hands: the loop need not sleep out its pause."""
        if self.connection is not None:
            self.connection.has_room.set()

    def _finish(self, claim: str) -> None:
        # Forgotten first: if the database is away, the claim lapses and the message is delivered again.
        message_id = self._held.pop(claim, None) or self._given_back.pop(claim, None)
        if message_id is not None and not store.acknowledge(message_id, claim):
            logger.warning("message %d was done, but it had lapsed and another worker has it", message_id)

    def _restore(self, message: Any) -> None:
        """At the consumer's end: what it took and did not finish goes back, uncounted."""
        if message.delivery_tag in self._held:
            self._given_back[message.delivery_tag] = self._held[message.delivery_tag]
        self._give_back(message.delivery_tag, is_counted=False)

    def _restore_at_beginning(self, message: Any) -> None:
        self._give_back(message.delivery_tag, is_counted=True)

    def _give_back(self, claim: str, *, is_counted: bool) -> None:
        message_id = self._held.pop(claim, None)
        if message_id is None:
            return
        try:
            store.release(message_id, claim, is_counted=is_counted)
        except DatabaseError as error:
            logger.warning("message %d returns when its claim lapses: %s", message_id, error)

    # --- keeping what is held -------------------------------------------------------------------
    def _keep_renewing(self) -> None:
        """A thread, because the consumer itself may be busy: the solo pool runs tasks in it."""
        if self._renewal is None:
            self._renewal = threading.Thread(target=self._renew_until_closed, name="dbbroker renewal", daemon=True)
            self._renewal.start()

    def _renew_until_closed(self) -> None:
        while not self._ended.wait(self.visibility_timeout / 4):
            self.renew()
            store.database().close()

    def renew(self) -> None:
        """Hold on to everything held, for another visibility timeout."""
        held = dict(self._held)
        if not held:
            return
        try:
            store.renew(held, visibility_seconds=self.visibility_timeout)
        except DatabaseError as error:
            logger.warning("claims were not renewed, trying again soon: %s", error)

    def close(self) -> None:
        super().close()
        self._ended.set()

    # --- queues ---------------------------------------------------------------------------------
    def _size(self, queue: str) -> int:
        return store.on_live_connection(lambda: store.waiting(queue).count())

    def _purge(self, queue: str) -> int:
        return store.on_live_connection(lambda: store.waiting(queue).delete()[0])


class Transport(virtual.Transport):
    """`django://`: the database of Django's settings."""

    Channel = Channel
    driver_type = "django"
    driver_name = "django"
    default_port = 0
    # What Celery answers by reconnecting, with growing pauses.
    connection_errors = (*virtual.Transport.connection_errors, OperationalError, InterfaceError)
    recoverable_connection_errors = connection_errors
    implements = base.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset(["direct", "topic"]), heartbeats=False
    )

    # A worker that was asked to stop would otherwise wait out two more of its two-second turns.
    is_stopping = False

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        options = client.transport_options
        self._longest_pause = float(options.get("polling_interval", LONGEST_PAUSE_SECONDS))
        self._shortest_pause = min(SHORTEST_PAUSE_SECONDS, self._longest_pause)
        self._pause = self._shortest_pause
        self.has_room = threading.Event()
        self._looked_at = time.time()

    @property
    def default_connection_params(self) -> dict[str, Any]:
        # No host: which database it is, Django's settings say.
        return {}

    def driver_version(self) -> str:
        return "1"

    def establish_connection(self) -> Any:
        # Fails here, where Celery waits and tries again, rather than at the first message.
        store.on_live_connection(store.database().ensure_connection)
        return super().establish_connection()

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        """Deliver one message, or raise `TimeoutError` when none came within `timeout` seconds."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            self._recover_from_sleep()
            try:
                self.cycle.get(self._deliver, timeout=timeout)
            except Empty:
                pass
            else:
                self._pause = self._shortest_pause
                return
            left = self._pause if until is None else until - time.monotonic()
            if left <= 0 or (self.is_stopping and until is not None):
                raise TimeoutError
            self._sleep(min(self._pause, left))

    def _sleep(self, seconds: float) -> None:
        if self.has_room.wait(seconds):
            self.has_room.clear()
            self._pause = self._shortest_pause
        else:
            self._pause = min(self._pause * PAUSE_GROWTH, self._longest_pause)

    def _recover_from_sleep(self) -> None:
        """After a suspended laptop our claims have lapsed, and we would take them from ourselves: renew first."""
        now = time.time()
        if now - self._looked_at > 10 * self._longest_pause:
            for channel in list(self.channels):
                channel.renew()
        self._looked_at = now


@worker_shutting_down.connect
def stop_waiting(**kwargs: Any) -> None:
    # Runs in a signal handler: setting an attribute is safe there, setting an Event is not.
    Transport.is_stopping = True
