"""What a shared computer's browser must not keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


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
