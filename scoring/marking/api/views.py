from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from common.documented import problems
from scoring.marking.api.serializers import ReportSerializer
from scoring.marking.errors import ResultPending
from scoring.marking.report import build_report
from scoring.marking.selectors import get_result_or_sitting


class ResultView(APIView):
    @extend_schema(
        operation_id="result",
        tags=["results"],
        responses={200: ReportSerializer, **problems(s409="result-pending")},
    )
    def get(self, request: Request, sitting_id: UUID) -> Response:
        """The result of one of your sittings, with key and rationale of every item, once it is released."""
        result, _ = get_result_or_sitting(user=get_person(request), sitting_id=sitting_id)
        if result is None:
            raise ResultPending
        return Response(ReportSerializer(build_report(result=result)).data)
