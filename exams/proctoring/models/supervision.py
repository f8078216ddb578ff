"""One sitting under the rules of the room: its check-in, its incidents, and what becomes of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.bank.models.item import Frozen
from exams.proctoring import steps
from exams.proctoring.models.room import ProctorKind
from exams.sittings.models import Sitting


class ReviewState(models.TextChoices):
    NONE = "none", "Nothing to review"
    WAITING = "waiting", "Waits for a review"
    DECIDED = "decided", "Decided"
    APPEALED = "appealed", "The candidate appealed"


# Somebody has to decide.
OPEN_REVIEWS = (ReviewState.WAITING, ReviewState.APPEALED)


class Supervision(models.Model):
    """Of one proctored sitting. `read_number`: of the last reported event that became an incident, or was none;
    `points`: of all incidents; `delete_at`: when what was recorded ends by itself, known once the sitting is over;
    `deleted_at`: when it did; `is_chain_broken`: what was reported was not whole at the end."""

    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, related_name="supervision")
    proctor = models.CharField(max_length=9, choices=ProctorKind.choices)
    created_at = models.DateTimeField()
    has_camera = models.BooleanField(null=True, help_text="None: not known yet.")
    read_number = models.PositiveIntegerField(default=0)
    incident_count = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    review_state = models.CharField(max_length=8, choices=ReviewState.choices, default=ReviewState.NONE)
    is_chain_broken = models.BooleanField(default=False)
    delete_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("review_supervision", "Can decide what becomes of a sitting's incidents")]
        indexes = [
            models.Index(fields=["-points"], condition=Q(review_state__in=OPEN_REVIEWS), name="reviews_worst_first"),
            models.Index(
                fields=["delete_at"],
                condition=Q(delete_at__isnull=False, deleted_at__isnull=True),
                name="supervisions_by_end",
            ),
            # Looked through every few seconds.
            models.Index(fields=["id"], condition=Q(delete_at__isnull=True), name="supervisions_to_read"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(review_state__in=ReviewState.values), name="review_state_is_known"),
            models.CheckConstraint(condition=Q(proctor__in=ProctorKind.values), name="supervised_by_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"Supervision of {self.sitting}"


class StepCode(models.TextChoices):
    IDENTITY = steps.IDENTITY, "Identity"
    WELCOME = steps.WELCOME, "Welcome"
    TERMS = steps.TERMS, "Terms"
    SYSTEM = steps.SYSTEM, "System check"
    ROOM = steps.ROOM, "Room"
    TUTORIAL = steps.TUTORIAL, "Tutorial"


class CheckInStep(Frozen):
    """A step that was done: when, by which version of its text, and by which alternative where one was taken."""

    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="steps")
    code = models.CharField(max_length=8, choices=StepCode.choices)
    done_at = models.DateTimeField()
    text_version = models.PositiveSmallIntegerField(default=0, help_text="0: nothing to agree to.")
    alternative = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["supervision", "done_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["supervision", "code"], name="one_row_per_step"),
            models.CheckConstraint(condition=Q(code__in=StepCode.values), name="step_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} done"


class Incident(Frozen):
    """Something the proctor may want to see. `number`: of the reported event it was made of; `began_ms` since the start
    of the sitting; `count`: how many of its kind it stands for, 0: it goes on with the one of its type before; `position`:
    of the item that was on screen, 0: none; `reason` explains the points."""

    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="incidents")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=30)
    received_at = models.DateTimeField()
    began_ms = models.PositiveBigIntegerField()
    for_ms = models.PositiveBigIntegerField(default=0)
    count = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    is_warning = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["supervision", "number"]
        constraints = [models.UniqueConstraint(fields=["supervision", "number"], name="one_incident_per_event")]

    def __str__(self) -> str:
        return f"{self.type} at {self.began_ms} ms"


class Verdict(models.TextChoices):
    NOTHING = "nothing", "Nothing to object"
    NOTED = "noted", "Noted, without consequence"
    SECOND_OPINION = "second", "A second opinion is wanted"
    VOID = "void", "The result does not count"


class Decision(Frozen):
    """What a reviewer decided, and why. Several: second opinions, and what came of an appeal."""

    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="decisions")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=7, choices=Verdict.choices)
    reason = models.TextField()

    class Meta:
        ordering = ["supervision", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_says_why"),
            models.UniqueConstraint(fields=["supervision", "reviewer"], name="a_reviewer_decides_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} by {self.reviewer}"


class Statement(Frozen):
    """What the candidate said to the time line afterwards. `is_appeal`: asks for another decision."""

    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="statements")
    at = models.DateTimeField()
    text = models.TextField(max_length=2000)
    is_appeal = models.BooleanField(default=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, null=True, related_name="statements")

    class Meta:
        ordering = ["supervision", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="statement_says_something"),
            models.UniqueConstraint(fields=["supervision"], condition=Q(is_appeal=True), name="one_appeal_per_sitting"),
        ]

    def __str__(self) -> str:
        return f"Statement at {self.at}"
