"""A real web server finds the outage that ends with its own start, before it answers anybody."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.db import connection
from django.utils import timezone

from exams.sittings.models import Outage, OutageCause, Pulse
from tests.dbbroker.processes import environment, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


class WebServer:
    """granian with the product, as `make run` starts it."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = log
        words = ["--interface=wsgi", "--workers=1", "--port", str(self.port), "config.wsgi:application"]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "granian", *words],
                env=environment(DJANGO_SETTINGS_MODULE="config.settings.test", DATA_DIR=str(log.parent)),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as response:
                return response.status == 200
        except URLError:
            return False

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def start(transactional_db, tmp_path) -> Iterator:
    started: list[WebServer] = []

    def run() -> None:
        server = WebServer(tmp_path / f"web-{len(started)}.log")
        started.append(server)
        wait_until(server.answers, 60, server.log.read_text)

    yield run
    for server in started:
        server.kill()


def test_a_server_that_starts_after_a_minute_records_the_outage_before_it_serves(start):
    began_at = timezone.now() - timedelta(minutes=1)
    Pulse.objects.create(last_ok_at=began_at)
    start()
    outage = Outage.objects.get()
    assert (outage.began_at, outage.cause) == (began_at, OutageCause.RESTART)
    assert outage.ended_at <= timezone.now()


def test_a_running_server_keeps_beating(start):
    start()
    first = Pulse.objects.get().last_ok_at
    wait_until(lambda: Pulse.objects.get().last_ok_at > first, 15, lambda: "no second beat")
    assert not Outage.objects.exists()


@pytest.mark.postgres
def test_a_server_whose_connection_is_cut_beats_on_another(start):
    start()
    first = Pulse.objects.get().last_ok_at
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    wait_until(lambda: Pulse.objects.get().last_ok_at > first, 20, lambda: "no beat after the cut")
