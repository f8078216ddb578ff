"""Hears that a sitting closed, or that its result counts no more or again; sees to it that a worker looks, and does nothing else."""

import time
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from exams.sittings.signals import sitting_closed
from scoring.marking.tasks import score_just_closed, score_sittings


class Waker:
    """Wakes a worker at most once in a while, however many sittings close: in a crowd the messages cost the most.

    The first closing is seen to at once, those of the next two seconds together at their end. Lost with its process; the
    sweep finds what it knew. In each process, without a lock: two messages instead of one do no harm.
    """

    EVERY_SECONDS = 2.0

    def __init__(self) -> None:
        self._wakes_at = 0.0

    def wait_seconds(self) -> float | None:
        """How long until the worker shall look; None when it will anyway."""
        now = time.monotonic()
        if self._wakes_at > now:
            return None
        self._wakes_at = max(now, self._wakes_at + self.EVERY_SECONDS)
        return self._wakes_at - now


waker = Waker()


@receiver(sitting_closed)
def queue_scoring(sender: type, sitting_id: UUID, is_just_closed: bool = True, **kwargs: Any) -> None:
    if not is_just_closed:
        # Closed long ago, perhaps: asked for by name.
        score_sittings.delay([str(sitting_id)])
        return
    wait = waker.wait_seconds()
    if wait is not None:
        score_just_closed.apply_async(countdown=wait)
