from django.contrib.auth import logout
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from accounts.models import User
from accounts.selectors import get_time_factor
from accounts.services.erasure import erase_oneself
from accounts.taking_leave import as_file, refuse_guessing
from common.bodies import read_body
from common.documented import problems

TAGS = ["person"]


class PersonSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("email", "name", "time_factor")

    time_factor = serializers.SerializerMethodField(help_text="How much longer this person's clock runs.")

    def get_time_factor(self, user: User) -> float:
        return float(get_time_factor(user=user))


class MeView(APIView):
    @extend_schema(operation_id="me", tags=TAGS, responses={200: PersonSerializer, **problems()})
    def get(self, request: Request) -> Response:
        """Who is signed in."""
        return Response(PersonSerializer(get_person(request)).data)


class ExportView(APIView):
    @extend_schema(operation_id="exportMe", tags=TAGS, responses={200: OpenApiTypes.OBJECT, **problems()})
    def get(self, request: Request) -> HttpResponse:
        """Everything that is held of you, by what it belongs to: `account`, `sittings`, `room`, `results`, …

        What there is nothing of is left out. Never a key or a question; of results what was released.
        """
        return as_file(get_person(request))


class ErasureSerializer(serializers.Serializer):
    proof = serializers.CharField(
        trim_whitespace=False, help_text="Your password; your e-mail address where the account has none."
    )
    is_sure = serializers.BooleanField(help_text="true: nobody can bring it back.")


class ErasureView(APIView):
    @extend_schema(
        operation_id="eraseMe",
        tags=TAGS,
        request=ErasureSerializer,
        responses={
            204: OpenApiResponse(description="Erased; sessions and tokens have ended."),
            **problems(s400="invalid-input", s403="not-sure", s409="sitting-under-way, last-administrator"),
        },
    )
    def post(self, request: Request) -> Response:
        """Erase your account and everything that is yours, for ever. Refused while an exam goes on."""
        data, person = read_body(ErasureSerializer, request), get_person(request)
        refuse_guessing(request._request, person)
        erase_oneself(user=person, proof=data["proof"], is_sure=data["is_sure"])
        logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)
