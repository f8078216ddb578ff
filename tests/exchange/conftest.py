"""Hypothesis without a clock: on a busy machine a slow example is no failure. And the worker's part, done by hand."""

import pytest
from hypothesis import settings

from exams.exchange.services import work

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture
def queue(monkeypatch):
    """What was sent to the workers, task by task; nobody works on it by itself."""
    sent = []
    monkeypatch.setattr(
        "celery.Celery.send_task", lambda app, name, words: sent.append((name.rpartition(".")[2], *words))
    )
    return sent


@pytest.fixture
def work_off(queue, django_capture_on_commit_callbacks):
    """Does what waits in the queue."""

    def run():
        while queue:
            name, pk = queue.pop(0)
            with django_capture_on_commit_callbacks(execute=True):
                getattr(work, name)(**{"export_id" if "export" in name else "import_id": pk})

    return run
