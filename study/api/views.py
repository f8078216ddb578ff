from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.documented import problems
from common.errors import NotFound
from study.api.serializers import GuideSerializer
from study.selectors import get_outline


class GuideView(APIView):
    @extend_schema(operation_id="guide", tags=["exams"], responses={200: GuideSerializer, **problems()})
    def get(self, request: Request, code: str, **kwargs: Any) -> Response:
        """An exam guide: facts of the exam, objectives with what to read, and how older guides map to it."""
        outline = get_outline(code=code)
        if outline is None:
            raise NotFound("There is no such guide.")
        return Response(GuideSerializer(outline).data)
