"""A released result on the wire: the same report as the page."""

from typing import Any

from rest_framework import serializers

from common.fields import Moment
from scoring.marking import sentences
from scoring.marking.selectors import Verdict


class VerdictSerializer(serializers.Serializer):
    """A result released as on the day."""

    kind = serializers.CharField(default="verdict", help_text="Always “verdict”.")
    is_pass = serializers.BooleanField()
    verdict = serializers.SerializerMethodField()

    def get_verdict(self, outcome: Verdict) -> str:
        return sentences.as_on_day(is_pass=outcome.is_pass)


class PointsField(serializers.FloatField):
    """A number with at most three decimals; whole where it is whole."""

    def to_representation(self, value: Any) -> Any:
        return int(value) if value == int(value) else float(value)


class ScoreSerializer(serializers.Serializer):
    points = PointsField()
    max_points = PointsField()
    item_count = serializers.IntegerField()
    percent = serializers.IntegerField()
    low_percent = serializers.IntegerField(help_text="Lower bound of the 95 % interval.")
    high_percent = serializers.IntegerField(help_text="Upper bound of the 95 % interval.")


class TotalSerializer(ScoreSerializer):
    is_pass = serializers.BooleanField()
    cut_percent = serializers.IntegerField()
    scored_at = Moment()


class ReportDomainSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()


class SubscoreSerializer(ScoreSerializer):
    domain = ReportDomainSerializer()
    sentence = serializers.CharField()


class ReviewedOptionSerializer(serializers.Serializer):
    letter = serializers.CharField()
    html = serializers.CharField()
    is_key = serializers.BooleanField()
    is_selected = serializers.BooleanField()
    rationale = serializers.CharField(source="rationale_html")


class ReferenceSerializer(serializers.Serializer):
    title = serializers.CharField()
    url = serializers.CharField()


class ReviewedItemSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    domain = serializers.CharField(source="domain.code")
    objective = serializers.CharField(source="objective.code", default=None, allow_null=True)
    stimulus_title = serializers.CharField()
    stimulus = serializers.CharField(source="stimulus_html")
    stem = serializers.CharField(source="stem_html")
    is_correct = serializers.BooleanField()
    is_answered = serializers.BooleanField()
    was_flagged = serializers.BooleanField()
    options = ReviewedOptionSerializer(many=True)
    explanation = serializers.CharField(source="explanation_html")
    references = ReferenceSerializer(many=True)


class LateChangeSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    selected = serializers.ListField(child=serializers.CharField())
    received_at = Moment()


class ReportSerializer(serializers.Serializer):
    kind = serializers.CharField(default="report", help_text="Always “report”.")
    total = TotalSerializer()
    verdict = serializers.CharField()
    certainty = serializers.CharField()
    subscores = SubscoreSerializer(many=True)
    items = ReviewedItemSerializer(many=True)
    late_changes = LateChangeSerializer(many=True)
