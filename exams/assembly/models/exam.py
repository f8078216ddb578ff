"""An exam: what is asked (guide, number of items), for how long, by which rules, and when results are shown."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from common.richtext import render
from exams.assembly.schedule import Schedule
from exams.bank.models import ExamGuide


class ExamState(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    ENDED = "ended", "Ended"


class FormSource(models.TextChoices):
    DRAWN = "drawn", "Drawn at random when one is needed"
    PREPARED = "prepared", "Assembled or chosen beforehand"


class Proctoring(models.TextChoices):
    """Whether an exam is sat under the rules of the room (`exams.proctoring`)."""

    NONE = "none", "Timed exam: clock and rules, no proctor"
    OFFERED = "offered", "Timed exam, or a dress rehearsal with everything as on the day, as the candidate chooses"
    REQUIRED = "required", "With a proctor, always"


class Mode(models.TextChoices):
    """What a candidate chooses where an exam offers both."""

    REHEARSAL = "rehearsal", "Dress rehearsal"
    TIMED = "timed", "Timed exam"

    @classmethod
    def of(cls, *, is_proctored: bool) -> "Mode":
        """A rehearsal is sat under the rules of the room."""
        return cls.REHEARSAL if is_proctored else cls.TIMED


class ReleasePolicy(models.TextChoices):
    AT_ONCE = "at_once", "As soon as it is scored"
    AT_MOMENT = "at_moment", "At a moment"
    AT_CLOSE = "at_close", "When nobody can start or sit the exam any more"
    BY_HAND = "by_hand", "When staff release it"
    AS_ON_DAY = "as_on_day", "As on the day: pass or fail only, by mail, some days later"


class MarkingRule(models.TextChoices):
    """What an answer to an item with several right options earns; the values are those of psychometrics.marking_rules."""

    ALL_OR_NOTHING = "all_or_nothing", "All or nothing: the point for exactly the key"
    PARTIAL_NO_PENALTY = "partial_no_penalty", "Part of the point for each right option; none if too many are ticked"
    RIGHT_MINUS_WRONG = "right_minus_wrong", "Part of the point for each right option, minus as much for each wrong one"


def _in_order(first: str, second: str) -> Q:
    return Q(**{f"{first}__isnull": True}) | Q(**{f"{second}__isnull": True}) | Q(**{f"{first}__lte": F(second)})


class Exam(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=150)
    description = models.TextField(blank=True, help_text="Markdown; shown on the exam's page.")
    rules = models.TextField(blank=True, help_text="Markdown; a candidate agrees to them before the clock starts.")
    guide = models.ForeignKey(ExamGuide, on_delete=models.PROTECT, related_name="exams")
    item_count = models.PositiveSmallIntegerField("number of items", default=60)
    pilot_count = models.PositiveSmallIntegerField(
        "number of pilot items", default=0, help_text="Besides the others on every form; tried out and not scored."
    )
    form_source = models.CharField(
        "forms",
        max_length=8,
        choices=FormSource.choices,
        default=FormSource.DRAWN,
        help_text="Rules, anchors and pilot items need forms that are assembled or chosen beforehand.",
    )
    duration_seconds = models.PositiveIntegerField(default=7200)
    network_grace_seconds = models.PositiveIntegerField(
        default=60, help_text="Answers given in time may arrive this much later."
    )
    opens_at = models.DateTimeField(
        "check-in opens at", null=True, blank=True, help_text="Nobody checks in before. Empty: once the exam is open."
    )
    starts_at = models.DateTimeField(
        "begins at",
        null=True,
        blank=True,
        help_text="Nobody's clock starts before. Who has checked in waits, and begins by itself within two seconds of "
        "this moment. Empty: everybody begins when they like.",
    )
    closes_at = models.DateTimeField(
        "last start at",
        null=True,
        blank=True,
        help_text="Nobody starts any more from then on; who has checked in and not started has missed the exam. "
        "Sittings that run go on to their end.",
    )
    is_common_clock = models.BooleanField(
        "one clock for everybody",
        default=False,
        help_text="The time runs from the moment at which the exam begins, also for those who come late. "
        "Otherwise it runs from each one's own start.",
    )
    proctoring = models.CharField(max_length=8, choices=Proctoring.choices, default=Proctoring.NONE)
    must_complete = models.BooleanField(
        "exact number required",
        default=False,
        help_text="As many options as an item asks for must be chosen before one moves on.",
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
    marking_rule = models.CharField(
        max_length=20,
        choices=MarkingRule.choices,
        default=MarkingRule.ALL_OR_NOTHING,
        help_text="For items with several right options. The vendor publishes no rule: this is ours.",
    )
    scale_lowest = models.PositiveSmallIntegerField(
        "scaled score of no points", default=100, help_text="The scale is for display; pass is decided on the points."
    )
    scale_cut = models.PositiveSmallIntegerField("scaled score of the cut", default=700)
    scale_highest = models.PositiveSmallIntegerField("scaled score of all points", default=1000)
    release_policy = models.CharField(max_length=10, choices=ReleasePolicy.choices, default=ReleasePolicy.AT_ONCE)
    release_at = models.DateTimeField(
        "results are shown at", null=True, blank=True, help_text="For “at a moment”; nothing is shown before."
    )
    release_after_days = models.PositiveSmallIntegerField(
        "days until the mail",
        default=7,
        help_text="For “as on the day”: pass or fail comes so many days after the end.",
    )
    state = models.CharField(max_length=10, choices=ExamState.choices, default=ExamState.DRAFT, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["title"]
        permissions = [("open_exam", "Can open and end exams")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExamState.values), name="exam_state_is_known"),
            models.CheckConstraint(condition=Q(item_count__gte=1), name="exam_has_items"),
            models.CheckConstraint(condition=Q(form_source__in=FormSource.values), name="form_source_is_known"),
            models.CheckConstraint(
                condition=Q(pilot_count=0) | Q(form_source="prepared"),
                name="pilot_items_need_prepared_forms",
                violation_error_message="Pilot items need forms that are assembled or chosen beforehand.",
            ),
            models.CheckConstraint(condition=Q(proctoring__in=Proctoring.values), name="proctoring_is_known"),
            models.CheckConstraint(condition=Q(duration_seconds__gte=60), name="exam_lasts_a_minute"),
            models.CheckConstraint(condition=Q(cut_share__gte=0) & Q(cut_share__lte=1), name="cut_share_is_a_share"),
            models.CheckConstraint(condition=Q(marking_rule__in=MarkingRule.values), name="marking_rule_is_known"),
            models.CheckConstraint(
                condition=Q(scale_lowest__lt=F("scale_cut")) & Q(scale_cut__lt=F("scale_highest")),
                name="scale_is_in_order",
                violation_error_message="The scaled scores of no points, the cut and all points must rise.",
            ),
            models.CheckConstraint(
                condition=Q(release_policy__in=ReleasePolicy.values), name="release_policy_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(release_policy="at_moment") | Q(release_at__isnull=False),
                name="release_at_a_moment_names_it",
                violation_error_message="Say at which moment the results are shown.",
            ),
            models.CheckConstraint(
                condition=~Q(release_policy="at_close") | Q(closes_at__isnull=False),
                name="release_at_close_needs_an_end",
                violation_error_message="Say when the last candidate may start: results are shown after that.",
            ),
            models.CheckConstraint(
                condition=_in_order("opens_at", "starts_at")
                & _in_order("starts_at", "closes_at")
                & _in_order("opens_at", "closes_at"),
                name="exam_opens_starts_and_closes_in_order",
            ),
            models.CheckConstraint(
                condition=Q(is_common_clock=False) | Q(starts_at__isnull=False), name="common_clock_has_a_start"
            ),
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
    def schedule(self) -> Schedule:
        return Schedule(self.opens_at, self.starts_at, self.closes_at, self.is_common_clock)

    def is_over(self, now: datetime) -> bool:
        """Whether nobody can start any more."""
        return self.state == ExamState.ENDED or (self.closes_at is not None and self.closes_at <= now)

    def is_used_up(self, now: datetime) -> bool:
        """Whether the common clock has run down for everybody without extra time."""
        if not self.is_common_clock or self.starts_at is None:
            return False
        return self.starts_at + timedelta(seconds=self.duration_seconds) <= now

    def is_sat_proctored(self, is_wished: bool) -> bool:
        """Whether a sitting is under the rules of the room, when its candidate wishes it, or not."""
        return self.proctoring == Proctoring.REQUIRED or (is_wished and self.proctoring == Proctoring.OFFERED)

    @property
    def place_count(self) -> int:
        """How many items a candidate sees: the scored ones and the pilot items."""
        return self.item_count + self.pilot_count

    @property
    def duration_minutes(self) -> int:
        return self.duration_seconds // 60

    @property
    def cut_percent(self) -> int:
        return round(self.cut_share * 100)
