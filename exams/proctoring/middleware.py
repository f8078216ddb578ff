"""Who sits an exam in Safe Exam Browser is asked for its keys with every request, before anything else is done."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from common.problems import CONTENT_TYPE, DATABASE_IS_AWAY, RETRY_SECONDS, UNAVAILABLE, document, document_of
from exams.proctoring.errors import NeedsSafeExamBrowser
from exams.proctoring.seb import header
from exams.proctoring.seb_requirements import Requirement, get_by_sitting, get_by_slug
from exams.sittings.models import Sitting, SittingState

API = "/api/v1"
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SITTING = re.compile(rf"({API})?/sittings/({_UUID})(/.*)?", re.DOTALL)
_OPENING = re.compile(rf"(?:{API})?/exams/([-\w]+)/sittings/?")
# Of a sitting through the API: its state, and what stays of it afterwards.
_OPEN_IN_API = re.compile(r"|/receipt|/result(?:/.*)?|/proctoring(?:/statements)?")

GetResponse = Callable[[HttpRequest], HttpResponse]


class SafeExamBrowserOnly:
    """Comes first: on the short way of saving nobody else would ask."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without TLS that there should be, the request is sent to the right address: no answer comes from this one.
        is_lost = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        try:
            requirement = None if is_lost else _find_unmet(request)
        except DATABASE_IS_AWAY:
            # Nobody knows what the exam asks for: closed, until somebody does.
            if not request.path_info.startswith(API):
                raise
            return _answer(document(**UNAVAILABLE), 503, {"Retry-After": str(RETRY_SECONDS)})
        return self.get_response(request) if requirement is None else _refuse(request, requirement)


def get_address(request: HttpRequest) -> str:
    """The absolute address as the client asked for it, query included."""
    query = request.META.get("QUERY_STRING", "")
    path = request.build_absolute_uri(request.path)
    return f"{path}?{query}" if query else path


def _find_unmet(request: HttpRequest) -> Requirement | None:
    """What is asked for and not given; None where nothing is, or all of it is there."""
    path = request.path_info
    if "/sittings" not in path:
        return None
    found = _SITTING.fullmatch(path)
    if found is None:
        opening = _OPENING.fullmatch(path)
        requirement = get_by_slug(opening[1]) if opening else None
        return None if requirement is None or _is_met(request, requirement) else requirement
    is_api, sitting_id, rest = bool(found[1]), UUID(found[2]), found[3] or ""
    if is_api and _OPEN_IN_API.fullmatch(rest):
        return None
    requirement = get_by_sitting(sitting_id)
    if requirement is None or _is_met(request, requirement):
        return None
    # Once it is over its pages are for any browser; what changes it never is.
    return None if not is_api and _is_over(sitting_id) else requirement


def _is_met(request: HttpRequest, requirement: Requirement) -> bool:
    return requirement.is_met(get_address(request), request.headers)


def _is_over(sitting_id: UUID) -> bool:
    return Sitting.objects.filter(pk=sitting_id, state=SittingState.CLOSED).exists()


def _refuse(request: HttpRequest, requirement: Requirement) -> HttpResponse:
    page = reverse("seb:page", kwargs={"slug": requirement.slug})
    response: HttpResponse
    if not request.path_info.startswith(API) and "text/html" in request.headers.get("Accept", ""):
        response = HttpResponseRedirect(page)
    else:
        detail = "Safe Exam Browser runs with another configuration or version than this exam asks for."
        refusal = NeedsSafeExamBrowser(detail if header.is_sent(request.headers) else "", page_url=page)
        response = _answer(document_of(refusal), refusal.status)
    response["Cache-Control"] = "no-store"
    return response


def _answer(body: dict[str, Any], status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", **(headers or {})}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers)
