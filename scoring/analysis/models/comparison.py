"""Whether items were harder for one group than for another of equal ability: cohorts, or an earlier and a later time."""

from django.db import models
from django.db.models import F, Q

from accounts.models import Cohort
from exams.assembly.models import Exam
from scoring.analysis.models.report import UNDERWAY, StoredWork, WorkState


class ComparisonKind(models.TextChoices):
    COHORTS = "cohorts", "Between two cohorts"
    PERIODS = "periods", "Between two periods"


class GroupComparison(StoredWork):
    """Of cohorts: `focal` is looked at, `reference` is what it is compared with (None: everybody else). Of periods: sittings
    closed from `since` until `middle` are compared with those from `middle` until `until`. `numbers` as
    `services.comparing` writes them."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=ComparisonKind.choices)
    focal = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    reference = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True)
    middle = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "comparison of groups"
        verbose_name_plural = "comparisons of groups"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=WorkState.values), name="comparison_state_is_known"),
            models.CheckConstraint(
                condition=Q(kind="cohorts", focal__isnull=False, middle__isnull=True)
                | Q(kind="periods", focal__isnull=True, reference__isnull=True, middle__isnull=False),
                name="comparison_names_its_groups",
            ),
            models.CheckConstraint(
                condition=Q(focal__isnull=True) | Q(reference__isnull=True) | ~Q(focal=F("reference")),
                name="a_cohort_is_not_compared_with_itself",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(computed_at__isnull=False), name="done_comparison_says_when"
            ),
            models.UniqueConstraint(
                fields=["exam"], condition=Q(state__in=UNDERWAY), name="one_comparison_of_an_exam_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam}: {self.focal_name} against {self.reference_name}"

    @property
    def focal_name(self) -> str:
        if self.kind == ComparisonKind.PERIODS:
            return f"from {self.middle:%Y-%m-%d}"
        return str(self.focal)

    @property
    def reference_name(self) -> str:
        if self.kind == ComparisonKind.PERIODS:
            return f"before {self.middle:%Y-%m-%d}"
        return str(self.reference or "everybody else")
