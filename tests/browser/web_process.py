"""The product's pages and API as a real process on the test database: to be killed under a browser."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings

from tests.dbbroker.processes import environment, wait_until


class WebProcess:
    """Keeps its address from one start to the next."""

    def __init__(self, folder: Path) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self._folder = folder
        self._log = folder / "web.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Back when it answers."""
        words = ["manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{self.port}"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *words],
                cwd=settings.BASE_DIR,
                env=environment(DJANGO_SETTINGS_MODULE="config.settings.test", DATA_DIR=str(self._folder)),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self._answers, 30, self._log.read_text)

    def kill(self) -> None:
        """Kill -9: what it was doing is not done."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
