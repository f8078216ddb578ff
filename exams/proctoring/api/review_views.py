"""What was recorded of the room, for its candidate."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from common.bodies import read_body
from common.documented import problems
from exams.proctoring.api import review_serializers as shapes
from exams.proctoring.errors import SittingNotOver
from exams.proctoring.review_selectors import get_review
from exams.proctoring.services import review
from exams.sittings.models import SittingState
from exams.sittings.services.finish import get_settled_sitting

TAGS = ["proctoring"]


class RoomRecordView(APIView):
    @extend_schema(
        operation_id="roomRecord",
        tags=TAGS,
        responses={200: shapes.RoomRecordSerializer, **problems(s409="sitting-not-over")},
    )
    def get(self, request: Request, sitting_id: UUID) -> Response:
        """What was recorded of the room in one of your sittings that is over: every line that a reviewer reads."""
        person = get_person(request)
        found = get_review(sitting_id=sitting_id, user=person)
        if get_settled_sitting(user_id=person.pk, sitting_id=sitting_id).state != SittingState.CLOSED:
            raise SittingNotOver
        return Response(shapes.RoomRecordSerializer(found).data)


class StatementView(APIView):
    @extend_schema(
        operation_id="sayOfRoomRecord",
        tags=TAGS,
        request=shapes.SaySerializer,
        responses={
            201: shapes.StatementSerializer,
            **problems(
                s400="invalid-input",
                s409="sitting-not-over, records-deleted, appeal-not-possible",
                s429="throttled, too-many-statements",
            ),
        },
    )
    def post(self, request: Request, sitting_id: UUID) -> Response:
        """Comment on the record or on one incident of it, or appeal a decision. The same words count once."""
        said = read_body(shapes.SaySerializer, request)
        statement = review.say(
            user=get_person(request),
            sitting_id=sitting_id,
            text=said["text"],
            is_appeal=said["is_appeal"],
            incident_number=said.get("incident"),
        )
        return Response(shapes.StatementSerializer(statement).data, status=201)
