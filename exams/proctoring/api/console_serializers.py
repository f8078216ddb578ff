"""The shapes of the proctor's console on the wire. Moments of cards are milliseconds since 1970."""

from typing import Any

from rest_framework import serializers

from exams.proctoring.services.console import ACTIONS, EXTEND, NEEDS_WORDS
from exams.sittings.models import CloseReason, SittingState

MOST_SITTINGS = 1_000
MOST_MINUTES = 600


class SaidSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    text = serializers.CharField()
    at = serializers.IntegerField()


class LastIncidentSerializer(serializers.Serializer):
    text = serializers.CharField()
    at = serializers.IntegerField()
    position = serializers.IntegerField(help_text="Of the item on screen; 0: none.")
    is_warning = serializers.BooleanField()


class CardSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    state = serializers.ChoiceField(choices=SittingState.choices)
    close_reason = serializers.ChoiceField(choices=CloseReason.choices, allow_blank=True)
    deadline = serializers.IntegerField(allow_null=True, help_text="While the clock runs.")
    remaining_ms = serializers.IntegerField(allow_null=True, help_text="While the clock stands.")
    pause_ends = serializers.IntegerField(allow_null=True)
    answered = serializers.IntegerField()
    total = serializers.IntegerField()
    silent_since = serializers.IntegerField(allow_null=True, help_text="Last heard, when that is too long ago.")
    has_camera = serializers.BooleanField(allow_null=True)
    incident = LastIncidentSerializer(allow_null=True)
    incident_count = serializers.IntegerField()
    points = serializers.IntegerField()
    call = SaidSerializer(allow_null=True, help_text="What the candidate wrote and nobody has answered.")
    unread = serializers.IntegerField(help_text="Commands that are not at the candidate's client yet.")
    did = SaidSerializer(allow_null=True, help_text="What staff did last, and who.")
    worry = serializers.IntegerField(help_text="The higher, the further up.")


class ConsoleCountsSerializer(serializers.Serializer):
    all = serializers.IntegerField()
    calling = serializers.IntegerField()
    paused = serializers.IntegerField()
    silent = serializers.IntegerField()
    incidents = serializers.IntegerField()
    over = serializers.IntegerField()


class ConsoleSerializer(serializers.Serializer):
    """`cards`: those that differ from the state named in `since`, or all; `gone`: ids that are shown no more."""

    state = serializers.CharField(help_text="Name it in `since` the next time.")
    server_ms = serializers.IntegerField()
    is_whole = serializers.BooleanField()
    cards = CardSerializer(many=True)
    gone = serializers.ListField(child=serializers.UUIDField())
    counts = ConsoleCountsSerializer()


class TargetSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    seen = serializers.IntegerField(
        required=False, min_value=0, help_text="`did.id` of the card as it was shown; 0: nothing was done yet."
    )


class OrderSerializer(serializers.Serializer):
    """Words are needed for everything but `resume` and `seen`; `minutes` for `extend`."""

    action = serializers.ChoiceField(choices=ACTIONS)
    sittings = serializers.ListField(child=TargetSerializer(), min_length=1, max_length=MOST_SITTINGS)
    text = serializers.CharField(required=False, allow_blank=True, default="", max_length=500)
    minutes = serializers.IntegerField(required=False, min_value=1, max_value=MOST_MINUTES)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["action"] in NEEDS_WORDS and not attrs["text"].strip():
            raise serializers.ValidationError({"text": "Write what the candidate should read."})
        if attrs["action"] == EXTEND and not attrs.get("minutes"):
            raise serializers.ValidationError({"minutes": "How many minutes?"})
        return attrs


class RefusedSerializer(serializers.Serializer):
    sitting = serializers.UUIDField()
    text = serializers.CharField()


class OrderedSerializer(serializers.Serializer):
    done = serializers.CharField(allow_blank=True)
    refused = RefusedSerializer(many=True)
