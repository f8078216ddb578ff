"""Exam guides: published outlines with domains, weights and objectives."""

from django.db import models


class ReviewRule(models.TextChoices):
    """What an edit of a live item needs before candidates get it; an item in several guides obeys the strictest."""

    FREE = "free", "Nothing: who may put items live replaces what is live by saving"
    APPROVAL = "approval", "An approval: the live version stays until the edit is approved and put live"
    TWO_PEOPLE = "two_people", "An approval by somebody else than the author of the version"


class ExamGuide(models.Model):
    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    exam_name = models.CharField(max_length=200)
    is_current = models.BooleanField(default=False)
    review_rule = models.CharField(
        "review of edits", max_length=12, choices=ReviewRule.choices, default=ReviewRule.APPROVAL
    )

    class Meta:
        ordering = ["-is_current", "-code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(review_rule__in=ReviewRule.values), name="review_rule_is_known")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"


class Domain(models.Model):
    """A section of a guide. `weight` is its share of the exam as published (they need not add up to 100)."""

    guide = models.ForeignKey(ExamGuide, on_delete=models.PROTECT, related_name="domains")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["guide", "code"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "code"], name="one_domain_per_guide_and_code"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="domain_weight_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Objective(models.Model):
    """A numbered part of a domain; `considerations` maps letters to our summaries: {"a": "…"}."""

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="objectives")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    considerations = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["domain", "code"]
        constraints = [models.UniqueConstraint(fields=["domain", "code"], name="one_objective_per_domain_and_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
