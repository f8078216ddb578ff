"""The product's own Celery application, with places to stop in the middle of scoring and of storing an import.

While the file named by STOP_HERE exists, scoring halts after the result's row was written and before its subscores,
re-scoring after a chunk was written and before that is noted, and an import after all rows were written and before the
items have their versions: the worst moments to lose a worker.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from config.celery import app

django.setup()

from exams.bank.services import adding  # noqa: E402  (their models need the apps)
from scoring.marking.services import rescoring, scoring  # noqa: E402

__all__ = ["app"]


def stopping(function: Callable[..., None]) -> Callable[..., None]:
    """The function, after a stop."""

    def call(*args: Any) -> None:
        stop = Path(os.environ["STOP_HERE"])
        if stop.exists():
            stop.with_suffix(".reached").touch()
            while stop.exists():
                time.sleep(0.05)
        function(*args)

    return call


scoring.write_subscores = stopping(scoring.write_subscores)
rescoring._note_progress = stopping(rescoring._note_progress)
adding._show = stopping(adding._show)
