"""What was said to a sitting's client, and what happened to it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.bank.models.item import Frozen
from exams.sittings.models.head import HeadField
from exams.sittings.models.sitting import Sitting


class CommandType(models.TextChoices):
    MESSAGE = "message", "Message"
    PAUSE = "pause", "Pause"
    RESUME = "resume", "Resume"
    EXTEND = "extend", "Extend"
    TERMINATE = "terminate", "Terminate"


class Command(Frozen):
    """Rides on every answer until the client acknowledges it; `number` counts within the sitting."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="commands")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=10, choices=CommandType.choices)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["sitting", "number"]
        constraints = [models.UniqueConstraint(fields=["sitting", "number"], name="one_command_per_number")]

    def __str__(self) -> str:
        return f"Command {self.number}: {self.type}"


class SittingEvent(Frozen):
    """The append-only log: who (nobody: the system), when by the server's clock, what, and why.

    `number` and `head` of what a client reported: its link in the sitting's chain (`exams.sittings.reported`).
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    type = models.CharField(max_length=30)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    number = models.PositiveIntegerField(null=True)
    head = HeadField(null=True, default=None)

    class Meta:
        ordering = ["sitting", "at", "pk"]
        indexes = [models.Index(fields=["sitting", "at"], name="events_of_a_sitting")]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "number"], condition=Q(number__isnull=False), name="one_reported_event_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} at {self.at}"
