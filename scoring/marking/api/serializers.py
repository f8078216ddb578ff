"""A released result on the wire: the same report as the page."""

from typing import Any

from rest_framework import serializers

from common.fields import Moment
from exams.bank.serializers import StudyResourceSerializer
from exams.sittings.models import Sitting
from exams.sittings.room_record import get_room_record_url
from scoring.marking import sentences
from scoring.marking.gradebook_selectors import get_line
from scoring.marking.selectors import Verdict, Void


class VerdictSerializer(serializers.Serializer):
    """A result released as on the day."""

    kind = serializers.CharField(default="verdict", help_text="Always “verdict”.")
    is_pass = serializers.BooleanField()
    verdict = serializers.SerializerMethodField()

    def get_verdict(self, outcome: Verdict) -> str:
        return sentences.as_on_day(is_pass=outcome.is_pass)


class VoidSerializer(serializers.Serializer):
    """A result that does not count."""

    kind = serializers.CharField(default="voided", help_text="Always “voided”.")
    verdict = serializers.SerializerMethodField()
    room_record_url = serializers.SerializerMethodField(
        help_text="The page that says why, and where one can appeal; null for a sitting without a proctor."
    )

    def get_verdict(self, outcome: Void) -> str:
        return sentences.void()

    def get_room_record_url(self, outcome: Void) -> str | None:
        return get_room_record_url(outcome.sitting)


class PointsField(serializers.FloatField):
    """A number with at most three decimals; whole where it is whole."""

    def to_representation(self, value: Any) -> Any:
        return int(value) if value == int(value) else float(value)


class ScoreSerializer(serializers.Serializer):
    points = PointsField()
    max_points = PointsField()
    item_count = serializers.IntegerField()
    percent = serializers.IntegerField()


class TotalSerializer(ScoreSerializer):
    low_percent = serializers.IntegerField(help_text="Lower bound of the 95 % interval.")
    high_percent = serializers.IntegerField(help_text="Upper bound of the 95 % interval.")
    is_pass = serializers.BooleanField()
    cut_percent = serializers.IntegerField()
    scaled = serializers.IntegerField(allow_null=True, help_text="For display; pass is decided on the points.")
    certainty_percent = serializers.IntegerField(help_text="Probability that the decision is the right one.")
    scored_at = Moment()


class ReportDomainSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()


class SubscoreSerializer(ScoreSerializer):
    domain = ReportDomainSerializer()
    estimate_percent = serializers.IntegerField(help_text="What is shown: the raw share, or the augmented estimate.")
    low_percent = serializers.IntegerField(help_text="Lower bound of the 80 % interval around the estimate.")
    high_percent = serializers.IntegerField(help_text="Upper bound of the 80 % interval around the estimate.")
    is_augmented = serializers.BooleanField()
    has_added_value = serializers.BooleanField(
        allow_null=True, help_text="Whether the domain's points say more of it than the total does; null: not known."
    )
    sentence = serializers.CharField()


class ObjectiveStepSerializer(serializers.Serializer):
    code = serializers.CharField(source="objective.code")
    title = serializers.CharField(source="objective.title")
    missed_count = serializers.IntegerField()
    item_count = serializers.IntegerField()
    resources = StudyResourceSerializer(many=True)


class NextStepSerializer(serializers.Serializer):
    domain = ReportDomainSerializer()
    weight_percent = serializers.IntegerField()
    missed_count = serializers.IntegerField()
    item_count = serializers.IntegerField()
    is_weak = serializers.BooleanField()
    objectives = ObjectiveStepSerializer(many=True, help_text="Those of which something was missed, most first.")


class KindCountSerializer(serializers.Serializer):
    name = serializers.CharField()
    points = PointsField()
    max_points = PointsField()
    item_count = serializers.IntegerField()
    is_enough = serializers.BooleanField(help_text="False: too few items to read anything into them.")


class CountGroupSerializer(serializers.Serializer):
    title = serializers.CharField(help_text="Objective, Criterion, Style, or Domain with the title of another guide.")
    rows = KindCountSerializer(many=True)


class StandingSerializer(serializers.Serializer):
    percentile = serializers.FloatField()
    sitting_count = serializers.IntegerField()
    sentence = serializers.CharField()


class PaceSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    seconds = serializers.FloatField()


class PacingSerializer(serializers.Serializer):
    even_seconds = serializers.FloatField()
    used_seconds = serializers.FloatField()
    allotted_seconds = serializers.IntegerField()
    items = PaceSerializer(many=True)


class ChangesSerializer(serializers.Serializer):
    right_to_wrong = serializers.IntegerField()
    wrong_to_right = serializers.IntegerField()
    wrong_to_wrong = serializers.IntegerField()


class EarlierVersionSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    points = PointsField()
    max_points = PointsField()
    is_pass = serializers.BooleanField()
    replaced_at = Moment()


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
    outcome = serializers.ChoiceField(choices=["right", "part", "wrong", "empty", "dropped"])
    points = PointsField()
    max_points = PointsField()
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
    decision = serializers.CharField()
    decisions = serializers.CharField(allow_blank=True)
    scale = serializers.CharField(allow_blank=True)
    subscores = SubscoreSerializer(many=True)
    apart = serializers.CharField()
    study = serializers.CharField()
    next_steps = NextStepSerializer(many=True)
    groups = CountGroupSerializer(many=True)
    standing = StandingSerializer(allow_null=True)
    pacing = PacingSerializer()
    changes = ChangesSerializer()
    versions = EarlierVersionSerializer(many=True)
    items = ReviewedItemSerializer(many=True)
    late_changes = LateChangeSerializer(many=True)


class GradebookDomainSerializer(serializers.Serializer):
    code = serializers.CharField()
    points = PointsField()
    max_points = PointsField()


class GradebookLineSerializer(serializers.Serializer):
    """A sitting and its result; what comes of scoring is null until it is scored."""

    candidate = serializers.CharField()
    email = serializers.CharField()
    sitting = serializers.UUIDField()
    started_at = Moment(allow_null=True)
    closed_at = Moment(allow_null=True)
    minutes = serializers.FloatField(allow_null=True)
    ended = serializers.CharField()
    state = serializers.CharField()
    shown = serializers.CharField(help_text="What the candidate sees by now.")
    released_at = Moment(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    points = PointsField(allow_null=True)
    max_points = PointsField(allow_null=True)
    share_percent = serializers.FloatField(allow_null=True)
    cut_percent = serializers.FloatField(allow_null=True)
    scaled = serializers.IntegerField(allow_null=True)
    is_pass = serializers.BooleanField(allow_null=True)
    domains = GradebookDomainSerializer(many=True)

    def to_representation(self, instance: Sitting) -> Any:
        return super().to_representation(get_line(instance))
