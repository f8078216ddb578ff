"""A connection to the database's queue, and the queue most tests use."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

import dbbroker.alias  # noqa: F401

Open = Callable[..., SimpleQueue]


@pytest.fixture
def open_queue(transactional_db: None) -> Iterator[Open]:
    """A function that opens a queue on a connection of its own; its keywords are transport options."""
    opened: list[tuple[Connection, SimpleQueue]] = []

    def open_one(name: str = "exam-hall", **options: Any) -> SimpleQueue:
        connection = Connection("django://", transport_options={"polling_interval": 0.02} | options)
        queue = connection.SimpleQueue(name)
        opened.append((connection, queue))
        return queue

    yield open_one
    for connection, queue in opened:
        queue.close()
        connection.close()


@pytest.fixture
def queue(open_queue: Open) -> SimpleQueue:
    return open_queue()
