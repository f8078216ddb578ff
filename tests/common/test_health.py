"""What the worker tells the web server."""

import pytest

from common.health import KEEP_SECONDS, mark_worker_seen, worker_seen_seconds_ago


@pytest.fixture(autouse=True)
def _own_cache(settings, tmp_path):
    files = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": tmp_path}
    settings.CACHES = {**settings.CACHES, "shared": files}


def test_worker_that_never_was_there_is_not_seen() -> None:
    assert worker_seen_seconds_ago() is None


def test_worker_was_seen_just_now(time_machine) -> None:
    time_machine.move_to("2026-11-21T10:00:00Z", tick=False)
    mark_worker_seen()
    assert worker_seen_seconds_ago() == 0


def test_silence_is_counted_in_seconds(time_machine) -> None:
    time_machine.move_to("2026-11-21T10:00:00Z", tick=False)
    mark_worker_seen()
    time_machine.shift(42)
    assert worker_seen_seconds_ago() == 42


def test_clock_that_was_set_back_gives_no_negative_silence(time_machine) -> None:
    time_machine.move_to("2026-11-21T10:00:00Z", tick=False)
    mark_worker_seen()
    time_machine.shift(-5)
    assert worker_seen_seconds_ago() == 0


def test_worker_is_forgotten_after_an_hour(time_machine) -> None:
    time_machine.move_to("2026-11-21T10:00:00Z", tick=False)
    mark_worker_seen()
    time_machine.shift(KEEP_SECONDS + 1)
    assert worker_seen_seconds_ago() is None


def test_another_process_sees_it_too(settings) -> None:
    """The worker is no thread of the web server: what it says must not stay in its own memory."""
    mark_worker_seen()
    settings.CACHES = {**settings.CACHES}  # another cache object over the same files
    assert worker_seen_seconds_ago() is not None
