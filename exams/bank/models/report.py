"""What candidates say is wrong with an item, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from exams.bank.models.item import ItemVersion


class ReportKind(models.TextChoices):
    WRONG_KEY = "wrong_key", "The key is wrong"
    UNCLEAR = "unclear", "The question is unclear"
    OUTDATED = "outdated", "It is out of date"
    LANGUAGE = "language", "A mistake in the language"
    OTHER = "other", "Something else"


class ReportState(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


class ItemReport(models.Model):
    """One candidate's report of one version. `needs_rescore`: the key changed, so results with it are to be looked at.

    `fixed_version` is the version that mends it; there is none where the item was set aside instead.
    """

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=ReportKind.choices)
    text = models.TextField()
    source_url = models.URLField("source", max_length=500, blank=True)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ReportState.choices, default=ReportState.OPEN, db_index=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    fixed_version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="fixed_reports"
    )
    needs_rescore = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "report of a candidate"
        verbose_name_plural = "reports of candidates"
        ordering = ["-created_at", "-pk"]
        permissions = [("answer_itemreport", "Can accept and decline reports of candidates")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="closed_report_was_answered",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="declined_report_says_why"),
            models.CheckConstraint(
                condition=Q(state="accepted") | Q(fixed_version__isnull=True, needs_rescore=False),
                name="only_accepted_reports_change_something",
            ),
            models.UniqueConstraint(
                fields=["version", "reporter"], condition=Q(state="open"), name="one_open_report_per_person_and_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display()}"
