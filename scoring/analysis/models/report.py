"""What an exam's sittings say of its items and forms, as computed once and kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.assembly.models import Exam, Form

UNDERWAY = ("queued", "running")


class WorkState(models.TextChoices):
    QUEUED = "queued", "Waiting for a worker"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class StoredWork(models.Model):
    """What a worker computes and a page shows. `numbers`: empty until done. `touched_at`: when the worker was last heard;
    `progress`: per cent."""

    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    sitting_count = models.PositiveIntegerField(default=0)
    numbers = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True)
    # What its worker writes beside the state.
    found_fields: tuple[str, ...] = ("numbers", "sitting_count")

    class Meta:
        abstract = True

    @property
    def is_underway(self) -> bool:
        return self.state in UNDERWAY


class AnalysisReport(StoredWork):
    """`form`: of one form alone; `since`, `until`: of sittings closed in a period (`until` is not part of it); None: of
    all. `numbers` as `services.reporting` writes them. Older reports stay: they say what was known then."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="+")
    form = models.ForeignKey(Form, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "item analysis"
        verbose_name_plural = "item analyses"
        ordering = ["-requested_at", "-pk"]
        indexes = [models.Index(fields=["exam", "-requested_at"], name="reports_of_an_exam")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WorkState.values), name="analysis_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(computed_at__isnull=False), name="done_report_says_when"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_is_a_share"),
            models.UniqueConstraint(
                fields=["exam"], condition=Q(state__in=UNDERWAY), name="one_report_of_an_exam_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam}, {self.sitting_count} sittings"

    @property
    def is_of_all(self) -> bool:
        """Whether no sitting of the exam was left out."""
        return self.form_id is None and self.since is None and self.until is None
