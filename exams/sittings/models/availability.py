"""When the server was able to take answers, when it was not, and what candidates were given back for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from exams.bank.models.item import Frozen
from exams.sittings.models.sitting import Sitting


class Pulse(models.Model):
    """One row: the last moment at which some web process was able to write to the database."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_ok_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_pulse")]

    def __str__(self) -> str:
        return f"Answers could be taken at {self.last_ok_at}"


class OutageCause(models.TextChoices):
    RESTART = "restart", "No web server was running"
    DATABASE = "database", "The database could not be reached"
    STANDSTILL = "standstill", "The machine stood still"


class Outage(Frozen):
    """A time in which no answers could be taken; `cause` as far as the web process that ended it could tell."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(db_index=True)
    cause = models.CharField(max_length=10, choices=OutageCause.choices)

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("began_at")), name="outages_end_after_they_began"),
            models.CheckConstraint(condition=Q(cause__in=OutageCause.values), name="outage_cause_is_known"),
        ]

    def __str__(self) -> str:
        return f"Outage of {self.began_at:%Y-%m-%d %H:%M:%S} UTC"


class OutageCredit(Frozen):
    """Seconds given back to a sitting. Outages before `covers_until` are settled by it.

    The candidate's own gaps are settled too where `is_own_gap_included`.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="outage_credits")
    seconds = models.PositiveIntegerField()
    is_own_gap_included = models.BooleanField("own gaps included", default=False)
    covers_until = models.DateTimeField()
    granted_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["sitting", "covers_until"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "covers_until"], name="an_outage_is_settled_once"),
            models.CheckConstraint(condition=Q(seconds__gte=1), name="a_credit_gives_time"),
        ]

    def __str__(self) -> str:
        return f"Credit of {self.seconds} s"
