"""What a whole room does at once goes a short way: by the sitting's token, past sessions and cookies.

`sync` as it usually goes needs no serializers and no framework but Django's own. What is not plainly a batch of a
known client goes to `SyncView`, which says what is wrong with it; the address is documented there.
"""

import json
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.views.decorators.csrf import csrf_exempt
from prometheus_client import Histogram

from common.errors import DomainError
from common.problems import CONTENT_TYPE, document_of
from exams.sittings import tokens
from exams.sittings.api.presenting import present_started, present_submitted, present_sync
from exams.sittings.api.throttles import pace
from exams.sittings.api.views import ContentView, StartView, SubmitView, SyncView, content_response
from exams.sittings.api.wire import NotUnderstood, read_batch
from exams.sittings.errors import TokenInvalid
from exams.sittings.services import answering, hot
from exams.sittings.tokens import SittingToken

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
    response = _sync(request, sitting_id)
    SECONDS.labels(response.status_code).observe(perf_counter() - began_at)
    return response


def _sync_at_once(request: HttpRequest, token: SittingToken) -> HttpResponse | None:
    batch = read_batch(_read_body(request))
    if batch.client != token.client or pace.wait_seconds(token.sitting_id):
        return None
    answer = answering.sync(user_id=token.user_id, sitting_id=token.sitting_id, batch=batch)
    return _json(present_sync(answer, token))


def _start_at_once(request: HttpRequest, token: SittingToken) -> HttpResponse | None:
    body = _read_body(request)
    if body.get("accept_rules") is not True or UUID(body["client"]) != token.client:
        return None
    started = hot.start(user_id=token.user_id, sitting_id=token.sitting_id, client=token.client, is_rules_accepted=True)
    return _json(present_started(started, token)) if started else None


def _give_form_at_once(request: HttpRequest, token: SittingToken) -> HttpResponse | None:
    body = hot.get_form(user_id=token.user_id, sitting_id=token.sitting_id) if request.method == "GET" else None
    return _bare(content_response(request, body)) if body else None


def _submit_at_once(request: HttpRequest, token: SittingToken) -> HttpResponse | None:
    if UUID(_read_body(request)["client"]) != token.client:
        return None
    submitted = hot.submit(user_id=token.user_id, sitting_id=token.sitting_id, client=token.client)
    if submitted is None:
        return None
    ended, now = submitted
    return _json(present_submitted(ended, token.sitting_id, now))


def _read_body(request: HttpRequest) -> dict[str, Any]:
    """Raises ValueError for what is not plainly a JSON object that was posted."""
    body = json.loads(request.body) if request.method == "POST" and request.content_type == "application/json" else None
    if not isinstance(body, dict):
        raise ValueError
    return body


AtOnce = Callable[[HttpRequest, SittingToken], HttpResponse | None]


def _way(at_once: AtOnce, view: Callable[..., HttpResponse]) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """The short way, and `view` for what is not plain or not usual: it does it, or says what is wrong."""
    long_way = _rendered(view)

    def call(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
        # Asking the database first whether it is there would double the price: the statement itself tells.
        connection.health_check_done = True  # type: ignore[attr-defined]
        try:
            token = tokens.read(request.headers["Authorization"].removeprefix("Sitting "))
            answer = at_once(request, token) if token.sitting_id == sitting_id else None
        except (TokenInvalid, KeyError, TypeError, AttributeError, ValueError, NotUnderstood):
            answer = None
        except DomainError as refusal:
            answer = _json(document_of(refusal), refusal.status, CONTENT_TYPE)
        except (OperationalError, InterfaceError):
            # The database was restarted, perhaps: with a new connection the same may go through.
            connection.close_if_unusable_or_obsolete()
            answer = None
        if answer is not None:
            return answer
        connection.health_check_done = False  # type: ignore[attr-defined]
        return long_way(request, sitting_id=sitting_id)

    return call


def _rendered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of Django REST framework on the short way, where nobody else renders its answer."""

    def call(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
        response = view(request, sitting_id=sitting_id)
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        return _bare(response)

    return call


def _json(body: dict[str, object], status: int = 200, content_type: str = "application/json") -> HttpResponse:
    response = HttpResponse(json.dumps(body, separators=(",", ":")), status=status, content_type=content_type)
    return _bare(response)


def _bare(response: HttpResponse) -> HttpResponse:
    """What the rest of the chain would have added of use."""
    response["Content-Length"] = str(len(response.content))
    response["X-Content-Type-Options"] = "nosniff"
    response.setdefault("Cache-Control", "no-store")
    return response


_sync = _way(_sync_at_once, SyncView.as_view())
_WAYS: dict[str, Callable[..., HttpResponse]] = {
    "sync": sync,
    "start": _way(_start_at_once, StartView.as_view()),
    "content": _way(_give_form_at_once, ContentView.as_view()),
    "submit": _way(_submit_at_once, SubmitView.as_view()),
}
# For the API's document, which knows class-based views alone.
sync.cls = SyncView  # type: ignore[attr-defined]
sync.initkwargs = {}  # type: ignore[attr-defined]
