"""One candidate, one form, one clock."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from exams.assembly.models import Exam, Form
from exams.sittings import states
from exams.sittings.models.head import HeadField


class SittingState(models.TextChoices):
    SCHEDULED = states.SCHEDULED, "Scheduled"
    CHECK_IN = states.CHECK_IN, "Check-in"
    RUNNING = states.RUNNING, "Running"
    PAUSED = states.PAUSED, "Paused"
    CLOSED = states.CLOSED, "Closed"


class CloseReason(models.TextChoices):
    SUBMITTED = states.SUBMITTED, "Submitted"
    EXPIRED = states.EXPIRED, "Time was up"
    TERMINATED = states.TERMINATED, "Ended by a proctor"
    MISSED = states.MISSED, "Missed"
    VOIDED = states.VOIDED, "Voided"


_NOT_BEGUN = Q(state__in=[states.SCHEDULED, states.CHECK_IN]) | Q(close_reason__in=[states.MISSED, states.VOIDED])
_BEGUN = Q(
    form__isnull=False,
    seed__isnull=False,
    started_at__isnull=False,
    deadline_at__isnull=False,
    allotted_seconds__isnull=False,
    rules_accepted_at__isnull=False,
)


class Sitting(models.Model):
    """A candidate's timed session. What it becomes, and when, is decided by the services alone.

    `final_at`: from this moment no answer can change any more. `answers_version` counts the sets of answers that
    a closed sitting has had: it rises when answers given in time arrive after the closing. `command_count`: number of
    the newest command, `acked_command`: of the newest that a client has acknowledged. `paused_ms`: length of all
    pauses that are over. `active_seq`: the last batch of `active_client` that was applied. `receipt_number` and
    `receipt_head`: length and head of the chain over the acknowledged answers (`exams.sittings.ledger`).
    `last_seen_at`: when the active client was last heard. `is_proctored`: sat under the rules of the room;
    `cleared_at`: when the steps that they ask for before the start were done. `event_number` and `event_head`: length
    and head of the chain over what clients reported (`exams.sittings.reported`). `voided_at`: since when the result does
    not count, by somebody's decision; the sitting itself stays one that was sat.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sittings")
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="sittings")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, null=True, related_name="sittings")
    seed = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=SittingState.choices)
    close_reason = models.CharField(max_length=10, choices=CloseReason.choices, blank=True)
    created_at = models.DateTimeField()
    rules_accepted_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    allotted_seconds = models.PositiveIntegerField(null=True)
    extended_seconds = models.PositiveIntegerField(default=0)
    paused_ms = models.PositiveBigIntegerField(default=0)
    deadline_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    pause_ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)
    active_client = models.UUIDField(null=True)
    command_count = models.PositiveIntegerField(default=0)
    acked_command = models.PositiveIntegerField(default=0)
    answers_version = models.PositiveIntegerField(default=1)
    is_held = models.BooleanField("result held for review", default=False)
    voided_at = models.DateTimeField("result does not count since", null=True)
    is_proctored = models.BooleanField(default=False)
    cleared_at = models.DateTimeField(null=True)
    event_number = models.PositiveIntegerField(default=0)
    event_head = HeadField()
    # What every saved answer writes stands side by side: PostgreSQL logs one short stretch of the row.
    active_seq = models.PositiveIntegerField(default=0)
    receipt_number = models.PositiveIntegerField(default=0)
    receipt_head = HeadField()
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        permissions = [("control_sitting", "Can pause, extend and terminate sittings")]
        indexes = [
            models.Index(fields=["deadline_at"], condition=Q(state="running"), name="running_by_deadline"),
            models.Index(fields=["pause_ends_at"], condition=Q(state="paused"), name="paused_by_end"),
            models.Index(fields=["closed_at"], condition=Q(state="closed"), name="closed_by_time"),
            models.Index(fields=["user", "-created_at"], name="sittings_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "exam"], condition=~Q(state="closed"), name="one_live_sitting_per_person_and_exam"
            ),
            models.CheckConstraint(condition=Q(state__in=states.STATES), name="sitting_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="closed", close_reason__in=states.CLOSE_REASONS, closed_at__isnull=False)
                | (~Q(state="closed") & Q(close_reason="", closed_at__isnull=True)),
                name="closed_with_reason_and_time",
            ),
            models.CheckConstraint(condition=_NOT_BEGUN | _BEGUN, name="begun_sitting_has_form_and_clock"),
            models.CheckConstraint(
                condition=Q(is_proctored=False) | Q(started_at__isnull=True) | Q(cleared_at__isnull=False),
                name="proctored_sitting_begins_cleared",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(paused_at__isnull=False, pause_ends_at__isnull=False),
                name="paused_sitting_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | Q(state=states.CLOSED, close_reason__in=states.SAT),
                name="only_what_was_sat_is_voided",
            ),
        ]

    def __str__(self) -> str:
        return f"Sitting {self.id}"

    def get_absolute_url(self) -> str:
        """The page that fits the state."""
        pages = {SittingState.SCHEDULED: "check-in", SittingState.CHECK_IN: "check-in", SittingState.CLOSED: "ended"}
        page = pages.get(SittingState(self.state), "runner")
        return reverse(f"sittings:{page}", kwargs={"sitting_id": self.pk})

    @property
    def is_sat(self) -> bool:
        """Over, and not for want of a start: there is something to score."""
        return self.state == SittingState.CLOSED and self.started_at is not None

    @property
    def is_void(self) -> bool:
        """It was sat, and its result does not count."""
        return self.voided_at is not None


class SittingClient(models.Model):
    """One page load or app that took the sitting over; `last_seq` is the last batch of it that was applied.

    While it is the active one, the sitting's `active_seq` counts on and this one rests. `last_refused` is what the
    server refused in that batch: a repeat hears the same.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="clients")
    client = models.UUIDField()
    last_seq = models.PositiveIntegerField(default=0)
    last_refused = models.JSONField(default=list)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "client"], name="one_row_per_sitting_and_client")]

    def __str__(self) -> str:
        return f"Client {self.client}"
