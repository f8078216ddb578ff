"""Files on their way in or out. Their bytes hold keys: they are kept in the database, and no longer than needed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from exams.exchange.decisions import DECISIONS


class ImportState(models.TextChoices):
    QUEUED = "queued", "Waiting to be read"
    READING = "reading", "Being read"
    PLANNED = "planned", "Waiting for a decision"
    CONFIRMED = "confirmed", "Waiting to be stored"
    WRITING = "writing", "Being stored"
    DONE = "done", "Imported"
    FAILED = "failed", "Failed"
    DISCARDED = "discarded", "Discarded"


class ExportState(models.TextChoices):
    QUEUED = "queued", "Waiting to be written"
    RUNNING = "running", "Being written"
    DONE = "done", "Ready"
    FAILED = "failed", "Failed"


EXPORT_WORKS = (ExportState.QUEUED, ExportState.RUNNING)
IMPORT_ENDS = (ImportState.DONE, ImportState.FAILED, ImportState.DISCARDED)
IMPORT_WORKS = (ImportState.QUEUED, ImportState.READING, ImportState.CONFIRMED, ImportState.WRITING)


class ItemImport(models.Model):
    """A file that somebody wants to import: read by a worker, looked at by people, then stored or discarded.

    `done_count` of `total_count` says how far the work of the moment is, `touched_at` when it was last heard of;
    `written_count`: items created or changed.
    """

    source_name = models.CharField("file", max_length=200)
    format_name = models.CharField("format", max_length=16, blank=True)
    size_bytes = models.PositiveIntegerField("size in bytes")
    data = models.BinaryField(null=True, editable=False)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.QUEUED)
    is_partial = models.BooleanField("without what cannot be read", default=False)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    written_count = models.PositiveIntegerField("items stored", default=0)
    message = models.CharField(max_length=500, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "import of items"
        verbose_name_plural = "imports of items"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=IMPORT_ENDS, data__isnull=True, finished_at__isnull=False)
                | Q(finished_at__isnull=True, data__isnull=False) & ~Q(state__in=IMPORT_ENDS),
                name="ended_import_keeps_no_file",
            ),
        ]

    def __str__(self) -> str:
        return self.source_name

    @property
    def is_underway(self) -> bool:
        return self.state in IMPORT_WORKS


class ImportRow(models.Model):
    """What will become, or became, of one item of a file; `told` as `rows.Row.as_dict` says it. Keys are in it."""

    item_import = models.ForeignKey(ItemImport, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    decision = models.CharField(max_length=11, choices=[(name, name.capitalize()) for name in DECISIONS])
    code = models.CharField(max_length=60, blank=True)
    stem = models.CharField(max_length=300, blank=True)
    told = models.JSONField()

    class Meta:
        ordering = ["item_import", "position"]
        constraints = [
            models.UniqueConstraint(fields=["item_import", "position"], name="one_row_per_import_and_position"),
            models.CheckConstraint(condition=Q(decision__in=DECISIONS), name="decision_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.decision}"

    @property
    def hints(self) -> list[str]:
        """What there is to say of the row besides, counted: ["2 errors", "1 warning", "like 1 other item"]."""
        levels = [finding["level"] for finding in self.told["findings"]]
        counts = {
            "error": levels.count("E"),
            "warning": levels.count("W") + len(self.told["warnings"]),
            "note": levels.count("I"),
        }
        hints = [f"{count} {name}{'s' if count != 1 else ''}" for name, count in counts.items() if count]
        like = len(self.told["like"])
        return [*hints, f"like {like} other item{'s' if like != 1 else ''}"] if like else hints


class ItemExport(models.Model):
    """A file of items that a worker writes; `codes`: of these items, or of all that are not retired."""

    format_name = models.CharField("format", max_length=16)
    codes = models.JSONField("items", default=list, blank=True)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.QUEUED)
    done_count = models.PositiveIntegerField("items written", default=0)
    total_count = models.PositiveIntegerField(default=0)
    data = models.BinaryField(null=True, editable=False)
    size_bytes = models.PositiveIntegerField("size in bytes", default=0)
    message = models.CharField(max_length=500, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "export of items"
        verbose_name_plural = "exports of items"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExportState.values), name="export_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[ExportState.DONE, ExportState.FAILED], finished_at__isnull=False)
                | Q(state__in=[ExportState.QUEUED, ExportState.RUNNING], finished_at__isnull=True),
                name="ended_export_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format_name}, {self.requested_at:%Y-%m-%d}"

    @property
    def is_underway(self) -> bool:
        return self.state in EXPORT_WORKS
