"""Real Celery workers on the test database, each in a session that its test ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection


def environment(**more: str) -> dict[str, str]:
    """For a child process: small settings, which start fast, on the database of this test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        address = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else database["HOST"]
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{address}/{database['NAME']}"
    return (
        os.environ
        | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.dbbroker.worker_settings",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(settings.BASE_DIR), os.environ.get("PYTHONPATH")])),
        }
        | more
    )


class Worker:
    """`celery worker` in a session of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.notes = folder / "notes.txt"
        self.log = folder / "worker.log"
        self.notes.touch()
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "tests.dbbroker.worker_app", "worker", "--loglevel=INFO"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *self._options],
                env=environment(WORKER_NOTES=str(self.notes)),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """What the kernel does to a worker when memory runs out: no time for anything."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def terminate(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(timeout=30)
        self._process = None
        return status

    def count(self, beginning: str) -> int:
        return sum(line.startswith(beginning) for line in self.notes.read_text().splitlines())

    def wait_for(self, beginning: str, count: int = 1, seconds: float = 40.0) -> None:
        """Until that many lines of the notes begin so."""
        wait_until(lambda: self.count(beginning) >= count, seconds, lambda: self.log.read_text()[-3000:])


def wait_until(is_so: Callable[[], bool], seconds: float, explain: Callable[[], str]) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"Not within {seconds} s:\n{explain()}")
        time.sleep(0.05)
