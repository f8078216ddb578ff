"""Questions about sittings, as computed once and kept. For staff alone."""

from django.db import models
from django.db.models import Q

from exams.assembly.models import Exam
from scoring.analysis.models.report import UNDERWAY, StoredWork, WorkState


class IntegrityReport(StoredWork):
    """`numbers` as `services.examining` writes them."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "report on unusual sittings"
        verbose_name_plural = "unusual sittings"
        ordering = ["-requested_at", "-pk"]
        permissions = [("view_integrity", "Can see questions about sittings")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WorkState.values), name="integrity_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(computed_at__isnull=False), name="done_integrity_report_says_when"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="integrity_progress_is_a_share"),
            models.UniqueConstraint(
                fields=["exam"], condition=Q(state__in=UNDERWAY), name="one_integrity_report_of_an_exam_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam}, {self.sitting_count} sittings"
