"""The parts of a real installation together: Redis as cache and queue, a worker in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from redis import Redis

from common.health import worker_seen_seconds_ago
from config.celery import app
from config.tasks import record_worker_seen

pytestmark = [pytest.mark.redis, pytest.mark.processes, pytest.mark.usefixtures("redis")]
PATIENCE_SECONDS = 40.0


def wait_until(is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return is_true()


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "--app=config", "worker", "--pool=solo", "--loglevel=WARNING"]
    process = subprocess.Popen([*command, "--without-gossip", "--without-mingle"], cwd=settings.BASE_DIR)
    yield process
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_what_one_process_caches_another_finds(redis: Redis) -> None:
    caches["default"].set("attempts", 3, 60)
    assert any(b"attempts" in key for key in redis.scan_iter())
    code = "import django; django.setup(); from django.core.cache import cache; print(cache.get('attempts'))"
    asked = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert asked.stdout.strip() == b"3"


def test_task_waits_in_redis_and_a_worker_runs_it(redis: Redis, worker: subprocess.Popen[bytes]) -> None:
    assert os.environ["REDIS_URL"] == settings.CELERY_BROKER_URL
    assert worker_seen_seconds_ago() is None
    app.send_task(record_worker_seen.name)
    assert wait_until(lambda: worker_seen_seconds_ago() is not None), "The worker did not run the task."
    assert worker.poll() is None


def test_worker_is_asked_for_its_health_as_the_container_is(worker: subprocess.Popen[bytes]) -> None:
    def is_well() -> bool:
        probe = subprocess.run([sys.executable, "deploy/probe.py", "worker"], cwd=settings.BASE_DIR, check=False)
        return probe.returncode == 0

    assert wait_until(is_well)
    worker.terminate()
    worker.wait(15)
    assert not is_well()
