"""Real Celery workers: what happens to tasks when one is killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dbbroker import store
from dbbroker.models import Message
from dbbroker.selectors import get_queue_figures
from tests.dbbroker.processes import Worker, wait_until
from tests.dbbroker.worker_app import app, work

pytestmark = [pytest.mark.processes, pytest.mark.timeout(150)]

QUEUE = app.conf.task_default_queue

StartWorker = Callable[..., Worker]


@pytest.fixture
def start_worker(tmp_path: Path, transactional_db: None) -> Iterator[StartWorker]:
    """A function that starts a worker; its arguments are options of `celery worker`."""
    workers: list[Worker] = []

    def start(*options: str) -> Worker:
        worker = Worker(tmp_path, *(options or ("--concurrency=1",)))
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        worker.kill()


def test_killed_workers_task_and_its_task_for_later_both_run(start_worker: StartWorker) -> None:
    work.delay("long", 2.0)
    work.apply_async(["later"], countdown=4)
    worker = start_worker()
    worker.wait_for("begin long")
    worker.kill()
    worker.start()
    worker.wait_for("begin long", 2)
    worker.wait_for("end long")
    worker.wait_for("end later")
    assert worker.count("begin later") == 1


@pytest.mark.parametrize("pool", ["prefork", "solo", "threads"])
def test_task_longer_than_the_visibility_timeout_is_not_given_to_another(start_worker: StartWorker, pool: str) -> None:
    work.delay("long", 2.5)
    worker = start_worker("--concurrency=1", f"--pool={pool}")
    worker.wait_for("begin long")
    while not worker.count("end long"):
        assert store.claim_next(QUEUE, visibility_seconds=60, max_deliveries=3) is None
        time.sleep(0.1)
    wait_until(lambda: not Message.objects.exists(), 10, lambda: "the message is still there")


def test_task_that_kills_its_process_is_given_up(start_worker: StartWorker) -> None:
    work.delay("poison", 30.0)
    worker = start_worker()
    for delivery in (1, 2, 3):
        worker.wait_for("begin poison", delivery)
        os.kill(int(worker.notes.read_text().split()[-1]), signal.SIGKILL)
    wait_until(lambda: get_queue_figures().dead == 1, 40, lambda: worker.log.read_text()[-3000:])
    assert worker.count("begin poison") == 3


def test_worker_that_is_asked_to_stop_gives_back_what_it_did_not_begin(start_worker: StartWorker) -> None:
    for number in range(6):
        work.delay(f"task-{number}", 0.5)
    worker = start_worker()
    worker.wait_for("begin")
    assert worker.terminate() == 0
    ended = worker.count("end")
    assert ended == worker.count("begin")
    assert get_queue_figures().due == 6 - ended
