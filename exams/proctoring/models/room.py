"""The rules of the room: what an exam asks for before the start, watches, counts, and keeps."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from common.richtext import render
from exams.assembly.models import Exam
from exams.proctoring.severity import POINTS


class Camera(models.TextChoices):
    NONE = "none", "Not used"
    OPTIONAL = "optional", "Used where there is one and the candidate agrees"
    REQUIRED = "required", "Required"


class ProctorKind(models.TextChoices):
    NOBODY = "nobody", "Nobody: incidents are recorded and reviewed afterwards"
    PERSON = "person", "A person"
    SIMULATED = "simulated", "A simulated proctor, for practice"


class RoomRules(models.Model):
    """Of one exam. `terms`: Markdown that a candidate agrees to; `terms_version` rises when they change.

    `points`: by type of incident, where they differ from `severity.POINTS`; `warning_count`: how many of each type are
    warnings; `look_away_seconds`: looking away for shorter is nothing.
    """

    exam = models.OneToOneField(Exam, on_delete=models.CASCADE, related_name="room_rules")
    terms = models.TextField(blank=True, help_text="Markdown: confidentiality and the rules of the room.")
    terms_version = models.PositiveSmallIntegerField(default=1, editable=False)
    asks_identity = models.BooleanField("identity step", default=True)
    asks_room = models.BooleanField("room step", default=True)
    camera = models.CharField(max_length=8, choices=Camera.choices, default=Camera.OPTIONAL)
    asks_one_screen = models.BooleanField("one screen only", default=True)
    asks_fullscreen = models.BooleanField("full screen", default=True)
    proctor = models.CharField(max_length=9, choices=ProctorKind.choices, default=ProctorKind.NOBODY)
    warning_count = models.PositiveSmallIntegerField(
        "warnings of each kind",
        default=1,
        validators=[MaxValueValidator(20)],
        help_text="So many incidents of each kind count for nothing; the candidate is told.",
    )
    points = models.JSONField(
        default=dict, blank=True, help_text='Points of one incident where they differ: {"copy": 0, "paste": 10}.'
    )
    look_away_seconds = models.PositiveSmallIntegerField(default=4, validators=[MinValueValidator(2)])
    hold_points = models.PositiveSmallIntegerField(
        "points that hold the result",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="From so many points on a result waits until somebody has reviewed the sitting. Empty: none waits.",
    )
    retention_days = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(1)],
        help_text="What was recorded of a sitting is deleted so long after its end, or after its review was decided.",
    )

    class Meta:
        verbose_name_plural = "rules of the room"
        constraints = [
            models.CheckConstraint(condition=Q(camera__in=Camera.values), name="camera_rule_is_known"),
            models.CheckConstraint(condition=Q(proctor__in=ProctorKind.values), name="proctor_kind_is_known"),
            models.CheckConstraint(condition=Q(retention_days__gte=1), name="records_are_kept_a_day"),
            models.CheckConstraint(condition=Q(look_away_seconds__gte=2), name="a_glance_is_no_incident"),
        ]

    def __str__(self) -> str:
        return f"Rules of the room of {self.exam}"

    @property
    def terms_html(self) -> str:
        return render(self.terms)

    @property
    def points_by_type(self) -> dict[str, int]:
        return POINTS | self.points
