"""A Celery application for tests with real workers: its tasks write down when they begin and end."""

import os
import time
from pathlib import Path

from celery import Celery

import dbbroker.alias  # noqa: F401

app = Celery("dbbroker-test", broker="django://")
app.conf.update(
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_default_queue="dbbroker-test",
    broker_transport_options={"visibility_timeout": 1.5, "max_deliveries": 3},
    # How long Celery waits for the last words of a process that died; 10 s by default.
    worker_lost_wait=0.5,
)


@app.task
def work(name: str, seconds: float = 0.0) -> None:
    note(f"begin {name} {os.getpid()}")
    time.sleep(seconds)
    note(f"end {name}")


def note(line: str) -> None:
    with Path(os.environ["WORKER_NOTES"]).open("a") as notes:
        notes.write(line + "\n")
