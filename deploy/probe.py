"""Health of one container: `python deploy/probe.py web|push|worker|beat` exits with 0 when it does its work.

`web`, `push` and `beat` need only the standard library, so asking often costs little; `worker` goes over the queue.
"""

import http.client
import os
import socket
import sys
import time
from pathlib import Path

WEB_PORT = 8000
PUSH_PORT = 8001
TIMEOUT_SECONDS = 4.0
# Beat writes its schedule every three minutes; thrice that without a word is too long.
BEAT_SILENCE_SECONDS = 600.0


def web() -> bool:
    """Asked under the public name: a request for 127.0.0.1 would be refused as an unknown host."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    return _answers(WEB_PORT, "/healthz", host)


def push() -> bool:
    return _answers(PUSH_PORT, os.environ.get("PUSH_PATH", "/") + "alive", "localhost")


def _answers(port: int, path: str, host: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def worker() -> bool:
    from config.celery import app

    name = f"celery@{socket.gethostname()}"
    return bool(app.control.ping(destination=[name], timeout=10.0))


def beat() -> bool:
    folder = Path(os.environ.get("DATA_DIR", "var"))
    written = [path.stat().st_mtime for path in folder.glob("celerybeat-schedule*")]
    return bool(written) and time.time() - max(written) < BEAT_SILENCE_SECONDS


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(0 if {"web": web, "push": push, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
