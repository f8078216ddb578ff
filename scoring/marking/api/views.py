from uuid import UUID

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from common.documented import problems
from scoring.marking.api.serializers import ReportSerializer, VerdictSerializer, VoidSerializer
from scoring.marking.errors import ResultPending
from scoring.marking.report import build_report
from scoring.marking.selectors import Verdict, Void, get_outcome

OUTCOME = PolymorphicProxySerializer(
    component_name="Outcome",
    serializers={"report": ReportSerializer, "verdict": VerdictSerializer, "voided": VoidSerializer},
    resource_type_field_name="kind",
)


class ResultView(APIView):
    @extend_schema(
        operation_id="result",
        tags=["results"],
        responses={200: OUTCOME, **problems(s409="result-pending")},
    )
    def get(self, request: Request, sitting_id: UUID) -> Response:
        """The result of one of your sittings, with key and rationale of every item, once it is released.

        An exam that tells what the real day tells gives the verdict alone, some days later. Of a result that does not count
        that is all that is told, at any time.
        """
        outcome, _ = get_outcome(user=get_person(request), sitting_id=sitting_id)
        if outcome is None:
            raise ResultPending
        if isinstance(outcome, Void):
            return Response(VoidSerializer(outcome).data)
        if isinstance(outcome, Verdict):
            return Response(VerdictSerializer(outcome).data)
        return Response(ReportSerializer(build_report(result=outcome)).data)
