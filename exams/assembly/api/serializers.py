from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.fields import Moment
from exams.assembly.models import Exam
from exams.assembly.selectors import list_blueprint_rows


class ExamSerializer(serializers.ModelSerializer[Exam]):
    guide = serializers.CharField(source="guide.title")
    item_count = serializers.IntegerField(help_text="Items that are scored.")
    pilot_count = serializers.IntegerField(help_text="Items besides these that are tried out and not scored.")
    opens_at = Moment(allow_null=True, help_text="Nobody checks in before.")
    starts_at = Moment(allow_null=True, help_text="Nobody's clock starts before.")
    closes_at = Moment(allow_null=True, help_text="Nobody starts any more from then on.")
    is_common_clock = serializers.BooleanField(help_text="Everybody's time runs from `starts_at`.")

    class Meta:
        model = Exam
        fields: tuple[str, ...] = (
            *("slug", "title", "state", "guide", "item_count", "pilot_count", "duration_seconds", "cut_share"),
            *("opens_at", "starts_at", "closes_at", "is_common_clock", "must_complete", "proctoring"),
        )


class ExamDomainSerializer(serializers.Serializer):
    code = serializers.CharField(source="domain.code")
    title = serializers.CharField(source="domain.title")
    weight = serializers.IntegerField(source="domain.weight", help_text="As published in the exam guide.")
    item_count = serializers.IntegerField(help_text="Items of this domain on every form.")


class ExamDetailSerializer(ExamSerializer):
    domains = serializers.SerializerMethodField()

    class Meta(ExamSerializer.Meta):
        fields = (
            *ExamSerializer.Meta.fields,
            *("description_html", "rules_html", "network_grace_seconds", "pause_limit_seconds", "domains"),
        )

    @extend_schema_field(ExamDomainSerializer(many=True))
    def get_domains(self, exam: Exam) -> object:
        return ExamDomainSerializer(list_blueprint_rows(exam=exam), many=True).data
