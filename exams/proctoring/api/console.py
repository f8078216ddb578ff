"""The proctor's console through the API: what changed, and what is to be done."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from common.bodies import read_body
from common.documented import problems
from common.errors import NotFound
from exams.assembly.models import Exam
from exams.proctoring.api import console_serializers as shapes
from exams.proctoring.console_selectors import get_console_exam, get_console_state, list_supervised
from exams.proctoring.services.console import Order, act
from exams.sittings.permissions import CONTROL

TAGS = ["proctoring"]


class MayControl(BasePermission):
    """Proctors, instructors, administrators."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.user.has_perm(CONTROL)


def get_exam_or_refuse(slug: str) -> Exam:
    exam = get_console_exam(slug=slug)
    if exam is None:
        raise NotFound("There is no such exam.")
    return exam


class ConsoleView(APIView):
    permission_classes = (MayControl,)

    @extend_schema(
        operation_id="console",
        tags=TAGS,
        parameters=[OpenApiParameter("since", str, description="`state` of the last answer; empty: everything")],
        responses={200: shapes.ConsoleSerializer, 304: None, **problems(s403="not-allowed")},
    )
    def get(self, request: Request, slug: str) -> Response:
        """What changed on an exam's console since a state that it showed; 304 when nothing did."""
        since = request.query_params.get("since", "")
        body = get_console_state(
            exam=get_exam_or_refuse(slug), since=since if since.isalnum() else "", now=timezone.now()
        )
        if body is None:
            return Response(status=304, headers={"ETag": f'"{since}"'})
        return Response(body, headers={"ETag": f'"{body["state"]}"'})


class OrderView(APIView):
    permission_classes = (MayControl,)

    @extend_schema(
        operation_id="consoleOrder",
        tags=TAGS,
        request=shapes.OrderSerializer,
        responses={200: shapes.OrderedSerializer, **problems(s400="invalid-input", s403="not-allowed")},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Do something to one sitting or to several; each that it could not be done to is told apart, in words."""
        exam = get_exam_or_refuse(slug)
        asked = read_body(shapes.OrderSerializer, request)
        seen = {target["id"]: target["seen"] for target in asked["sittings"] if "seen" in target}
        order = Order(asked["action"], asked["text"].strip(), asked.get("minutes", 0) * 60, seen)
        sittings = list_supervised(exam=exam, ids=[target["id"] for target in asked["sittings"]])
        outcome = act(actor=get_person(request), order=order, sittings=sittings)
        refused = [{"sitting": str(pk), "text": text} for pk, text in outcome.refused]
        return Response({"done": outcome.done, "refused": refused})
