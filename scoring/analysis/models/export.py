"""An exam's responses and every statistic of them, as files to take away."""

from django.db import models
from django.db.models import Q

from exams.assembly.models import Exam
from scoring.analysis.models.report import UNDERWAY, StoredWork, WorkState


class StatisticsExport(StoredWork):
    """`data`: a ZIP archive, None until done and after a week; `numbers`: what could not be computed."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="+")
    data = models.BinaryField(null=True, editable=False)
    size_bytes = models.PositiveIntegerField(default=0)
    found_fields = ("numbers", "sitting_count", "data", "size_bytes")

    class Meta:
        verbose_name = "statistics as files"
        verbose_name_plural = "statistics as files"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WorkState.values), name="export_of_statistics_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(computed_at__isnull=False), name="done_export_of_statistics_says_when"
            ),
            models.UniqueConstraint(
                fields=["exam"], condition=Q(state__in=UNDERWAY), name="one_export_of_statistics_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam}, {self.sitting_count} sittings"
