from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.documented import problems
from common.errors import NotFound
from exams.assembly.api.serializers import ExamDetailSerializer, ExamSerializer
from exams.assembly.models import Exam
from exams.assembly.selectors import get_exam, list_open_exams


@extend_schema_view(
    get=extend_schema(operation_id="exams", tags=["exams"], responses={200: ExamSerializer(many=True), **problems()})
)
class ExamListView(ListAPIView[Exam]):
    """The exams that are open."""

    serializer_class = ExamSerializer
    queryset = list_open_exams()


class ExamView(APIView):
    @extend_schema(operation_id="exam", tags=["exams"], responses={200: ExamDetailSerializer, **problems()})
    def get(self, request: Request, slug: str, **kwargs: Any) -> Response:
        """One exam: its rules, and how many items each domain has."""
        exam = get_exam(slug=slug)
        if exam is None:
            raise NotFound("There is no such exam.")
        return Response(ExamDetailSerializer(exam).data)
