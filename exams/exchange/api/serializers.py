from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.fields import Moment
from exams.exchange.decisions import DECISIONS
from exams.exchange.formats.names import READ, WRITTEN
from exams.exchange.models import ExportState, ImportRow, ImportState, ItemExport, ItemImport
from exams.exchange.selectors import count_decisions


class UploadSerializer(serializers.Serializer):
    file = serializers.FileField(help_text="At most 50 MB.")
    format = serializers.ChoiceField(
        choices=list(READ), required=False, help_text="Found out by the content if it is not given."
    )


class CountsSerializer(serializers.Serializer):
    """Rows by decision."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: serializers.IntegerField() for name in DECISIONS}


class ItemImportSerializer(serializers.ModelSerializer[ItemImport]):
    format = serializers.CharField(source="format_name", help_text="As it was read; empty before.")
    state = serializers.ChoiceField(choices=ImportState.choices)
    counts = serializers.SerializerMethodField(help_text="Rows by decision; null before they are there.")
    requested_at = Moment()
    finished_at = Moment(allow_null=True)

    class Meta:
        model = ItemImport
        fields: tuple[str, ...] = (
            *("id", "source_name", "format", "size_bytes", "state", "done_count", "total_count", "written_count"),
            *("counts", "message", "requested_at", "finished_at"),
        )

    @extend_schema_field(CountsSerializer(allow_null=True))
    def get_counts(self, item_import: ItemImport) -> dict[str, int] | None:
        counts = count_decisions(item_import=item_import)
        return counts if any(counts.values()) else None


class ItemImportSummarySerializer(ItemImportSerializer):
    class Meta(ItemImportSerializer.Meta):
        fields = tuple(name for name in ItemImportSerializer.Meta.fields if name != "counts")


class FindingSerializer(serializers.Serializer):
    rule = serializers.CharField()
    level = serializers.ChoiceField(choices=["E", "W", "I"])
    where = serializers.CharField()
    message = serializers.CharField()
    why = serializers.CharField()
    mend = serializers.CharField()


class LikeSerializer(serializers.Serializer):
    code = serializers.CharField()
    similarity = serializers.FloatField(help_text="0 to 1: shared runs of four words of the stems.")


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    decision = serializers.ChoiceField(choices=DECISIONS)
    source_id = serializers.CharField(source="told.source_id")
    type = serializers.CharField(source="told.type")
    options = serializers.IntegerField(source="told.options", help_text="How many there are.")
    keys = serializers.ListField(child=serializers.CharField(), source="told.keys")
    scores = serializers.ListField(child=serializers.FloatField(), source="told.scores")
    reason = serializers.CharField(source="told.reason")
    file = serializers.CharField(source="told.file")
    line = serializers.IntegerField(source="told.line", help_text="From 1; 0 where the format has none.")
    warnings = serializers.ListField(child=serializers.CharField(), source="told.warnings")
    findings = FindingSerializer(many=True, source="told.findings")
    like = LikeSerializer(many=True, source="told.like")

    class Meta:
        model = ImportRow
        fields = (
            *("position", "decision", "source_id", "code", "type", "stem", "options", "keys", "scores", "reason"),
            *("file", "line", "warnings", "findings", "like"),
        )


class ConfirmSerializer(serializers.Serializer):
    is_partial = serializers.BooleanField(default=False, help_text="Go on without the items that cannot be read.")


class RequestExportSerializer(serializers.Serializer):
    format = serializers.ChoiceField(choices=list(WRITTEN))
    codes = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, default=list, help_text="None: all not retired."
    )


class ItemExportSerializer(serializers.ModelSerializer[ItemExport]):
    format = serializers.CharField(source="format_name")
    state = serializers.ChoiceField(choices=ExportState.choices)
    requested_at = Moment()
    finished_at = Moment(allow_null=True)

    class Meta:
        model = ItemExport
        fields = (
            *("id", "format", "state", "done_count", "total_count", "size_bytes", "message"),
            *("requested_at", "finished_at"),
        )
