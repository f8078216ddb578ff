"""What a result said before it was scored again."""

from django.db import models
from django.db.models import Q

from exams.assembly.models import MarkingRule
from scoring.marking.models.rescoring import Rescoring
from scoring.marking.models.result import Result


class ResultVersion(models.Model):
    """A frozen copy; `number` counts from 1, and the result itself is the newest.

    `was_released`: the candidate could see it, and is told; `told_at`: when a worker took that in hand.
    """

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    points = models.DecimalField(max_digits=9, decimal_places=3)
    max_points = models.DecimalField(max_digits=9, decimal_places=3)
    item_count = models.PositiveIntegerField()
    scaled = models.PositiveIntegerField(null=True)
    cut_share = models.DecimalField(max_digits=4, decimal_places=3)
    is_pass = models.BooleanField()
    marking_rule = models.CharField(max_length=20, choices=MarkingRule.choices)
    rules_version = models.PositiveIntegerField()
    marks = models.JSONField(default=dict)
    scored_at = models.DateTimeField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(Rescoring, on_delete=models.PROTECT, related_name="replaced")
    was_released = models.BooleanField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "earlier version of a result"
        verbose_name_plural = "earlier versions of results"
        ordering = ["result", "-number"]
        indexes = [
            models.Index(
                fields=["replaced_at"], condition=Q(was_released=True, told_at__isnull=True), name="versions_to_tell_of"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["result", "number"], name="one_version_per_result_and_number")]

    def __str__(self) -> str:
        return f"{self.result}, version {self.number}"
