"""A panel that sets a cut: who judged which item how hard for a candidate who just passes, round by round."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.assembly.models import Form
from exams.bank.models import ItemVersion


class PanelState(models.TextChoices):
    OPEN = "open", "Raters rate"
    CLOSED = "closed", "Round closed"


class StandardPanel(models.Model):
    """Raters judge the scored items of one form; `round_number` counts the rounds, the present one included."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    borderline = models.TextField(
        "the candidate who just passes",
        blank=True,
        help_text="What this candidate can and cannot do, as the raters agreed; it stands above their items.",
    )
    state = models.CharField(max_length=6, choices=PanelState.choices, default=PanelState.OPEN, editable=False)
    round_number = models.PositiveSmallIntegerField("round", default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "cut score panel"
        ordering = ["-created_at"]
        permissions = [("rate_standardpanel", "Can rate items in panels")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PanelState.values), name="panel_state_is_known"),
            models.CheckConstraint(condition=Q(round_number__gte=1), name="panel_rounds_count_from_1"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == PanelState.OPEN


class PanelRound(models.Model):
    """A round that was closed. `numbers`: as `services.panel_analysis` writes them; None until a worker has."""

    panel = models.ForeignKey(StandardPanel, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    numbers = models.JSONField(null=True)
    computed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["panel", "number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="a_round_is_closed_once"),
            models.CheckConstraint(
                condition=Q(numbers__isnull=True) | Q(computed_at__isnull=False), name="computed_round_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel}, round {self.number}"


class PanelRating(models.Model):
    """`percent`: how many of 100 candidates who just pass answer the item right, as one rater sees it."""

    panel = models.ForeignKey(StandardPanel, on_delete=models.CASCADE, related_name="ratings", db_index=False)
    round_number = models.PositiveSmallIntegerField()
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField()
    rated_at = models.DateTimeField()

    class Meta:
        ordering = ["panel", "round_number", "rater", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "round_number", "rater", "version"], name="one_rating_per_round_rater_and_item"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="rating_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} %"
