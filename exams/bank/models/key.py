"""The key: which options are right, and why. `exams.sittings` and `exams.proctoring` may not import this module.

Reverse relations are switched off (`related_name="+"`), so that no template or serializer reaches the key by
walking from an option.
"""

from django.db import models

from exams.bank.models.item import Frozen, ItemVersion, Option


class OptionKey(Frozen):
    """Whether an option is right, why, and what it is worth where a choice earns a part of the credit."""

    option = models.OneToOneField(Option, on_delete=models.PROTECT, related_name="+")
    is_correct = models.BooleanField()
    mechanism = models.CharField(max_length=40, blank=True, help_text="What makes a distractor wrong.")
    rationale = models.TextField(blank=True, help_text="Markdown")
    reference_codes = models.JSONField(default=list, blank=True)
    fraction = models.DecimalField(
        max_digits=8,
        decimal_places=7,
        null=True,
        blank=True,
        help_text="Share of the item's credit that choosing this option gives, -1 to 1; empty: all or nothing.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fraction__isnull=True) | models.Q(fraction__gte=-1, fraction__lte=1),
                name="fraction_from_minus_1_to_1",
            )
        ]

    def __str__(self) -> str:
        return f"Key of {self.option}"


class ItemKey(Frozen):
    """What is told about a version after the result is released. `facts` stay with the authors."""

    version = models.OneToOneField(ItemVersion, on_delete=models.PROTECT, related_name="+")
    explanation = models.TextField(blank=True, help_text="Markdown")
    references = models.JSONField(default=list, blank=True, help_text='[{"id": "…", "title": "…", "url": "https://…"}]')
    facts = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"Explanation of {self.version}"
