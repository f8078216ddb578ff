"""The thread that says that answers can be taken: nothing ends it, and it says each thing once."""

import pytest
from django.db.utils import OperationalError
from structlog.testing import capture_logs

from config import pulse
from exams.sittings.models import OutageCause


@pytest.fixture
def thread(monkeypatch):
    """A pulse that does not run by itself; `thread.results` are what its beats find, `thread.causes` what they say."""
    thread = pulse.Pulse()
    thread.results, thread.causes = [], []

    def beat(*, cause):
        thread.causes.append(cause)
        result = thread.results.pop(0)
        if result:
            raise result

    monkeypatch.setattr(pulse, "beat", beat)
    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)
    monkeypatch.setattr(pulse.connections, "close_all", lambda: None)
    return thread


def beat(thread, *results):
    """So many beats; what was logged."""
    thread.results = list(results)
    with capture_logs() as logs:
        for _ in results:
            thread.beat()
            thread.has_begun.set()
    return [log["event"] for log in logs]


def test_a_database_that_is_away_is_told_once(thread):
    away = OperationalError("away")
    assert beat(thread, None, away, away, away, None) == ["answers cannot be taken"]
    assert beat(thread, away) == ["answers cannot be taken"]


def test_the_first_beat_of_a_process_ends_a_restart(thread):
    beat(thread, None)
    assert thread.causes == [OutageCause.RESTART]


def test_after_a_database_was_away_the_outage_was_the_databases(thread):
    beat(thread, None, OperationalError("away"), None, None)
    assert thread.causes[2:] == [OutageCause.DATABASE, OutageCause.STANDSTILL]


def test_any_other_exception_does_not_end_it_either(thread):
    assert beat(thread, None, ValueError("a mistake of ours"), None) == ["answers cannot be taken"]
    assert thread.causes[-1] == OutageCause.STANDSTILL


def test_the_first_beat_is_over_before_the_application_serves(monkeypatch):
    beats = []
    monkeypatch.setattr(pulse, "beat", lambda **values: beats.append(values))
    thread = pulse.start()
    assert beats == [{"cause": OutageCause.RESTART}]
    thread.is_ended.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert thread.daemon
