from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.current import get_person
from accounts.models import User
from accounts.selectors import get_time_factor
from common.documented import problems


class PersonSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ("email", "name", "time_factor")

    time_factor = serializers.SerializerMethodField(help_text="How much longer this person's clock runs.")

    def get_time_factor(self, user: User) -> float:
        return float(get_time_factor(user=user))


class MeView(APIView):
    @extend_schema(operation_id="me", tags=["person"], responses={200: PersonSerializer, **problems()})
    def get(self, request: Request) -> Response:
        """Who is signed in."""
        return Response(PersonSerializer(get_person(request)).data)
