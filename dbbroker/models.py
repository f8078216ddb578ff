"""The queue: one row a message."""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Message(models.Model):
    """A task that waits, is held by a worker, or was given up.

    `visible_at` says from when it may be claimed. A claim moves it into the future, and its holder keeps moving
    it while it lives; a holder that was killed stops, so the message comes back by itself.
    """

    queue = models.CharField(max_length=200)
    payload = models.TextField(editable=False)
    visible_at = models.DateTimeField(default=timezone.now)
    claim = models.CharField(max_length=32, blank=True, default="", editable=False)
    attempts = models.PositiveIntegerField("deliveries", default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    dead_at = models.DateTimeField("given up at", null=True, blank=True)

    class Meta:
        verbose_name = "queued task"
        # The order of arrival: ids are given out in it.
        ordering = ["id"]
        indexes = [
            models.Index(fields=["queue", "id"], condition=Q(dead_at__isnull=True), name="dbbroker_next_message"),
        ]

    def __str__(self) -> str:
        return f"{self.task_name} in {self.queue}"

    @property
    def task_name(self) -> str:
        """The Celery task it asks for; its queue's name if it is no task."""
        return task_name(json.loads(self.payload)) or self.queue


def task_name(payload: dict[str, Any]) -> str:
    """The task's name in a kombu payload, or an empty string."""
    return str((payload.get("headers") or {}).get("task") or "")
