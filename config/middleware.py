"""Our own steps in the chain: which answers a browser must not keep, and what need not go through the chain."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from exams.sittings.api.hot import match_sync, sync


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


class SavingGoesFirst:
    """Saving an answer passes by the rest of the chain.

    Sessions, cookies, frames and content policies mean nothing to a JSON answer for a signed token, and cost as much
    as the saving itself. A request that TLS should have protected goes the long way and is told so there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sitting_id = match_sync(request.path_info)
        if sitting_id is None or (settings.SECURE_SSL_REDIRECT and not request.is_secure()):
            return self.get_response(request)
        return sync(request, sitting_id)
