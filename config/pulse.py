"""Each web process says every few seconds that it can take answers; whoever finds that nobody did records an outage."""

import threading

import structlog
from django.db import close_old_connections, connections
from django.db.utils import Error as DatabaseError

from exams.sittings.models import OutageCause
from exams.sittings.services.outages import beat

logger = structlog.get_logger(__name__)
BEAT_SECONDS = 5
# A database that does not answer must not keep the web server from starting: candidates' devices retry.
FIRST_BEAT_SECONDS = 5


class Pulse(threading.Thread):
    """Beats until the process ends; no exception ends it, and each failure is told once."""

    def __init__(self) -> None:
        super().__init__(name="pulse", daemon=True)
        self.has_begun = threading.Event()
        self.is_ended = threading.Event()
        self.cause = OutageCause.RESTART
        self.is_failing = False

    def run(self) -> None:
        while not self.is_ended.is_set():
            self.beat()
            self.has_begun.set()
            self.is_ended.wait(BEAT_SECONDS)
        connections.close_all()

    def beat(self) -> None:
        close_old_connections()
        try:
            outage = beat(cause=self.cause)
        except Exception as error:
            if not self.is_failing:
                logger.exception("answers cannot be taken")
            self.is_failing = True
            # In a process that has just started, nobody knows yet why nothing was written.
            if isinstance(error, DatabaseError) and self.has_begun.is_set():
                self.cause = OutageCause.DATABASE
            connections.close_all()
            return
        if outage is not None:
            lasted = (outage.ended_at - outage.began_at).total_seconds()
            logger.info("an outage is over", lasted_seconds=round(lasted), cause=outage.cause)
        self.is_failing = False
        self.cause = OutageCause.STANDSTILL


def start() -> Pulse:
    """Called by the web entry points alone: an outage that ends with this start is known before the first answer."""
    pulse = Pulse()
    pulse.start()
    pulse.has_begun.wait(FIRST_BEAT_SECONDS)
    return pulse
