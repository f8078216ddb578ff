"""`sync` as it usually goes: no session, no serializers, no framework but Django's own.

What is not plainly a batch of a known client goes to `SyncView`, which says what is wrong with it; the address is
documented there.
"""

import json
import re
from time import perf_counter
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from prometheus_client import Histogram

from common.errors import DomainError
from common.problems import CONTENT_TYPE, document_of
from exams.sittings import tokens
from exams.sittings.api.presenting import present_sync
from exams.sittings.api.throttles import pace
from exams.sittings.api.views import SyncView
from exams.sittings.api.wire import NotUnderstood, read_batch
from exams.sittings.services import answering

_explain = SyncView.as_view()
_ADDRESS = re.compile(r"/api/v1/sittings/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/sync")
SECONDS = Histogram(
    *("mockingbird_sync_seconds", "Time to answer a sync", ["status"]),
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5),
)


def match_sync(path: str) -> UUID | None:
    """Whose sync this address is, if it is one: what the addresses' table would say, sooner."""
    found = _ADDRESS.fullmatch(path)
    return UUID(found[1]) if found else None


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
    response = _explain(request, sitting_id=sitting_id)
    return response.render()  # nobody else does, on the short way


def _json(body: dict[str, object], status: int, content_type: str) -> HttpResponse:
    response = HttpResponse(json.dumps(body, separators=(",", ":")), status=status, content_type=content_type)
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# For the API's document, which knows class-based views alone.
sync.cls = SyncView  # type: ignore[attr-defined]
sync.initkwargs = {}  # type: ignore[attr-defined]
