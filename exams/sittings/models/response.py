"""What a candidate chose."""

from django.db import models
from django.db.models import Q

from exams.bank.models import ItemVersion
from exams.sittings.models.codes import CodesField
from exams.sittings.models.sitting import Sitting


class Response(models.Model):
    """The present answer to one item, and how it came about. Written by `exams.sittings.statements` alone.

    `selected` and `struck`: option codes. `changed_by`: the client of the last change. `*_at_ms`: the candidate's
    own time in milliseconds since the start; `*_at`: the server's. `first_*`: of the first choice (of the first look
    while there is none). `change_count`: how often the choice changed. `spent_ms`: active milliseconds on the item.
    `trail`: every acknowledged change, in the words of `exams.sittings.ledger`.
    """

    pk = models.CompositePrimaryKey("sitting_id", "position")
    # The statement that writes a response has the sitting's row in its hands, and the version stands on the sitting's
    # form, which the database protects: asking it twice more for every answer would be a third of the price.
    sitting = models.ForeignKey(
        Sitting, on_delete=models.CASCADE, related_name="responses", db_index=False, db_constraint=False
    )
    # The order of the columns is that of their widths: PostgreSQL then wastes no byte between them.
    version = models.ForeignKey(
        ItemVersion, on_delete=models.PROTECT, related_name="responses", db_index=False, db_constraint=False
    )
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    first_at_ms = models.PositiveIntegerField()
    last_at_ms = models.PositiveIntegerField()
    spent_ms = models.PositiveIntegerField(default=0)
    change_count = models.PositiveIntegerField(default=0)
    position = models.PositiveSmallIntegerField()
    is_flagged = models.BooleanField(default=False)
    changed_by = models.UUIDField()
    selected = CodesField()
    struck = CodesField()
    trail = models.TextField(default="")

    class Meta:
        ordering = ["sitting", "position"]
        constraints = [models.CheckConstraint(condition=Q(position__gte=1), name="response_positions_count_from_1")]

    def __str__(self) -> str:
        return f"Response to {self.position}"


class LateChange(models.Model):
    """A change that came too late: kept, shown to candidate and staff, never scored."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="late_changes")
    position = models.PositiveSmallIntegerField()
    selected = models.JSONField(default=list)
    at_ms = models.PositiveBigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["sitting", "at_ms"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "position", "at_ms"], name="a_late_change_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"Late change of {self.position}"
