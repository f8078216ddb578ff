from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from common.bodies import read_body
from common.documented import problems
from exams.bank.models import ItemReport
from exams.bank.selectors import list_reports
from exams.bank.services.reports import report_item
from scoring.marking.api.report_serializers import ItemReportSerializer, NewReportSerializer
from scoring.marking.errors import ResultPending
from scoring.marking.selectors import get_released_version


class ReportView(APIView):
    @extend_schema(
        operation_id="report",
        tags=["results"],
        request=NewReportSerializer,
        responses={
            201: ItemReportSerializer,
            **problems(s400="invalid-input, report-refused", s409="result-pending", s429="throttled, too-many-reports"),
        },
    )
    def post(self, request: Request, sitting_id: UUID, position: int) -> Response:
        """Report an item of your released result: what is wrong with it, and where one can read that."""
        person = get_person(request)
        version = get_released_version(user=person, sitting_id=sitting_id, position=position)
        if version is None:
            raise ResultPending
        made = report_item(actor=person, version=version, **read_body(NewReportSerializer, request))
        return Response(ItemReportSerializer(made).data, status=201)


@extend_schema_view(
    get=extend_schema(
        operation_id="reports", tags=["results"], responses={200: ItemReportSerializer(many=True), **problems()}
    )
)
class ReportListView(ListAPIView[ItemReport]):
    """What you have reported and what came of it, newest first."""

    serializer_class = ItemReportSerializer
    queryset = ItemReport.objects.none()

    def get_queryset(self) -> QuerySet[ItemReport]:
        return list_reports(user=get_person(self.request))
