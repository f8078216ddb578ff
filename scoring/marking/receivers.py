"""Hears that a sitting closed, queues its scoring, and does nothing else.

When a whole room ends at once, the messages would cost more than the scoring: the sweep takes them together, seconds
later.
"""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from common.pace import Pace
from exams.sittings.signals import sitting_closed
from scoring.marking.tasks import score_sitting

# In this process and minute; what is above it waits for the sweep.
pace = Pace(60)


@receiver(sitting_closed)
def queue_scoring(sender: type, sitting_id: UUID, **kwargs: Any) -> None:
    if not pace.wait_seconds("close"):
        score_sitting.delay(str(sitting_id))
