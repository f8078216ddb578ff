"""The review of items: every step that was taken, and what was said about a version."""

from typing import Any

from django.conf import settings
from django.db import models

from exams.bank.models.item import Frozen, Item, ItemStatus, ItemVersion


class ReviewStep(Frozen):
    """One change of an item's status, or of an edit beside it: who, when, why. Written once, never deleted."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="steps")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, null=True, related_name="+")
    from_status = models.CharField(max_length=12, choices=ItemStatus.choices)
    to_status = models.CharField(max_length=12, choices=ItemStatus.choices)
    reason = models.TextField(blank=True)
    taken_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["item", "-taken_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_status__in=ItemStatus.values, to_status__in=ItemStatus.values),
                name="review_step_statuses_are_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.from_status} to {self.to_status}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A step that was taken is never deleted.")


class Comment(models.Model):
    """A remark about a version, or an answer to one (`thread`); what began a thread is resolved or open."""

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="comments")
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(help_text="Markdown")
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(thread__isnull=True) | models.Q(resolved_at__isnull=True),
                name="only_threads_are_resolved",
            )
        ]

    def __str__(self) -> str:
        return f"{self.author} about {self.version}"
