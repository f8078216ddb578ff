"""What an exam asks of its forms beyond the guide's weights: rules, anchors, pilot items, and runs that make forms."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from exams.assembly.models.exam import Exam
from exams.assembly.optimizing.problem import Attribute
from exams.bank.models import Item

ATTRIBUTES = [(attribute.value, attribute.value.capitalize()) for attribute in Attribute]


class BlueprintRule(models.Model):
    """How many scored items of one kind stand on each form: a share, or bounds. Equal bounds: exactly so many."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="blueprint_rules")
    attribute = models.CharField("kind", max_length=10, choices=ATTRIBUTES)
    value = models.CharField(max_length=60, help_text="As items have it: 4, 1.2, hard, coding, or a tag.")
    at_least = models.PositiveSmallIntegerField(null=True, blank=True)
    at_most = models.PositiveSmallIntegerField(null=True, blank=True)
    share = models.PositiveSmallIntegerField("share in %", null=True, blank=True)

    class Meta:
        ordering = ["exam", "attribute", "value"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "attribute", "value"], name="one_rule_per_exam_and_value"),
            models.CheckConstraint(
                condition=Q(attribute__in=[value for value, _ in ATTRIBUTES]), name="rule_attribute_is_known"
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=False, at_least__isnull=True, at_most__isnull=True)
                | Q(Q(at_least__isnull=False) | Q(at_most__isnull=False), share__isnull=True),
                name="rule_is_a_share_or_has_bounds",
                violation_error_message="A rule has either a share, or a number at least or at most.",
            ),
            models.CheckConstraint(
                condition=Q(at_least__isnull=True) | Q(at_most__isnull=True) | Q(at_least__lte=F("at_most")),
                name="rule_bounds_are_in_order",
                violation_error_message="“At least” is more than “at most”.",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__lte=100),
                name="rule_share_is_a_share",
                violation_error_message="A share is at most 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute} {self.value}"


class ItemPart(models.TextChoices):
    ANCHOR = "anchor", "Anchor: on every form"
    PILOT = "pilot", "Pilot: tried out, not scored"


class ExamItem(models.Model):
    """An item with a part of its own in an exam."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="exam_items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=6, choices=ItemPart.choices)

    class Meta:
        verbose_name = "anchor or pilot item"
        ordering = ["exam", "part", "item__code"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "item"], name="one_part_per_exam_and_item"),
            models.CheckConstraint(condition=Q(part__in=ItemPart.values), name="item_part_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_part_display()}"


class RunState(models.TextChoices):
    QUEUED = "queued", "Waiting for a worker"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    IMPOSSIBLE = "impossible", "Impossible"
    UNDECIDED = "undecided", "Nothing found in time"
    FAILED = "failed", "Failed"


class AssemblyRun(models.Model):
    """One request for parallel forms and what came of it; `outcome` as `assembling.describe` writes it."""

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="assembly_runs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    form_count = models.PositiveSmallIntegerField("number of forms")
    overlap_count = models.PositiveSmallIntegerField("items that two forms may share", default=0)
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.QUEUED)
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_is_known"),
            models.CheckConstraint(condition=Q(form_count__gte=1), name="run_asks_for_a_form"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"]) | Q(finished_at__isnull=False), name="ended_run_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam}, {self.form_count} forms"

    @property
    def is_underway(self) -> bool:
        return self.state in {RunState.QUEUED, RunState.RUNNING}
