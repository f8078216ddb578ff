"""The product's worker and beat as real processes on the test database."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.dbbroker.processes import environment


class Celery:
    """`celery worker` and `celery beat`, each in a session of its own; all of them end with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stop = folder / "stop"
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *programs: str) -> None:
        options = {
            "worker": ["worker", "--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=INFO"],
            "beat": ["beat", "--schedule", str(self.folder / "schedule"), "--loglevel=INFO"],
        }
        variables = {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATA_DIR": str(self.folder),
            "STOP_HERE": str(self.stop),
        }
        for program in programs:
            with (self.folder / f"{program}.log").open("ab") as log:
                self.running[program] = subprocess.Popen(
                    [sys.executable, "-m", "celery", "-A", "tests.faults.worker_app", *options[program]],
                    env=environment(**variables),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def kill(self, *programs: str) -> None:
        """SIGKILL to the program and its children: no time for anything."""
        for program in programs or tuple(self.running):
            process = self.running.pop(program)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def tell(self) -> str:
        """The ends of the logs, for a failing test."""
        return "\n".join(f"--- {path.name}\n{path.read_text()[-3000:]}" for path in self.folder.glob("*.log"))
