"""The shapes of a sitting on the wire (`docs/API.md`)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.fields import Moment
from exams.assembly.models import Mode
from exams.sittings.batches import Batch, Change, ClientEvent
from exams.sittings.clock import MOST_MS
from exams.sittings.models import CloseReason, CommandType, Sitting, SittingState
from exams.sittings.models.codes import MOST_CODES
from exams.sittings.reported import MOST_EVENTS, MOST_SENT

MOST_CHANGES = 200
MOST_NUMBER = 2**31 - 1
MOST_POSITION = 10_000
MOST_TEXT = 500
MESSAGE = "message"
EVENT_TYPES = (
    *("window-blurred", "window-focused", "page-hidden", "page-shown"),
    *("offline", "online", "taken-over-seen", MESSAGE),
    *("fullscreen-left", "fullscreen-entered", "second-screen", "second-tab"),
    *("copy", "cut", "paste", "print", "context-menu", "drag", "devtools"),
    *("nobody-there", "somebody-else", "looked-away", "camera-off", "camera-on", "camera-unused"),
    *("warning-shown", "room-shown"),
)


class SittingExamSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()


class SittingSerializer(serializers.ModelSerializer[Sitting]):
    exam = SittingExamSerializer()
    close_reason = serializers.SerializerMethodField()
    mode = serializers.SerializerMethodField()
    created_at = Moment()
    started_at = Moment(allow_null=True)
    deadline_at = Moment(allow_null=True)
    closed_at = Moment(allow_null=True)

    class Meta:
        model = Sitting
        fields = (
            *("id", "exam", "state", "close_reason", "mode", "created_at", "started_at", "deadline_at", "closed_at"),
            "allotted_seconds",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=CloseReason.choices, allow_null=True))
    def get_close_reason(self, sitting: Sitting) -> str | None:
        return sitting.close_reason or None

    @extend_schema_field(serializers.ChoiceField(choices=Mode.choices))
    def get_mode(self, sitting: Sitting) -> str:
        """A rehearsal is sat under the rules of the room: its check-in comes before the start."""
        return Mode.of(is_proctored=sitting.is_proctored)


class OpenSerializer(serializers.Serializer):
    client = serializers.UUIDField(
        required=False, help_text="Gives a token with which this client can start: at the start, every look-up counts."
    )
    mode = serializers.ChoiceField(
        choices=Mode.choices, required=False, help_text="Where the exam's `proctoring` is `offered`; until the start."
    )


class OpenedSerializer(SittingSerializer):
    token = serializers.CharField(required=False, help_text="When `client` was given; for `start`, `content`, `sync`.")

    class Meta(SittingSerializer.Meta):
        fields = (*SittingSerializer.Meta.fields, "token")  # type: ignore[assignment]


class StartSerializer(serializers.Serializer):
    accept_rules = serializers.BooleanField(help_text="The candidate has read and accepts the exam's rules.")
    client = serializers.UUIDField(required=False, help_text="Take the sitting over in the same step.")


class ClientSerializer(serializers.Serializer):
    client = serializers.UUIDField(help_text="A new one for each page load or start of an app.")


class AnswerSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    selected = serializers.ListField(child=serializers.CharField())
    struck = serializers.ListField(child=serializers.CharField())
    flagged = serializers.BooleanField(source="is_flagged")
    at_ms = serializers.IntegerField(source="last_at_ms")


class CommandSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    type = serializers.ChoiceField(choices=CommandType.choices)
    text = serializers.CharField()


class ReceiptSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="Batches with changes that the server has acknowledged.")
    head = serializers.CharField(help_text="Head of the hash chain over them; empty before the first.")


class TakeOverSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="For `sync`: `Authorization: Sitting <token>`.")
    client = serializers.UUIDField()
    seq = serializers.IntegerField(help_text="The client's last batch that was applied.")
    state = serializers.ChoiceField(choices=SittingState.choices)
    server_time = Moment()
    started_at = Moment()
    deadline_at = Moment()
    remaining_ms = serializers.IntegerField()
    elapsed_ms = serializers.IntegerField(help_text="Wall-clock milliseconds since the start: what `at_ms` counts.")
    commands = CommandSerializer(many=True)
    last_command = serializers.IntegerField()
    answers = AnswerSerializer(many=True)
    arrangement = serializers.ListField(
        child=serializers.ListField(),
        help_text="Position by position: [place in the content, option ids in this candidate's order].",
    )
    receipt = ReceiptSerializer()


class StartedSerializer(SittingSerializer):
    seat = TakeOverSerializer(required=False, help_text="The answer of take-over, when `client` was given.")

    class Meta(SittingSerializer.Meta):
        fields = (*SittingSerializer.Meta.fields, "seat")  # type: ignore[assignment]


class ContentOptionSerializer(serializers.Serializer):
    id = serializers.CharField()
    html = serializers.CharField()


class StimulusSerializer(serializers.Serializer):
    title = serializers.CharField()
    html = serializers.CharField()


class ContentItemSerializer(serializers.Serializer):
    place = serializers.IntegerField(help_text="What `arrangement` of take-over names; not the candidate's position.")
    type = serializers.CharField(help_text="single_choice or multiple_select")
    select = serializers.IntegerField(help_text="How many options to choose.")
    stimulus = StimulusSerializer(allow_null=True)
    stem = serializers.CharField(help_text="HTML")
    options = ContentOptionSerializer(many=True)


class ContentSerializer(serializers.Serializer):
    """A form's items in the form's own order: the same for everybody who sits it."""

    form = serializers.IntegerField()
    must_complete = serializers.BooleanField(
        help_text="An item for several choices may be left with none or all of them, not with some."
    )
    items = ContentItemSerializer(many=True)


def _codes(help_text: str, **options: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=1), max_length=MOST_CODES, help_text=help_text, **options
    )


class ChangeSerializer(serializers.Serializer):
    position = serializers.IntegerField(min_value=0, max_value=MOST_POSITION)
    selected = _codes("Option ids, all that are chosen now.")
    struck = _codes("Option ids, all that are struck out now.", default=list)
    flagged = serializers.BooleanField(default=False)
    at_ms = serializers.IntegerField(min_value=0, max_value=MOST_MS)
    spent_ms = serializers.IntegerField(min_value=0, max_value=MOST_MS, default=0)


class EventSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=EVENT_TYPES)
    at_ms = serializers.IntegerField(min_value=0, max_value=MOST_MS)
    for_ms = serializers.IntegerField(min_value=0, max_value=MOST_MS, default=0)
    position = serializers.IntegerField(
        min_value=0, max_value=MOST_POSITION, default=0, help_text="Of the item on screen; 0: none."
    )
    text = serializers.CharField(
        max_length=MOST_TEXT, default="", allow_blank=True, help_text="What the candidate writes to the staff."
    )
    count = serializers.IntegerField(
        min_value=0,
        max_value=MOST_SENT,
        default=1,
        help_text="Of its kind that this one stands for, `for_ms` altogether; 0: it goes on with the one before.",
    )
    until_ms = serializers.IntegerField(
        min_value=0, max_value=MOST_MS, default=0, help_text="When the last of them was, where it stands for several."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["type"] == MESSAGE) != bool(attrs["text"]):
            raise serializers.ValidationError("A message has a text, and nothing else has one.")
        return attrs


class BatchSerializer(serializers.Serializer):
    client = serializers.UUIDField()
    seq = serializers.IntegerField(min_value=1, max_value=MOST_NUMBER)
    ack = serializers.IntegerField(min_value=0, max_value=MOST_NUMBER, default=0)
    changes = ChangeSerializer(many=True, default=list, max_length=MOST_CHANGES)  # type: ignore[call-arg]
    events = EventSerializer(many=True, default=list, max_length=MOST_EVENTS)  # type: ignore[call-arg]

    def to_batch(self) -> Batch:
        """The validated request as plain values."""
        data = self.validated_data
        return Batch(
            client=data["client"],
            seq=data["seq"],
            ack=data["ack"],
            changes=tuple(_to_change(row) for row in data["changes"]),
            events=tuple(ClientEvent(**row) for row in data["events"]),
        )


def _to_change(row: dict[str, Any]) -> Change:
    return Change(
        position=row["position"],
        selected=tuple(row["selected"]),
        struck=tuple(row["struck"]),
        is_flagged=row["flagged"],
        at_ms=row["at_ms"],
        spent_ms=row["spent_ms"],
    )


class RefusalSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    code = serializers.CharField(help_text="unknown-position, option-not-in-item, too-many-selected or late")
    detail = serializers.CharField()


class SyncSerializer(serializers.Serializer):
    seq = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SittingState.choices)
    close_reason = serializers.CharField(required=False, help_text="When it is closed.")
    server_time = Moment()
    remaining_ms = serializers.IntegerField()
    commands = CommandSerializer(many=True)
    refused = RefusalSerializer(many=True)
    receipt = ReceiptSerializer(required=False, help_text="When the batch had changes.")
    token = serializers.CharField(required=False, help_text="Use this one from now on.")


class ReceiptAnswerSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    selected = serializers.ListField(child=serializers.CharField())
    shown = serializers.ListField(child=serializers.CharField(), help_text="The letters the candidate saw.")
    last_at = serializers.CharField()


class ReceiptFileSerializer(serializers.Serializer):
    format = serializers.CharField()
    sitting = serializers.UUIDField()
    exam = serializers.CharField()
    form = serializers.IntegerField()
    issued_at = serializers.CharField()
    started_at = serializers.CharField()
    closed_at = serializers.CharField(allow_null=True)
    item_count = serializers.IntegerField()
    answered_count = serializers.IntegerField()
    last_at = serializers.CharField(allow_null=True)
    number = serializers.IntegerField()
    head = serializers.CharField(help_text="SHA-256 over the links, one after the other.")
    is_whole = serializers.BooleanField(help_text="The links lead to the head.")
    links = serializers.ListField(child=serializers.CharField())
    answers = ReceiptAnswerSerializer(many=True)
    signature = serializers.CharField()


class EndSerializer(serializers.Serializer):
    state = serializers.ChoiceField(choices=SittingState.choices)
    close_reason = serializers.CharField()
    server_time = Moment()
    ended_url = serializers.CharField()
    receipt = ReceiptSerializer()
