"""Exam guides: published outlines with domains, weights and objectives."""

from django.core.validators import URLValidator
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


class Confidence(models.TextChoices):
    """Where a fact of an exam was seen: a candidate is told, as nobody but the vendor can vouch for it."""

    OFFICIAL = "official", "Stated by the vendor"
    ONE_COPY = "one_copy", "Stated by the vendor, seen in one copy"
    REPORTED = "reported", "Reported by candidates"


class ExamFact(models.Model):
    """What is known of the exam behind a guide ("Length": "2 hours"); `sources`: [{"title": …, "url": …}]."""

    guide = models.ForeignKey(ExamGuide, on_delete=models.CASCADE, related_name="facts")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80)
    text = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    sources = models.JSONField(default=list)

    class Meta:
        ordering = ["guide", "position"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "position"], name="one_fact_per_guide_and_position"),
            models.CheckConstraint(condition=models.Q(confidence__in=Confidence.values), name="confidence_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"


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
    """A numbered part of a domain; `considerations` maps letters to our summaries: {"a": "…"}.

    `successors`: where a newer guide asks the same; `is_partly_dropped`: some of it, no newer one names.
    """

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="objectives")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    considerations = models.JSONField(default=dict, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)
    is_partly_dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ["domain", "code"]
        constraints = [models.UniqueConstraint(fields=["domain", "code"], name="one_objective_per_domain_and_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ResourceKind(models.TextChoices):
    DOCUMENTATION = "documentation", "Documentation"
    COURSE = "course", "Course"
    LAB = "lab", "Lab"
    READING = "reading", "Reading"
    VIDEO = "video", "Video"


class StudyResource(models.Model):
    """Where to go when weak in an objective. `minutes`: our estimate of one reading; `note`: what to look for there."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="study_resources")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    url = models.CharField("address", max_length=500, validators=[URLValidator(schemes=["https"])])
    kind = models.CharField(max_length=14, choices=ResourceKind.choices)
    minutes = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["objective", "position"]
        constraints = [
            models.UniqueConstraint(fields=["objective", "position"], name="one_resource_per_objective_and_position"),
            models.CheckConstraint(condition=models.Q(kind__in=ResourceKind.values), name="resource_kind_is_known"),
            models.CheckConstraint(condition=models.Q(minutes__gte=1), name="resource_takes_a_minute"),
        ]

    def __str__(self) -> str:
        return self.title
