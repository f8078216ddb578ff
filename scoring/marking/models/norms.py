"""What an exam's sittings say together, as last computed."""

from django.db import models

from exams.assembly.models import Exam


class ExamNorms(models.Model):
    """`numbers`: `scoring.marking.norms.Norms`, packed. Of released and scored sittings up to `computed_at`."""

    exam = models.OneToOneField(Exam, on_delete=models.CASCADE, related_name="+")
    sitting_count = models.PositiveIntegerField()
    numbers = models.JSONField()
    computed_at = models.DateTimeField()

    class Meta:
        verbose_name = "norms of an exam"
        verbose_name_plural = "norms of exams"
        ordering = ["exam"]

    def __str__(self) -> str:
        return f"Norms of {self.exam}"
