"""Items and their versions. A version never changes: a sitting points at versions, so an edit changes no result."""

from typing import Any

from django.conf import settings
from django.db import models

from exams.bank.models.guide import ExamGuide, Objective


class ItemStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    LIVE = "live", "Live"
    QUARANTINED = "quarantined", "Quarantined"
    RETIRED = "retired", "Retired"


NEXT_STATUSES = [
    (status.value, status.label) for status in (ItemStatus.DRAFT, ItemStatus.IN_REVIEW, ItemStatus.APPROVED)
]


class Kind(models.TextChoices):
    SINGLE_CHOICE = "single_choice", "Single choice"
    MULTIPLE_SELECT = "multiple_select", "Multiple select"


class Style(models.TextChoices):
    FUNDAMENTALS = "fundamentals", "Fundamentals"
    CODING = "coding", "Coding"
    SERVICES = "services", "Services"
    INFRASTRUCTURE = "infrastructure", "Infrastructure"
    STRATEGY = "strategy", "Strategy"


class Difficulty(models.TextChoices):
    EASY = "easy", "Easy"
    MEDIUM = "medium", "Medium"
    HARD = "hard", "Hard"


class Frozen(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"A {self._meta.verbose_name} never changes: make a new version.")
        super().save(*args, **kwargs)


class Item(models.Model):
    """A question through all its versions. `code` never changes and names no domain (objectives move).

    `current_version` is what the status speaks of, and what new forms get of a live item. An edit of a live item
    waits beside it as `next_version`, with a status of its own, until it is put live.
    """

    code = models.SlugField(max_length=60, unique=True)
    status = models.CharField(max_length=12, choices=ItemStatus.choices, default=ItemStatus.DRAFT, db_index=True)
    current_version = models.OneToOneField(
        "ItemVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    next_version = models.OneToOneField(
        "ItemVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    next_status = models.CharField(max_length=12, choices=NEXT_STATUSES, blank=True, editable=False)
    origin = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="duplicates",
        editable=False,
        help_text="The item that this one began as a copy of.",
    )
    style = models.CharField(max_length=16, choices=Style.choices, blank=True)
    difficulty = models.CharField(max_length=8, choices=Difficulty.choices, default=Difficulty.MEDIUM)
    is_generative = models.BooleanField("generative AI decides", default=False)
    metadata = models.JSONField(
        default=dict, blank=True, help_text="cognitive level, criteria, products, tags, author, reviewer, verified_on"
    )
    objectives = models.ManyToManyField(Objective, through="ItemObjective", related_name="items")
    enemies = models.ManyToManyField("self", blank=True, help_text="Items that may not stand on the same form.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["code"]
        permissions = [
            ("review_item", "Can approve items in review"),
            ("publish_item", "Can put items live and take them back"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=ItemStatus.values), name="item_status_is_known"),
            models.CheckConstraint(
                condition=~models.Q(status="live") | models.Q(current_version__isnull=False),
                name="live_item_has_a_version",
            ),
            models.CheckConstraint(
                condition=models.Q(next_version__isnull=True, next_status="")
                | models.Q(
                    next_version__isnull=False,
                    next_status__in=[value for value, _ in NEXT_STATUSES],
                    status__in=[ItemStatus.LIVE, ItemStatus.QUARANTINED],
                ),
                name="next_version_waits_beside_a_live_one",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def newest_version(self) -> "ItemVersion | None":
        """What authors work on: the edit beside a live version, where there is one."""
        return self.next_version or self.current_version

    @property
    def stage(self) -> str:
        """How far the newest version has come."""
        return self.next_status or self.status


class ItemObjective(models.Model):
    """Where an item stands in one guide: an item has one place in each guide that knows it."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="placements")
    guide = models.ForeignKey(ExamGuide, on_delete=models.PROTECT, related_name="+")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="placements")
    consideration = models.CharField(max_length=1, blank=True)

    class Meta:
        verbose_name = "place in a guide"
        verbose_name_plural = "places in guides"
        constraints = [models.UniqueConstraint(fields=["item", "guide"], name="one_place_per_item_and_guide")]

    def __str__(self) -> str:
        return f"{self.item}: {self.objective}"


class Stimulus(Frozen):
    """A text that several items share; a changed text is a new revision."""

    code = models.SlugField(max_length=60)
    revision = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()

    class Meta:
        verbose_name_plural = "stimuli"
        constraints = [models.UniqueConstraint(fields=["code", "revision"], name="one_stimulus_per_code_and_revision")]

    def __str__(self) -> str:
        return f"{self.title} ({self.code}, revision {self.revision})"


class ItemVersion(Frozen):
    """An item's content as candidates saw it from one moment on. `fingerprint`: SHA-256 of all of it, key included."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    select_count = models.PositiveSmallIntegerField()
    is_shuffled = models.BooleanField(default=True)
    stem = models.TextField(help_text="Markdown")
    stimulus = models.ForeignKey(Stimulus, on_delete=models.PROTECT, null=True, blank=True, related_name="versions")
    fingerprint = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["item", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["item", "revision"], name="one_version_per_item_and_revision"),
            models.CheckConstraint(
                condition=models.Q(kind="single_choice", select_count=1)
                | models.Q(kind="multiple_select", select_count__gte=2),
                name="select_count_fits_the_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.code}, version {self.revision}"


class Option(Frozen):
    """One answer to choose; addressed by `code` (a, b, …), whatever the letter on a candidate's screen."""

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="options")
    code = models.CharField(max_length=1)
    text = models.TextField(help_text="Markdown")

    class Meta:
        ordering = ["version", "code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_option_per_version_and_code")]

    def __str__(self) -> str:
        return f"{self.version}, option {self.code}"
