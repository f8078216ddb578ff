"""The rules of the room, for the candidate's exam screen."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common.documented import problems
from exams.proctoring.models import Camera, ProctorKind
from exams.proctoring.room import CameraWatch, Room
from exams.proctoring.selectors import get_room
from exams.sittings.api.authentication import get_candidate
from exams.sittings.api.views import SittingTokenView


class NoticeSerializer(serializers.Serializer):
    happened = serializers.CharField(help_text="What it was, a sentence.")
    please = serializers.CharField(help_text="What to do now, a sentence.")


class RoomSerializer(serializers.Serializer[Room]):
    asks_fullscreen = serializers.BooleanField()
    asks_one_screen = serializers.BooleanField()
    camera = serializers.ChoiceField(choices=Camera.choices)
    camera_watch = serializers.ChoiceField(
        choices=[(choice.value, choice.value) for choice in CameraWatch],
        help_text="Whether the device looks through it during the exam.",
    )
    detector_url = serializers.SerializerMethodField(help_text="Of the worker that looks at the pictures.")
    proctor = serializers.ChoiceField(choices=ProctorKind.choices)
    warning_count = serializers.IntegerField(help_text="So many incidents of each type are warnings.")
    look_away_seconds = serializers.IntegerField(help_text="Looking away for shorter is nothing.")
    counting = serializers.ListField(child=serializers.CharField(), help_text="Types of incidents that have points.")
    counted = serializers.DictField(
        child=serializers.IntegerField(), help_text="Type → how many of it there are by now, warnings included."
    )
    texts = serializers.DictField(child=NoticeSerializer(), help_text="Type → what the candidate is told.")

    def get_detector_url(self, room: Room) -> str:
        return reverse("proctoring:detector")

    def to_representation(self, instance: Room) -> dict[str, Any]:
        return {**super().to_representation(instance), "counting": list(instance.counting)}


class RoomView(SittingTokenView):
    @extend_schema(
        operation_id="sittingRoom",
        tags=["proctoring"],
        responses={200: RoomSerializer, **problems(s404="not-proctored")},
    )
    def get(self, request: Request, sitting_id: UUID) -> Response:
        """What the exam screen of your proctored sitting watches, what of it counts, and how often one is warned."""
        return Response(RoomSerializer(get_room(user=get_candidate(request), sitting_id=sitting_id)).data)
