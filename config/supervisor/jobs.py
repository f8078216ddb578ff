"""The worker and the beat process: `python -m config.supervisor.jobs worker [--prepare]|beat`.

They are started without Celery's command line: reading its options costs half a second of each start.
"""

import os
import sys
import warnings
from typing import Any

from config.supervisor import lifeline
from config.supervisor.child import READY_VARIABLE

lifeline.hold()

from celery.exceptions import SecurityWarning  # noqa: E402  (the process is tied before anything slow happens)
from celery.signals import worker_process_init, worker_ready  # noqa: E402
from django.conf import settings  # noqa: E402

from common.health import mark_worker_seen  # noqa: E402
from config.celery import app  # noqa: E402
from config.supervisor import prepare  # noqa: E402

CONCURRENCY = 2


def work() -> int:
    # bin/bootstrap has said what there is to say about running as root.
    warnings.simplefilter("ignore", SecurityWarning)
    if "--prepare" in sys.argv:
        prepare.main()
    worker = app.Worker(
        concurrency=CONCURRENCY,
        optimization="fair",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    worker.start()
    return worker.exitcode or 0


def beat() -> int:
    app.Beat(quiet=True, schedule=settings.CELERY_BEAT_SCHEDULE_FILENAME).run()
    return 0


@worker_process_init.connect
def hold_pool_process(**kwargs: Any) -> None:
    # Threads do not survive a fork: each pool process watches for itself.
    lifeline.hold()


@worker_ready.connect
def say_ready(**kwargs: Any) -> None:
    # The first periodic task would say so some seconds from now; /readyz need not wait for it.
    mark_worker_seen()
    descriptor = os.environ.pop(READY_VARIABLE, None)
    if descriptor is not None:
        os.write(int(descriptor), b"1")
        os.close(int(descriptor))


if __name__ == "__main__":
    sys.exit({"worker": work, "beat": beat}[sys.argv[1]]())
