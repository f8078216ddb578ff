"""Pieces of the OpenAPI document that every endpoint shares."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from common.fields import Moment
from common.problems import CONTENT_TYPE


def _with_errors() -> dict[str, serializers.Field]:
    # As an attribute it would hide the serializer's own `errors`.
    return {"errors": serializers.DictField(required=False, help_text="invalid-input: field → what is wrong with it")}


class ProblemSerializer(serializers.Serializer):
    """RFC 9457. `code` is stable; `type` is made of it."""

    type = serializers.CharField(help_text="/problems/{code}")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    server_time = Moment()
    seq = serializers.IntegerField(required=False, help_text="sequence-gap: the last batch that was applied")
    close_reason = serializers.CharField(required=False, help_text="sitting-is-closed: how it ended")
    starts_at = Moment(required=False, help_text="exam-not-begun: when it begins")
    wait_ms = serializers.IntegerField(required=False, help_text="exam-not-begun: milliseconds until then")
    opens_at = Moment(required=False, help_text="exam-not-open: from when on one can check in")
    page_url = serializers.CharField(
        required=False, help_text="needs-safe-exam-browser: the page that says how to get in"
    )
    closes_at = Moment(required=False, help_text="exam-not-open: since when nobody can start")

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), **_with_errors()}


def problems(**codes: str) -> dict[Any, OpenApiResponse]:
    """Responses for `extend_schema`: `problems(s409="taken-over, sequence-gap")`; 401, 404 and 429 are always there."""
    texts = {"s401": "not-signed-in", "s404": "not-found", "s429": "throttled", **codes}
    return {
        (int(name[1:]), CONTENT_TYPE): OpenApiResponse(ProblemSerializer, description=f"Problem: {text}")
        for name, text in sorted(texts.items())
    }
