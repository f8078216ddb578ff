"""A report of an item on the wire."""

from rest_framework import serializers

from common.fields import Moment
from exams.bank.models.report import ReportKind, ReportState
from exams.bank.services.reports import MOST_CHARACTERS


class NewReportSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=ReportKind.choices)
    text = serializers.CharField(max_length=MOST_CHARACTERS)
    source_url = serializers.URLField(max_length=500, required=False, default="", allow_blank=True)


class ItemReportSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ReportKind.choices)
    text = serializers.CharField()
    source_url = serializers.CharField()
    created_at = Moment()
    state = serializers.ChoiceField(choices=ReportState.choices)
    answer = serializers.CharField()
    answered_at = Moment(allow_null=True)
    is_rescore_due = serializers.BooleanField(source="needs_rescore")
