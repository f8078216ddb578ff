"""The product's own Celery application, with a place to stop in the middle of scoring.

While the file named by STOP_HERE exists, scoring halts after the result's row was written and before its subscores:
the worst moment to lose a worker.
"""

import os
import time
from pathlib import Path
from typing import Any

import django

from config.celery import app

django.setup()

from scoring.marking.services import scoring  # noqa: E402  (its models need the apps)

__all__ = ["app"]

_write_subscores = scoring._write_subscores


def write_subscores_after_a_stop(*args: Any) -> None:
    stop = Path(os.environ["STOP_HERE"])
    if stop.exists():
        stop.with_suffix(".reached").touch()
        while stop.exists():
            time.sleep(0.05)
    _write_subscores(*args)


scoring._write_subscores = write_subscores_after_a_stop
