"""What was recorded of the room, on the wire: the same as the candidate's page."""

from typing import Any

from rest_framework import serializers

from common.fields import Moment
from exams.proctoring.models import ReviewState, Verdict
from exams.proctoring.review_forms import MOST_CHARACTERS
from exams.proctoring.review_selectors import Review
from exams.proctoring.timeline import ACTION, EVENT, INCIDENT, MESSAGE, STEP

KINDS = [INCIDENT, STEP, MESSAGE, ACTION, EVENT]


class EntrySerializer(serializers.Serializer):
    """`number`: of an incident, to comment on it, otherwise 0; `position` of the item on screen, 0: none."""

    at = Moment()
    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField()
    text = serializers.CharField()
    details = serializers.CharField(help_text="How much time was given, until when.")
    into_ms = serializers.IntegerField(allow_null=True, help_text="Since the start, of what the browser reported.")
    position = serializers.IntegerField()
    for_ms = serializers.IntegerField()
    count = serializers.IntegerField()
    number = serializers.IntegerField()
    points = serializers.IntegerField()
    is_warning = serializers.BooleanField()
    reason = serializers.CharField(help_text="How the points come about.")


class ShareSerializer(serializers.Serializer):
    title = serializers.CharField()
    count = serializers.IntegerField()
    points = serializers.IntegerField()


class DecisionSerializer(serializers.Serializer):
    """Who decided is not told."""

    at = Moment()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    reason = serializers.CharField()


class StatementSerializer(serializers.Serializer):
    at = Moment()
    text = serializers.CharField()
    is_appeal = serializers.BooleanField()
    incident = serializers.SerializerMethodField(help_text="Its number; null: to the whole.")

    def get_incident(self, statement: Any) -> int | None:
        return statement.incident.number if statement.incident_id else None


class RoomRecordSerializer(serializers.Serializer):
    """`is_whole`: each reported event follows from the one before it; null once they are deleted."""

    review_state = serializers.ChoiceField(source="supervision.review_state", choices=ReviewState.choices)
    is_simulated = serializers.BooleanField(help_text="The proctor was a program.")
    points = serializers.IntegerField(source="supervision.points")
    kept_until = Moment(source="supervision.delete_at", allow_null=True)
    deleted_at = Moment(source="supervision.deleted_at", allow_null=True)
    is_whole = serializers.SerializerMethodField()
    may_appeal = serializers.BooleanField()
    shares = ShareSerializer(many=True)
    entries = EntrySerializer(many=True)
    decisions = DecisionSerializer(many=True)
    statements = StatementSerializer(many=True)

    def get_is_whole(self, review: Review) -> bool | None:
        return None if review.supervision.deleted_at else review.broken_at is None


class SaySerializer(serializers.Serializer):
    text = serializers.CharField(max_length=MOST_CHARACTERS)
    incident = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=10**6, help_text="The number of an entry's incident."
    )
    is_appeal = serializers.BooleanField(required=False, default=False, help_text="Once, after a decision.")
