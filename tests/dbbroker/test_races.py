"""Several consumers on one queue: nothing is lost, nothing is delivered twice."""

import subprocess
import sys
import threading
from collections import Counter
from queue import Empty

import pytest
from django.db import connection
from kombu import Connection
from kombu.simple import SimpleQueue

from dbbroker.models import Message
from tests.dbbroker.processes import environment

COUNT = 500


def consume_all(bodies: list[int]) -> None:
    """Take from the queue until it is empty."""
    with Connection("django://", transport_options={"polling_interval": 0.02}) as link:
        queue = link.SimpleQueue("race")
        while True:
            try:
                message = queue.get(timeout=0.5)
            except Empty:
                break
            bodies.append(message.payload)
            message.ack()
        queue.close()


def fill(queue: SimpleQueue) -> None:
    for number in range(COUNT):
        queue.put(number)


def assert_each_once(bodies: list[int]) -> None:
    assert Counter(bodies) == Counter(range(COUNT))
    assert not Message.objects.exists()


@pytest.mark.postgres
def test_two_threads_take_each_message_once(open_queue) -> None:
    fill(open_queue("race"))
    taken: list[list[int]] = [[], []]

    def run(bodies: list[int]) -> None:
        consume_all(bodies)
        connection.close()

    threads = [threading.Thread(target=run, args=(bodies,)) for bodies in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(taken), "one thread did all the work: this was no race"
    assert_each_once(taken[0] + taken[1])


@pytest.mark.processes
def test_two_processes_take_each_message_once(open_queue) -> None:
    fill(open_queue("race"))
    script = "import django; django.setup(); from tests.dbbroker.test_races import consume_all; bodies = []; consume_all(bodies); print(*bodies)"
    consumers = [
        subprocess.Popen([sys.executable, "-c", script], env=environment(), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    taken = [[int(word) for word in consumer.communicate(timeout=30)[0].split()] for consumer in consumers]
    assert all(taken), "one process did all the work: this was no race"
    assert_each_once(taken[0] + taken[1])
