"""The check-in on the wire (`docs/API.md`)."""

from typing import Any

from rest_framework import serializers

from common.fields import Moment
from exams.proctoring import alternatives
from exams.proctoring.forms import MOST_MS, NAME_LENGTH
from exams.proctoring.models import Camera, StepCode
from exams.proctoring.system_checks import CHECKS, OUTCOMES

STATES = ("done", "next", "later")


class AlternativeSerializer(serializers.Serializer):
    code = serializers.CharField()
    sentence = serializers.CharField(help_text="What is recorded when it is taken.")


class StepSerializer(serializers.Serializer):
    code = serializers.ChoiceField(choices=StepCode.choices)
    title = serializers.CharField(source="code.label")
    state = serializers.SerializerMethodField()
    can_skip = serializers.BooleanField(help_text="The sitting may start without it.")
    done_at = Moment(source="record.done_at", default=None, allow_null=True)
    text_version = serializers.IntegerField(source="record.text_version", default=None, allow_null=True)
    alternative = serializers.CharField(
        source="record.alternative", default=None, allow_null=True, help_text="The other way that was taken, in words."
    )
    alternatives = AlternativeSerializer(many=True, help_text="Other ways, for who cannot do the step.")

    def get_state(self, row: Any) -> str:
        """done, next or later"""
        return "done" if row.is_done else "next" if row.is_next else "later"


class TermsSerializer(serializers.Serializer):
    version = serializers.IntegerField(source="terms_version", help_text="`text_version` of the terms' step.")
    html = serializers.CharField(source="terms_html")


class CheckInSerializer(serializers.Serializer):
    server_time = Moment()
    is_complete = serializers.BooleanField(help_text="The sitting may start.")
    camera = serializers.ChoiceField(choices=Camera.choices, source="rules.camera")
    asks_one_screen = serializers.BooleanField(source="rules.asks_one_screen")
    asks_fullscreen = serializers.BooleanField(source="rules.asks_fullscreen")
    terms = TermsSerializer(source="rules")
    steps = StepSerializer(many=True, source="rows")


class DetailsSerializer(serializers.Serializer):
    """What is kept of a step, each where it fits; never a picture."""

    correction = serializers.CharField(
        required=False, max_length=NAME_LENGTH, help_text="identity: the name as on the document, where it differs."
    )
    is_photo_taken = serializers.BooleanField(required=False, help_text="identity; the photo stays on the device.")
    camera = serializers.BooleanField(required=False, help_text="system: there is a camera, and it may be used.")
    checks = serializers.DictField(
        child=serializers.ChoiceField(choices=OUTCOMES), required=False, help_text=f"system: {', '.join(CHECKS)}"
    )
    clock_ahead_ms = serializers.IntegerField(required=False, min_value=-MOST_MS, max_value=MOST_MS)
    round_trip_ms = serializers.IntegerField(required=False, min_value=0, max_value=MOST_MS)
    kbit_per_second = serializers.IntegerField(required=False, min_value=0, max_value=MOST_MS)
    shown = serializers.ListField(
        child=serializers.CharField(max_length=20), required=False, max_length=10, help_text="room: what was shown."
    )
    is_taken = serializers.BooleanField(required=False, help_text="tutorial")

    def validate_checks(self, value: dict[str, str]) -> dict[str, str]:
        if set(value) - set(CHECKS):
            raise serializers.ValidationError(f"Known checks: {', '.join(CHECKS)}.")
        return value


class TakenStepSerializer(serializers.Serializer):
    step = serializers.ChoiceField(choices=StepCode.choices)
    text_version = serializers.IntegerField(
        default=0, min_value=0, max_value=32_767, help_text="Of the terms that were agreed to."
    )
    alternative = serializers.CharField(
        default="", allow_blank=True, max_length=40, help_text="Code of another way; empty: the step as described."
    )
    details = DetailsSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """`alternative` becomes the sentence that is recorded. `must_have_camera` comes with the context."""
        must = self.context["must_have_camera"]
        sentence = alternatives.get_sentence(attrs["step"], attrs["alternative"], must_have_camera=must)
        if sentence is None:
            raise serializers.ValidationError({"alternative": ["This step has no such other way in this exam."]})
        return attrs | {"alternative": sentence}
