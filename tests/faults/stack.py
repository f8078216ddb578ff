"""A whole installation of its own, to be broken: PostgreSQL, Redis, granian, worker and beat on production settings."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg2

from exams.sittings import ledger
from tests.faults.candidate import Cut, Door
from tests.harness import children, servers
from tests.harness.steps import ROOT

HOST = "exams.test"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "kT7pQ2mZx9Lw4Vd8Rn1Yb6Hs3Jf5Gc0Xa7Uo2Ei9Wq4Pz6TmKd3Fy8",
    "ALLOWED_HOSTS": HOST,
    "PUBLIC_URL": f"https://{HOST}",
    "EMAIL_URL": "smtp://127.0.0.1:9",
    "TRUSTED_PROXY_COUNT": "1",
}
PROXY_HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https"}
START_SECONDS = 150.0
WEB_PROCESSES = 2
Stored = dict[str, dict[int, tuple[str, ...]]]


class Stack:
    """Servers, then programs, all ended by `stop`; whoever made `folder` removes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.port = children.free_port()
        self.door = Door(self.port, dict(PROXY_HEADERS))
        self.sessions: list[str] = []
        self.programs: dict[str, subprocess.Popen[bytes]] = {}
        # The machine does not crash here, programs do: what PostgreSQL wrote is safe without waiting for the disk.
        self.postgres = servers.start_postgres(folder / "postgres", {"synchronous_commit": "on"})
        self.redis = servers.start_redis(folder / "redis")
        self._environment = {
            **os.environ,
            **SETTINGS,
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
        }

    def start_all(self, candidate_count: int) -> None:
        """An open exam of 60 items, people who are signed in, and everything that runs."""
        tokens = self.folder / "sessions.json"
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "tests.faults.prepare", str(candidate_count), str(tokens)]
            subprocess.run(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, check=True)
        self.sessions = json.loads(tokens.read_text())
        self.start("web", "worker", "beat")
        self.wait_until_ready()

    # --- programs ---------------------------------------------------------------------------------
    def start(self, *names: str) -> None:
        for name in names:
            with self.log.open("ab") as log:
                self.programs[name] = children.start(
                    [sys.executable, *self._words(name)],
                    cwd=ROOT,
                    env=self._environment,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )

    def _words(self, name: str) -> list[str]:
        celery = ["-m", "celery", "--app=config"]
        if name == "worker":
            return [*celery, "worker", "--concurrency=1", "--without-gossip", "--without-mingle"]
        if name == "beat":
            return [*celery, "beat", "--pidfile=", f"--schedule={self.folder / 'schedule'}"]
        web = ["-m", "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={self.port}", "--blocking-threads=4"]
        return [*web, f"--workers={WEB_PROCESSES}", "--respawn-failed-workers", "config.wsgi:application"]

    def kill(self, name: str) -> None:
        """SIGKILL to a program and all its processes."""
        process = self.programs.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_web_processes(self) -> int:
        """SIGKILL to those that answer requests; the one that watches them makes new ones. How many there were."""
        found = [
            pid for pid in children.descendants(self.programs["web"].pid) if b"resource_tracker" not in _words(pid)
        ]
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return len(found)

    def kill_backend(self) -> None:
        """SIGKILL to one of PostgreSQL's processes that serve us: PostgreSQL then restarts all of them by itself."""
        rows = self.ask_database(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        os.kill(rows[0][0], signal.SIGKILL)

    def restart_what_ended(self) -> int:
        """As a container engine does; how many programs it had to start."""
        ended = [name for name, process in self.programs.items() if process.poll() is not None]
        self.start(*ended)
        return len(ended)

    def stop(self) -> None:
        for name in tuple(self.programs):
            self.kill(name)
        for server in (self.redis, self.postgres):
            server.stop()

    # --- looking --------------------------------------------------------------------------------
    def is_ready(self) -> bool:
        try:
            return self.door.ask("GET", "/readyz")[0] == 200
        except Cut:
            return False

    def wait_until_ready(self) -> None:
        self.wait_until(self.is_ready, START_SECONDS)

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 30.0) -> None:
        """Meanwhile programs that end by themselves are started again, as they are where this runs in earnest."""
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                raise AssertionError(f"Not within {seconds} s:\n{self.tell()}")
            self.restart_what_ended()
            time.sleep(0.05)

    def tell(self) -> str:
        """The end of what all programs wrote, for a failing test."""
        return self.log.read_text(errors="replace")[-6000:]

    def ask_database(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Straight from PostgreSQL: what is really there, whatever the product says."""
        with closing(psycopg2.connect(self.postgres.url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def find_stored(self) -> Stored:
        """Sitting → item → chosen options."""
        stored: Stored = {}
        rows = self.ask_database("SELECT sitting_id, position, selected FROM sittings_response")
        for sitting, position, selected in rows:
            stored.setdefault(str(sitting), {})[position] = tuple(selected)
        return stored

    def find_heads(self, sitting: str) -> tuple[str, ...]:
        """The heads of the hash chain, computed again from the answers as they are stored."""
        rows = self.ask_database("SELECT position, trail FROM sittings_response WHERE sitting_id = %s", sitting)
        chain = ledger.replay(dict(rows))
        assert chain.is_whole, "a link of the chain is missing"
        return chain.heads

    def find_results(self) -> Mapping[str, list[tuple[str, int]]]:
        """Sitting → its results: state and number of marked items each."""
        found: dict[str, list[tuple[str, int]]] = {}
        rows = self.ask_database(
            "SELECT sitting_id, state, jsonb_array_length(marks -> 'selected') FROM marking_result WHERE state <> 'pending'"
        )
        for sitting, state, marks in rows:
            found.setdefault(str(sitting), []).append((state, marks))
        return found


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
