"""What a page answers when something broke."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

from common.problems import DATABASE_IS_AWAY, RETRY_SECONDS


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it was the database that is away: a browser and a proxy may try that again."""
    if not isinstance(sys.exc_info()[1], DATABASE_IS_AWAY):
        return defaults.server_error(request)
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
