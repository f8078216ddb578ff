"""Where a sitting's client may listen for hints."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.documented import problems
from common.errors import NotFound
from exams.sittings import push
from exams.sittings.api.authentication import HoldsThisSitting, SittingTokenAuthentication
from exams.sittings.api.throttles import SyncThrottle


class PushAddressSerializer(serializers.Serializer):
    url = serializers.CharField(help_text="For an EventSource, to be opened within a minute.")


class PushView(APIView):
    authentication_classes = (SittingTokenAuthentication,)
    permission_classes = (HoldsThisSitting,)
    throttle_classes = (SyncThrottle,)

    @extend_schema(
        operation_id="push", tags=["sittings"], request=None, responses={200: PushAddressSerializer, **problems()}
    )
    def post(self, request: Request, sitting_id: UUID) -> Response:
        """The address of this sitting's push channel: events that say "sync now" and nothing else. 404: there is none."""
        if not push.is_on():
            raise NotFound("This installation has no push channel.")
        body: dict[str, Any] = {"url": push.make_address(sitting_id)}
        return Response(body)
