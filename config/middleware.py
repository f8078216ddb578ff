"""Our own steps in the chain: which answers a browser must not keep, and what need not go through the chain."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from common import page_permissions
from exams.sittings.api.hot import answer_at_once


class PersonalPagesAreNotKept:
    """Answers to somebody who is signed in, by cookie or token, are private and not stored, unless their view says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Looked at by name: reading the user here would cost every request a look-up.
        is_personal = (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            or "X-Session-Token" in request.headers
            or "Authorization" in request.headers
        )
        if is_personal and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class PagesAskForLittle:
    """Camera, microphone and position stay closed to every page whose view does not open them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(page_permissions.HEADER, page_permissions.DEFAULT)
        return response


class SavingGoesFirst:
    """Starting, saving and submitting by the sitting's token pass by the rest of the chain.

    Sessions, cookies, frames and content policies mean nothing to a JSON answer for a signed token, and cost as much
    as the saving itself. A request that TLS should have protected goes the long way and is told so there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return self.get_response(request)
        return answer_at_once(request) or self.get_response(request)
