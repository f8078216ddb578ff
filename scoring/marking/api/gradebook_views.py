"""The gradebook of an exam, for staff."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from common.documented import problems
from common.errors import NotFound
from exams.assembly.models import Exam
from exams.sittings.models import Sitting
from scoring.marking.api.serializers import GradebookLineSerializer
from scoring.marking.gradebook_selectors import list_gradebook_sittings


class MayLook(BasePermission):
    """Who may see results in the admin."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return request.user.has_perm("marking.view_result")


@extend_schema_view(
    get=extend_schema(
        operation_id="gradebook",
        tags=["results"],
        responses={200: GradebookLineSerializer(many=True), **problems(s403="not-allowed", s404="not-found")},
    )
)
class GradebookView(ListAPIView[Sitting]):
    """Every sitting of an exam that is over, with its result, in the order of their ends. For staff."""

    serializer_class = GradebookLineSerializer
    permission_classes = (MayLook,)
    queryset = Sitting.objects.none()

    def get_queryset(self) -> QuerySet[Sitting]:
        exam = Exam.objects.filter(slug=self.kwargs["slug"]).first()
        if exam is None:
            raise NotFound("There is no such exam.")
        return list_gradebook_sittings(exam=exam)
