"""An exam: what is asked (guide, number of items), for how long, by which rules, and when results are shown."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from common.richtext import render
from exams.bank.models import ExamGuide


class ExamState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    ENDED = "ended", "Ended"


class ReleasePolicy(models.TextChoices):
    AT_ONCE = "at_once", "As soon as it is scored"
    BY_HAND = "by_hand", "When staff release it"


class Exam(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=150)
    description = models.TextField(blank=True, help_text="Markdown; shown on the exam's page.")
    rules = models.TextField(blank=True, help_text="Markdown; a candidate agrees to them before the clock starts.")
    guide = models.ForeignKey(ExamGuide, on_delete=models.PROTECT, related_name="exams")
    item_count = models.PositiveSmallIntegerField("number of items", default=60)
    duration_seconds = models.PositiveIntegerField(default=7200)
    network_grace_seconds = models.PositiveIntegerField(
        default=60, help_text="Answers given in time may arrive this much later."
    )
    pause_limit_seconds = models.PositiveIntegerField(default=1800, help_text="A pause ends by itself after this time.")
    cut_share = models.DecimalField(
        "cut score",
        max_digits=4,
        decimal_places=3,
        default=Decimal("0.700"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))],
        help_text="Share of the points needed to pass, from 0 to 1.",
    )
    release_policy = models.CharField(max_length=10, choices=ReleasePolicy.choices, default=ReleasePolicy.AT_ONCE)
    state = models.CharField(max_length=10, choices=ExamState.choices, default=ExamState.DRAFT, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]
        permissions = [("open_exam", "Can open and end exams")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExamState.values), name="exam_state_is_known"),
            models.CheckConstraint(condition=Q(item_count__gte=1), name="exam_has_items"),
            models.CheckConstraint(condition=Q(duration_seconds__gte=60), name="exam_lasts_a_minute"),
            models.CheckConstraint(condition=Q(cut_share__gte=0) & Q(cut_share__lte=1), name="cut_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sittings:exam", kwargs={"slug": self.slug})

    @property
    def description_html(self) -> str:
        return render(self.description)

    @property
    def rules_html(self) -> str:
        return render(self.rules)

    @property
    def duration_minutes(self) -> int:
        return self.duration_seconds // 60

    @property
    def cut_percent(self) -> int:
        return round(self.cut_share * 100)
