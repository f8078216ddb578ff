"""`Authorization: Sitting <token>`: opens one sitting's `sync` and nothing else."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.current import get_person
from accounts.models import User
from exams.sittings import tokens
from exams.sittings.errors import TokenInvalid

KEYWORD = b"sitting"


class SittingTokenAuthentication(BaseAuthentication):
    """Reads the token; who holds it is known from it alone, without a look-up."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, tokens.SittingToken] | None:
        words = get_authorization_header(request).split()
        if len(words) != 2 or words[0].lower() != KEYWORD:
            return None
        return AnonymousUser(), tokens.read(words[1].decode("latin-1"))

    def authenticate_header(self, request: Request) -> str:
        return "Sitting"


def get_token(request: Request) -> tokens.SittingToken:
    """The token that authenticated the request."""
    token: Any = request.auth
    if not isinstance(token, tokens.SittingToken):
        raise TokenInvalid
    return token


def get_candidate(request: Request) -> User:
    """Whose request it is. By the sitting's token alone, nothing but the key of the person is known."""
    if isinstance(request.auth, tokens.SittingToken):
        return User(pk=request.auth.user_id)
    return get_person(request)


def refuse_other_client(request: Request, client: UUID) -> None:
    """Raises TokenInvalid when the token is another client's than the body names."""
    if isinstance(request.auth, tokens.SittingToken) and request.auth.client != client:
        raise TokenInvalid


class HoldsThisSitting(BasePermission):
    """The token is for the sitting in the address."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if get_token(request).sitting_id != view.kwargs["sitting_id"]:
            raise TokenInvalid
        return True


class HoldsThisSittingOrIsSignedIn(HoldsThisSitting):
    """The same, or no token at all and somebody who is signed in."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if isinstance(request.auth, tokens.SittingToken):
            return super().has_permission(request, view)
        return request.user.is_authenticated


class SittingTokenScheme(OpenApiAuthenticationExtension):
    target_class = SittingTokenAuthentication
    name = "sittingToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        description = "`Authorization: Sitting <token>`, with the token that take-over and sync give."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": description}
