"""What a whole room does at once goes a short way: by the sitting's token, past sessions and cookies.

`sync` as it usually goes needs no serializers and no framework but Django's own. What is not plainly a batch of a
known client goes to `SyncView`, which says what is wrong with it; the address is documented there.
"""

import json
import re
from collections.abc import Callable
from time import perf_counter
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.views.decorators.csrf import csrf_exempt
from prometheus_client import Histogram

from common.errors import DomainError
from common.problems import CONTENT_TYPE, document_of
from exams.sittings import tokens
from exams.sittings.api.presenting import present_sync
from exams.sittings.api.throttles import pace
from exams.sittings.api.views import ContentView, StartView, SubmitView, SyncView
from exams.sittings.api.wire import NotUnderstood, read_batch
from exams.sittings.services import answering

_explain = SyncView.as_view()
_ADDRESS = re.compile(r"/api/v1/sittings/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(sync|start|content|submit)")
SECONDS = Histogram(
    *("mockingbird_sync_seconds", "Time to answer a sync", ["status"]),
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5),
)


def answer_at_once(request: HttpRequest) -> HttpResponse | None:
    """The answer to a request with a sitting's token; None for any other request."""
    if not request.headers.get("Authorization", "").startswith("Sitting "):
        return None
    found = _ADDRESS.fullmatch(request.path_info)
    return _WAYS[found[2]](request, sitting_id=UUID(found[1])) if found else None


@csrf_exempt  # there is no cookie that could be misused: the token stands in a header
def sync(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """Everything that happens during a sitting, in one request that can be repeated."""
    began_at = perf_counter()
    response = _answer(request, sitting_id)
    SECONDS.labels(response.status_code).observe(perf_counter() - began_at)
    return response


def _answer(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    try:
        token = tokens.read(request.headers["Authorization"].removeprefix("Sitting "))
        batch = read_batch(json.loads(request.body))
    except (KeyError, ValueError, NotUnderstood, DomainError):
        return _say_why(request, sitting_id)
    is_plain = request.method == "POST" and (token.sitting_id, token.client) == (sitting_id, batch.client)
    if not is_plain or request.content_type != "application/json" or pace.wait_seconds(sitting_id):
        return _say_why(request, sitting_id)
    # Asking the database first whether it is there would double the price: the statement itself tells.
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        answer = answering.sync(user_id=token.user_id, sitting_id=sitting_id, batch=batch)
        return _json(present_sync(answer, token), 200, "application/json")
    except DomainError as refusal:
        return _json(document_of(refusal), refusal.status, CONTENT_TYPE)
    except (OperationalError, InterfaceError):
        # The database was restarted, perhaps: with a new connection the same batch may go through.
        connection.close_if_unusable_or_obsolete()
        return _say_why(request, sitting_id)


def _say_why(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    return _rendered(_explain)(request, sitting_id=sitting_id)


def _rendered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of Django REST framework on the short way, where nobody else renders its answer."""

    def call(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
        response = view(request, sitting_id=sitting_id)
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        return _bare(response)

    return call


def _json(body: dict[str, object], status: int, content_type: str) -> HttpResponse:
    response = HttpResponse(json.dumps(body, separators=(",", ":")), status=status, content_type=content_type)
    return _bare(response)


def _bare(response: HttpResponse) -> HttpResponse:
    """What the rest of the chain would have added of use."""
    response["Content-Length"] = str(len(response.content))
    response["X-Content-Type-Options"] = "nosniff"
    response.setdefault("Cache-Control", "no-store")
    return response


_WAYS: dict[str, Callable[..., HttpResponse]] = {
    "sync": sync,
    "start": _rendered(StartView.as_view()),
    "content": _rendered(ContentView.as_view()),
    "submit": _rendered(SubmitView.as_view()),
}
# For the API's document, which knows class-based views alone.
sync.cls = SyncView  # type: ignore[attr-defined]
sync.initkwargs = {}  # type: ignore[attr-defined]
