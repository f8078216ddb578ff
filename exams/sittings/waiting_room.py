"""The waiting room: after the rules, before the exam begins. The page waits with `static/waiting/`."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.current import get_person
from common.errors import NotFound
from common.problems import iso
from exams.sittings import tokens
from exams.sittings.models import Sitting
from exams.sittings.selectors import Start, get_start

# Without JavaScript the page asks again so often.
REFRESH_SECONDS = 30
FAR = timedelta(hours=12)


@never_cache
@login_required
@require_safe
def look(request: HttpRequest, sitting_id: UUID) -> JsonResponse:
    """When the exam begins, by the server's clock: what a waiting page asks about once a minute."""
    try:
        start = get_start(user=get_person(request), sitting_id=sitting_id)
    except NotFound as missing:
        raise Http404 from missing
    return JsonResponse(_present(start, timezone.now()))


def is_for(sitting: Sitting, now: datetime) -> bool:
    """Whether the candidate has accepted the rules and the exam has yet to begin."""
    starts_at = sitting.exam.starts_at
    return sitting.rules_accepted_at is not None and starts_at is not None and now < starts_at


def build_context(sitting: Sitting, now: datetime) -> dict[str, Any]:
    """What the page shows, and what its modules start from."""
    start = Start(sitting.state, sitting.exam.starts_at, sitting.exam.is_common_clock)
    address = {"sitting_id": sitting.pk}
    urls = {
        "look": reverse("sittings:waiting", kwargs=address),
        "start": reverse("api:start", kwargs=address),
        "runner": reverse("sittings:runner", kwargs=address),
    }
    wait = timedelta(milliseconds=start.wait_ms(now))
    return {
        "boot": {**_present(start, now), "urls": urls, "sitting": str(sitting.pk), "ticket": _ticket(sitting)},
        "is_far": wait > FAR,
        "refresh_seconds": max(1, min(REFRESH_SECONDS, round(wait.total_seconds()) + 1)),
    }


def _ticket(sitting: Sitting) -> dict[str, str]:
    """With it the page starts the sitting as a client of its own, without a look-up, when the whole room does."""
    client = uuid4()
    token = tokens.issue(user_id=sitting.user_id, sitting_id=sitting.pk, client=client)
    return {"client": str(client), "token": token}


def _present(start: Start, now: datetime) -> dict[str, Any]:
    return {
        "state": start.state,
        "starts_at": iso(start.starts_at) if start.starts_at else None,
        "wait_ms": start.wait_ms(now),
        "is_common_clock": start.is_common_clock,
        "server_time": iso(now),
    }
