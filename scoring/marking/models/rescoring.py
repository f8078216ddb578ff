"""Scoring an exam's sittings again: what was corrected, by whom and why, and how far it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.assembly.models import Exam
from exams.bank.models import ItemReport, ItemVersion


class RescoringState(models.TextChoices):
    DRAFT = "draft", "Preview is being computed"
    PREVIEWED = "previewed", "Waits for a decision"
    DISCARDED = "discarded", "Discarded"
    RUNNING = "running", "Running"
    STOPPED = "stopped", "Stopped"
    DONE = "done", "Done"


class Rescoring(models.Model):
    """One run. `cut_share`: the new cut, if it changes; `former_cut_share`: the one before it began. `form_cuts`: id of a
    form, as text → its own new cut as a share, as text. A new cut of the exam ends those of its forms.

    `basis`: what the preview was computed from, to see that nothing changed since; `moved_at`: when it was last seen to
    move, so that the sweep knows a run that lost its workers. Results that take a run into account
    name it (`Result.last_run`): what is left to do is always a question to the database, never a list that can be lost.
    """

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="rescorings")
    state = models.CharField(max_length=10, choices=RescoringState.choices, default=RescoringState.DRAFT)
    cut_share = models.DecimalField("new cut score", max_digits=4, decimal_places=3, null=True, blank=True)
    former_cut_share = models.DecimalField("cut score before", max_digits=4, decimal_places=3, null=True, blank=True)
    form_cuts = models.JSONField("new cut scores by form", default=dict, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    preview = models.JSONField(default=dict)
    previewed_at = models.DateTimeField(null=True)
    basis = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total_count = models.PositiveIntegerField("results", default=0)
    done_count = models.PositiveIntegerField("looked at", default=0)
    changed_count = models.PositiveIntegerField("changed", default=0)

    class Meta:
        verbose_name = "re-scoring"
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RescoringState.values), name="rescoring_state_is_known"),
            models.UniqueConstraint(fields=["exam"], condition=Q(state="running"), name="one_rescoring_runs_per_exam"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "previewed", "discarded"])
                | (Q(started_at__isnull=False) & ~Q(reason="")),
                name="started_rescoring_says_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(cut_share__isnull=True) | Q(cut_share__gte=0, cut_share__lte=1),
                name="new_cut_share_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam}, {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def is_underway(self) -> bool:
        """Whether a worker is at it, so that its page shall look again."""
        return self.state in {RescoringState.DRAFT, RescoringState.RUNNING}


class CorrectionKind(models.TextChoices):
    OTHER_KEY = "other_key", "Another key"
    DROP = "drop", "Drop the item: it counts for nobody"
    CREDIT_ALL = "credit_all", "Credit to all: everybody gets its points"


class CorrectionState(models.TextChoices):
    PROPOSED = "proposed", "Proposed"
    IN_FORCE = "in_force", "In force"
    REPLACED = "replaced", "Replaced by a later one"


class KeyCorrection(models.Model):
    """How one exam counts an item's version, otherwise than its key says. `accepted`: selections, as "ac", of which each
    earns everything. Sittings that are scored later go by it too."""

    rescoring = models.ForeignKey(Rescoring, on_delete=models.CASCADE, related_name="corrections")
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="key_corrections")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=CorrectionKind.choices)
    accepted = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True)
    report = models.ForeignKey(ItemReport, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=CorrectionState.choices, default=CorrectionState.PROPOSED)

    class Meta:
        ordering = ["rescoring", "version"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CorrectionKind.values), name="correction_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=CorrectionState.values), name="correction_state_is_known"),
            models.UniqueConstraint(fields=["rescoring", "version"], name="one_correction_per_version_and_run"),
            models.UniqueConstraint(
                fields=["exam", "version"],
                condition=Q(state="in_force"),
                name="one_correction_in_force_per_exam_and_version",
            ),
            models.CheckConstraint(
                condition=~Q(kind="other_key") | ~Q(accepted=[]), name="another_key_accepts_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"

    @property
    def gist(self) -> str:
        """In one line: what counts as right now."""
        if self.kind == CorrectionKind.OTHER_KEY:
            return "Right: " + " or ".join(" + ".join(codes) for codes in self.accepted)
        return self.get_kind_display()
