"""A sitting's scores: written by the services alone, complete enough to be explained line by line."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from exams.assembly.models import MarkingRule
from exams.bank.models import Domain
from exams.sittings.models import Sitting
from scoring.marking.models.rescoring import Rescoring


class ResultState(models.TextChoices):
    PENDING = "pending", "Pending"
    SCORED = "scored", "Scored"
    RELEASED = "released", "Released"
    VOIDED = "voided", "Does not count"


class ResultQuerySet(models.QuerySet["Result"]):
    def shown(self) -> Self:
        """Those that their candidates may see. The sitting is asked too: what does not count is hidden from that moment
        on, not when a worker has put it right."""
        return self.filter(state=ResultState.RELEASED, sitting__voided_at__isnull=True)


class Result(models.Model):
    """`answers_version`: which of the sitting's sets of answers was scored; `rules_version`, `marking_rule`: by which
    rules; `last_run`: the newest re-scoring that it takes into account.

    `points` are rounded to three decimals; `is_pass` was decided before. `scaled`: for display, None in results older
    than the scale. `marks`: every mark, packed as `rules.pack` does it; one row for a sitting instead of one for each
    item. `number`: 1, and one more with every re-scoring that changed it (see ResultVersion).
    `is_verdict_only`: released as on the day, pass or fail alone. `mail_due_at`: from then on the candidate is to be
    told by mail; None: nothing to tell, or told. A voided one keeps what it said, and `released_at` if it was shown:
    it may count again.
    """

    sitting = models.OneToOneField(Sitting, on_delete=models.PROTECT, related_name="result")
    state = models.CharField(max_length=10, choices=ResultState.choices, default=ResultState.PENDING)
    number = models.PositiveIntegerField("version", default=1)
    points = models.DecimalField(max_digits=9, decimal_places=3, default=Decimal(0))
    max_points = models.DecimalField(max_digits=9, decimal_places=3, default=Decimal(0))
    item_count = models.PositiveIntegerField(default=0)
    scaled = models.PositiveIntegerField("scaled score", null=True)
    cut_share = models.DecimalField(max_digits=4, decimal_places=3, default=Decimal(0))
    is_pass = models.BooleanField(default=False)
    marking_rule = models.CharField(max_length=20, choices=MarkingRule.choices, default=MarkingRule.ALL_OR_NOTHING)
    rules_version = models.PositiveIntegerField(default=0)
    answers_version = models.PositiveIntegerField(default=0)
    scored_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    is_verdict_only = models.BooleanField("shows pass or fail only", default=False)
    mail_due_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=dict)
    last_run = models.ForeignKey(
        Rescoring,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="last re-scoring",
    )

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["-scored_at"]
        permissions = [("release_result", "Can release results"), ("rescore_result", "Can score exams again")]
        indexes = [
            models.Index(fields=["state"], condition=Q(state="scored"), name="scored_and_not_released"),
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="results_to_be_mailed"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ResultState.values), name="result_state_is_known"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("max_points")), name="result_points_are_possible"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "voided"]) | Q(scored_at__isnull=False),
                name="scored_result_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_at__isnull=False), name="released_result_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"Result of {self.sitting_id}"

    def get_absolute_url(self) -> str:
        return reverse("marking:result", kwargs={"sitting_id": self.sitting_id})

    @property
    def is_shown(self) -> bool:
        """As `ResultQuerySet.shown`."""
        return self.state == ResultState.RELEASED and not self.sitting.is_void


class Subscore(models.Model):
    """A domain's part of a result."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="subscores", db_index=False)
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(max_digits=9, decimal_places=3)
    max_points = models.DecimalField(max_digits=9, decimal_places=3)
    item_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["result", "domain__code"]
        constraints = [
            models.UniqueConstraint(fields=["result", "domain"], name="one_subscore_per_domain"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("max_points")), name="subscore_points_are_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} of {self.max_points}"
