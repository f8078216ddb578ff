"""RFC 9457 problem documents: the one shape of every error that the API gives."""

from datetime import UTC, datetime
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

from common.errors import DomainError

logger = structlog.get_logger(__name__)
# Away, restarting, without room on its disk, or a lock that took too long: the same request may succeed in a moment.
DATABASE_IS_AWAY = (OperationalError, InterfaceError)
RETRY_SECONDS = 2
CONTENT_TYPE = "application/problem+json"
UNAVAILABLE: dict[str, Any] = {
    "code": "unavailable",
    "title": "The server cannot store anything at this moment.",
    "status": 503,
    "detail": "Keep what you have and send the same again in a moment.",
}
CHALLENGE = 'Session realm="Mockingbird"'
CODES = {
    exceptions.ValidationError: ("invalid-input", "The request is not in the expected form."),
    exceptions.ParseError: ("invalid-input", "The request could not be read."),
    exceptions.NotAuthenticated: ("not-signed-in", "Sign in first."),
    exceptions.AuthenticationFailed: ("token-invalid", "The token is not valid, or no longer."),
    exceptions.PermissionDenied: ("not-allowed", "You may not do this."),
    exceptions.NotFound: ("not-found", "There is no such thing, or it is not yours."),
    exceptions.MethodNotAllowed: ("method-not-allowed", "This address does not know that method."),
    exceptions.UnsupportedMediaType: ("unsupported-media-type", "Send application/json."),
    exceptions.NotAcceptable: ("not-acceptable", "Only application/json can be given."),
    exceptions.Throttled: ("throttled", "Too many requests; wait a moment."),
}


def iso(moment: datetime) -> str:
    """A moment as the API writes it: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def document(*, code: str, title: str, status: int, detail: str, **extra: Any) -> dict[str, Any]:
    """A problem document; it always has the server's time."""
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "server_time": iso(timezone.now()),
        **extra,
    }


def document_of(refusal: DomainError) -> dict[str, Any]:
    """A service's refusal as a problem document."""
    return document(
        code=refusal.code, title=refusal.title, status=refusal.status, detail=refusal.detail, **refusal.extra
    )


def problem(**values: Any) -> Response:
    """A response whose body is a problem document (`document`)."""
    body = document(**values)
    return Response(body, status=body["status"], content_type=CONTENT_TYPE)


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler for all our views; an exception it does not know stays a 500 and is logged."""
    if isinstance(exc, DATABASE_IS_AWAY):
        return _unavailable(exc)
    if isinstance(exc, DomainError):
        return Response(document_of(exc), status=exc.status, content_type=CONTENT_TYPE)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.NotAuthenticated):
        # Whatever the first way of signing in would make of it, the answer to "who are you?" is 401.
        exc.auth_header = CHALLENGE  # type: ignore[attr-defined]
        exc.status_code = 401
    plain = drf_exception_handler(exc, context)
    if plain is None or not isinstance(exc, exceptions.APIException):
        return plain
    code, title = CODES.get(type(exc), ("error", "The request failed."))
    is_validation = isinstance(exc, exceptions.ValidationError)
    answer = problem(
        code=code,
        title=title,
        status=plain.status_code,
        detail=title if is_validation else str(exc.detail),
        **({"errors": exc.detail} if is_validation else {}),
    )
    for header in ("WWW-Authenticate", "Retry-After"):
        if header in plain.headers:
            answer[header] = plain.headers[header]
    return answer


def _unavailable(exc: Exception) -> Response:
    """Nothing was stored, or nobody knows: the client keeps what it has and sends the same again."""
    # In one line: while it is away every request comes here.
    logger.error("database unavailable", error=f"{type(exc).__name__}: {exc}".strip())
    answer = problem(**UNAVAILABLE)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer
