"""The product as in production on a throw-away PostgreSQL and Redis: granian, a Celery worker, beat."""

import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.load.machine import Meter
from tests.harness import children, running, servers
from tests.harness.steps import ROOT

HOST = "exams.test"
READY_SECONDS = 90.0
# PostgreSQL as it comes: an acknowledged answer is on the disk. (The tests' server waits for no disk.)
DURABLE = servers.POSTGRES_SETTINGS | {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
}


class Stack:
    """Everything that a real installation runs, and where to reach it."""

    def __init__(self, folder: Path, *, workers: int, threads: int) -> None:
        self.folder = folder
        self.postgres = servers.start_postgres(folder / "postgres", DURABLE)
        self.redis = servers.start_redis(folder / "redis")
        self.port = children.free_port()
        self.environment = self._environment()
        self._groups: list[subprocess.Popen[bytes]] = []
        for words in (["migrate", "--no-input"], ["collectstatic", "--no-input"]):
            self.manage(*words)
        self.inside("content")
        web = ["--interface=wsgi", "--host=127.0.0.1", f"--port={self.port}", f"--workers={workers}"]
        web += [f"--blocking-threads={threads}", "--backlog=2048", "--respawn-failed-workers"]
        self.web = self._start("-m", "granian", *web, "config.wsgi:application")
        worker = ["--concurrency=2", "--optimization=fair", "--without-gossip", "--without-mingle"]
        self.worker = self._start("-m", "celery", "--app=config", "worker", *worker)
        self.beat = self._start(
            *("-m", "celery", "--app=config", "beat", "--schedule", str(folder / "schedule"), "--pidfile=")
        )
        self._wait_until_ready()
        self.meter = Meter(
            {
                "web": (self.web.pid,),
                "database": (self.postgres.process.pid,),
                "worker": (self.worker.pid, self.beat.pid),
                "redis": (self.redis.process.pid,),
            }
        )

    def _environment(self) -> dict[str, str]:
        data = self.folder / "data"
        data.mkdir()
        variables = {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": HOST,
            "PUBLIC_URL": f"https://{HOST}",
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "TRUSTED_PROXY_COUNT": "1",
            "STATIC_ROOT": str(self.folder / "static"),
            "LOG_LEVEL": "INFO",
        }
        return running.environment(data, variables)

    def manage(self, *words: str) -> None:
        self._run(["manage.py", *words, "--verbosity=0"])

    def inside(self, command: str, given: str = "") -> str:
        """What `benchmarks.load.inside` answers: the driver itself loads no Django."""
        return self._run(["-m", "benchmarks.load.inside", command], given)

    def _run(self, words: list[str], given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.environment, input=given, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = children.start(
                [sys.executable, *words], cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._groups.append(process)
        return process

    @property
    def log(self) -> Path:
        return self.folder / "product.log"

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/readyz", headers={"Host": HOST})
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            finally:
                connection.close()
            time.sleep(0.2)
        raise RuntimeError(f"The product did not become ready:\n{self.log.read_text()[-3000:]}")

    def kill_web_process(self) -> int:
        """kill -9 of one of granian's worker processes; its id."""
        pid = max(_resident_bytes(pid) for pid in children.descendants(self.web.pid))[1]
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> None:
        for process in self._groups:
            children.end_group(process)
        self.redis.stop()
        self.postgres.stop()


def _resident_bytes(pid: int) -> tuple[int, int]:
    """(resident pages, pid): granian's little companion processes hold no application."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]), pid
    except OSError:
        return 0, pid
