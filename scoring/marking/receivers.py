"""Hears that a sitting closed, queues its scoring, and does nothing else."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from exams.sittings.signals import sitting_closed
from scoring.marking.tasks import score_sitting


@receiver(sitting_closed)
def queue_scoring(sender: type, sitting_id: UUID, **kwargs: Any) -> None:
    score_sitting.delay(str(sitting_id))
