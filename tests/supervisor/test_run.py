"""`python -m config.supervisor` itself, with real web server, worker and beat on a SQLite of its own."""

import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.supervisor.processes import Running, family, living

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared by the first test that starts, then used again: later starts are quick."""
    return tmp_path_factory.mktemp("var with a space")


@pytest.fixture
def environment(data: Path) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Empty means unset.
    return {
        "DATA_DIR": str(data),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "PORT": str(port),
        "HOST": "",
    }


@pytest.fixture
def running(environment: dict[str, str], tmp_path: Path) -> Iterator[Running]:
    """Mockingbird, after its banner."""
    running = Running("config.supervisor", tmp_path / "log", environment)
    try:
        running.wait_for("Mockingbird is ready", 120)
        yield running
    finally:
        running.clean_up()


def answer(environment: dict[str, str], path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{environment['PORT']}{path}", timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def process_of(running: Running, words: str) -> int | None:
    """The first process of the family whose command line holds these words, if there is one."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    everybody = running.family()
    found = [int(row.split()[0]) for row in rows.splitlines() if words in row and int(row.split()[0]) in everybody]
    return min(found, default=None)


def test_banner_means_that_everything_works(running: Running, environment: dict[str, str], data: Path) -> None:
    assert answer(environment, "/readyz") == 200
    accounts = json.loads((data / "demo-accounts.json").read_text())
    assert all(account["password"] in running.output for account in accounts)
    assert f"http://127.0.0.1:{environment['PORT']}/" in running.output
    everybody = running.family()
    assert running.end(signal.SIGINT) == 0
    assert not living(everybody)
    assert not [path.name for path in data.iterdir() if path.suffix in {".lock", ".pid", ".sock"}]


def test_second_start_in_the_same_checkout_names_the_first(
    running: Running, environment: dict[str, str], tmp_path: Path
) -> None:
    second = Running("config.supervisor", tmp_path / "second", environment)
    assert second.process.wait(timeout=20) == 1
    assert f"already running at http://127.0.0.1:{environment['PORT']}/" in second.output


def test_killed_worker_and_web_server_come_back(running: Running, environment: dict[str, str]) -> None:
    for name, words in [("worker", "jobs worker"), ("web", "granian")]:
        victim = process_of(running, words)
        assert victim is not None
        relatives = family(victim)
        os.kill(victim, signal.SIGKILL)
        running.wait_for(f"{name} ended (killed by SIGKILL)")
        running.wait_until(lambda gone=relatives: not living(gone), 5)
        running.wait_until(lambda what=words: process_of(running, what) is not None, 20)
    running.wait_until(lambda: can_answer(environment), 30)


def can_answer(environment: dict[str, str]) -> bool:
    try:
        return answer(environment, "/healthz") == 200
    except OSError:
        return False


def test_nothing_outlives_kill_9_of_the_supervisor(running: Running) -> None:
    everybody = running.family()
    assert len(everybody) >= 7  # supervisor, granian and its worker, worker and its pool of two, beat
    running.process.kill()
    running.process.wait()
    running.wait_until(lambda: not living(everybody), 5)


def test_asked_for_port_that_is_busy_is_refused(environment: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", int(environment["PORT"])))
        listener.listen()
        refused = Running("config.supervisor", tmp_path / "log", environment)
        assert refused.process.wait(timeout=20) == 1
    assert f"Port {environment['PORT']} is in use" in refused.output
