"""The check-in through the API: what the pages do, for apps."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from accounts.models import User
from common.documented import problems
from exams.proctoring.api import serializers as shapes
from exams.proctoring.models import Camera
from exams.proctoring.services.check_in import come, complete_step

TAGS = ["proctoring"]


class CheckInView(APIView):
    @extend_schema(
        operation_id="checkIn",
        tags=TAGS,
        responses={200: shapes.CheckInSerializer, **problems(s404="not-found, not-proctored")},
    )
    def get(self, request: Request, sitting_id: UUID) -> Response:
        """The steps before the start of a proctored sitting, and how far you are."""
        return Response(_present(get_person(request), sitting_id))

    @extend_schema(
        operation_id="completeStep",
        tags=TAGS,
        request=shapes.TakenStepSerializer,
        responses={
            200: shapes.CheckInSerializer,
            **problems(
                s400="invalid-input",
                s404="not-found, not-proctored, step-unknown",
                s409="step-not-reached, terms-changed, camera-required, sitting-is-closed",
            ),
        },
    )
    def post(self, request: Request, sitting_id: UUID) -> Response:
        """Say that a step is done, in their order. Repeating it changes nothing: the first time counts."""
        person = get_person(request)
        must = come(user=person, sitting_id=sitting_id).rules.camera == Camera.REQUIRED
        parsed = shapes.TakenStepSerializer(data=request.data, context={"must_have_camera": must})
        parsed.is_valid(raise_exception=True)
        data = dict(parsed.validated_data)
        complete_step(
            user=person,
            sitting_id=sitting_id,
            code=data["step"],
            text_version=data["text_version"],
            alternative=data["alternative"],
            details=dict(data.get("details", {})),
        )
        return Response(_present(person, sitting_id))


def _present(person: User, sitting_id: UUID) -> dict[str, Any]:
    found = come(user=person, sitting_id=sitting_id)
    told = {"server_time": timezone.now(), "is_complete": found.is_complete, "rules": found.rules, "rows": found.rows}
    return dict(shapes.CheckInSerializer(told).data)
