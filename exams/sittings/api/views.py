"""A sitting through the API: parse, call the service that the pages call too, answer."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from common.bodies import read_body
from common.documented import problems
from common.errors import NotFound
from exams.assembly.models import Mode
from exams.assembly.selectors import get_exam
from exams.sittings import tokens
from exams.sittings.api import serializers as shapes
from exams.sittings.api.authentication import (
    HoldsThisSitting,
    HoldsThisSittingOrIsSignedIn,
    SittingTokenAuthentication,
    get_candidate,
    get_token,
    refuse_other_client,
)
from exams.sittings.api.presenting import present_end, present_sync, present_take_over
from exams.sittings.api.throttles import SyncThrottle
from exams.sittings.api.wire import NotUnderstood, read_batch
from exams.sittings.batches import Batch
from exams.sittings.content import FormBody
from exams.sittings.errors import SittingNotStarted, TokenInvalid
from exams.sittings.models import Sitting
from exams.sittings.selectors import get_content, get_receipt, list_sittings
from exams.sittings.services import answering, entry, finish

TAGS = ["sittings"]
# Answered before a view is asked (exams.proctoring), for an exam that needs it.
SEB = "needs-safe-exam-browser"


class SittingTokenView(APIView):
    """Opened by the sitting's token, without a look-up, or by signing in."""

    authentication_classes = (SittingTokenAuthentication, *APIView.authentication_classes)
    permission_classes = (HoldsThisSittingOrIsSignedIn,)


class OpenSittingView(APIView):
    @extend_schema(
        operation_id="openSitting",
        tags=TAGS,
        request=shapes.OpenSerializer,
        responses={
            200: shapes.OpenedSerializer,
            **problems(s403=SEB, s409="exam-not-open, blueprint-shortage, no-form-left"),
        },
    )
    def post(self, request: Request, slug: str) -> Response:
        """Open check-in: your live sitting of this exam, or a new one."""
        exam = get_exam(slug=slug)
        if exam is None:
            raise NotFound("There is no such exam.")
        data = read_body(shapes.OpenSerializer, request)
        client, mode, person = data.get("client"), data.get("mode"), get_person(request)
        is_proctored = None if mode is None else mode == Mode.REHEARSAL
        sitting = entry.open_check_in(user=person, exam=exam, is_proctored=is_proctored)
        body = dict(shapes.SittingSerializer(sitting).data)
        if client is not None:
            body["token"] = tokens.issue(user_id=person.pk, sitting_id=sitting.pk, client=client)
        return Response(body)


@extend_schema_view(
    get=extend_schema(
        operation_id="sittings", tags=TAGS, responses={200: shapes.SittingSerializer(many=True), **problems()}
    )
)
class SittingListView(ListAPIView[Sitting]):
    """Your sittings, newest first."""

    serializer_class = shapes.SittingSerializer
    queryset = Sitting.objects.none()

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return list_sittings(user=get_person(self.request))


class SittingView(APIView):
    @extend_schema(operation_id="sitting", tags=TAGS, responses={200: shapes.SittingSerializer, **problems()})
    def get(self, request: Request, sitting_id: UUID) -> Response:
        """One of your sittings."""
        return Response(
            shapes.SittingSerializer(
                finish.get_settled_sitting(user_id=get_candidate(request).pk, sitting_id=sitting_id)
            ).data
        )


class StartView(SittingTokenView):
    @extend_schema(
        operation_id="startSitting",
        tags=TAGS,
        request=shapes.StartSerializer,
        responses={
            200: shapes.StartedSerializer,
            **problems(
                s400="invalid-input, rules-not-accepted",
                s403=SEB,
                s409="exam-not-begun, check-in-incomplete, exam-not-open, exam-over, sitting-is-closed, blueprint-shortage, "
                "no-form-left",
            ),
        },
    )
    def post(self, request: Request, sitting_id: UUID) -> Response:
        """Accept the rules and start the clock. Repeating it changes nothing."""
        data = read_body(shapes.StartSerializer, request)
        values = {"user": get_candidate(request), "sitting_id": sitting_id, "is_rules_accepted": data["accept_rules"]}
        client = data.get("client")
        if client is None:
            return Response(shapes.SittingSerializer(entry.start(**values)).data)
        refuse_other_client(request, client)
        taken = answering.start(**values, client=client)
        sitting = shapes.SittingSerializer(taken.sitting).data
        return Response({**sitting, "seat": present_take_over(taken, client)})


class TakeOverView(APIView):
    @extend_schema(
        operation_id="takeOverSitting",
        tags=TAGS,
        request=shapes.ClientSerializer,
        responses={
            200: shapes.TakeOverSerializer,
            **problems(s400="invalid-input", s403=SEB, s409="sitting-is-closed, sitting-not-started"),
        },
    )
    def post(self, request: Request, sitting_id: UUID) -> Response:
        """Make this client the active one; another that was stops at its next sync."""
        client = read_body(shapes.ClientSerializer, request)["client"]
        taken = answering.take_over(user=get_person(request), sitting_id=sitting_id, client=client)
        return Response(present_take_over(taken, client))


class ContentView(SittingTokenView):
    @extend_schema(
        operation_id="sittingContent",
        tags=TAGS,
        responses={200: shapes.ContentSerializer, **problems(s403=SEB, s409="sitting-is-closed, sitting-not-started")},
    )
    def get(self, request: Request, sitting_id: UUID) -> HttpResponse:
        """The items of the form of a running sitting, in the form's order; nothing of the key."""
        sitting = finish.get_settled_sitting(user_id=get_candidate(request).pk, sitting_id=sitting_id)
        return content_response(request, get_content(sitting=sitting))


def content_response(request: HttpRequest | Request, body: FormBody) -> HttpResponse:
    """A form's content, compressed for who can read that."""
    is_compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(body.gzip if is_compressed else body.json, content_type="application/json")
    if is_compressed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "private, no-store"
    return response


class ReceiptView(APIView):
    @extend_schema(
        operation_id="sittingReceipt",
        tags=TAGS,
        responses={200: shapes.ReceiptFileSerializer, **problems(s409="sitting-not-started")},
    )
    def get(self, request: Request, sitting_id: UUID) -> Response:
        """What the server has acknowledged so far, signed: keep it, `manage.py verify_receipt` reads it."""
        sitting = finish.get_settled_sitting(user_id=get_candidate(request).pk, sitting_id=sitting_id)
        if sitting.started_at is None:
            raise SittingNotStarted
        return Response(get_receipt(sitting=sitting, now=timezone.now()))


class SyncView(APIView):
    authentication_classes = [SittingTokenAuthentication]
    permission_classes = [HoldsThisSitting]
    throttle_classes = [SyncThrottle]

    @extend_schema(
        operation_id="syncSitting",
        tags=TAGS,
        request=shapes.BatchSerializer,
        responses={
            200: shapes.SyncSerializer,
            **problems(
                s400="invalid-input", s401="token-invalid", s403=SEB, s409="taken-over, sequence-gap, sitting-is-paused"
            ),
        },
    )
    def post(self, request: Request, sitting_id: UUID) -> Response:
        """Everything that happens during a sitting, in one request that can be repeated."""
        batch = _read_batch(request)
        token = get_token(request)
        if batch.client != token.client:
            raise TokenInvalid
        answer = answering.sync(user_id=token.user_id, sitting_id=sitting_id, batch=batch)
        return Response(present_sync(answer, token))


def _read_batch(request: Request) -> Batch:
    """As the short way reads it; the serializer says what is wrong. Raises ValidationError."""
    try:
        return read_batch(request.data)
    except NotUnderstood:
        parsed = shapes.BatchSerializer(data=request.data)
        parsed.is_valid(raise_exception=True)
        return parsed.to_batch()


class SubmitView(SittingTokenView):
    @extend_schema(
        operation_id="submitSitting",
        tags=TAGS,
        request=shapes.ClientSerializer,
        responses={
            200: shapes.EndSerializer,
            **problems(s400="invalid-input", s403=SEB, s409="taken-over, sitting-is-paused, sitting-not-started"),
        },
    )
    def post(self, request: Request, sitting_id: UUID) -> Response:
        """End the exam. Send what is unsent by sync first; repeating it changes nothing."""
        client = read_body(shapes.ClientSerializer, request)["client"]
        refuse_other_client(request, client)
        sitting = finish.submit(user=get_candidate(request), sitting_id=sitting_id, client=client)
        return Response(present_end(sitting, timezone.now()))
