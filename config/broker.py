"""The queue, whatever carries it."""

from typing import Any

from amqp.exceptions import ChannelError
from celery import current_app


def queue_depth() -> int:
    """Tasks that wait for a worker. Raises kombu's or the database's error when the broker cannot be reached."""
    connection: Any
    with current_app.connection_for_read() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)
        try:
            name = current_app.conf.task_default_queue
            return connection.default_channel.queue_declare(name, passive=True).message_count
        except ChannelError:
            # Redis forgets a queue that is empty.
            return 0
