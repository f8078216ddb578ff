"""The proctor's pages: exams under way, the console of one, the time line of a sitting."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from exams.assembly.models import Exam
from exams.proctoring.console_selectors import (
    get_console_exam,
    get_console_state,
    get_last_deed,
    get_supervised,
    list_console_exams,
)
from exams.proctoring.errors import NotProctored
from exams.proctoring.timeline_selectors import get_record
from exams.sittings.permissions import CONTROL

POLL_MS = 2_000
SHOWN_AT_ONCE = 1_000


@never_cache
@login_required
@permission_required(CONTROL, raise_exception=True)
@require_safe
def exams(request: HttpRequest) -> HttpResponse:
    return render(request, "proctoring/console/exams.html", {"exams": list_console_exams()})


@never_cache
@login_required
@permission_required(CONTROL, raise_exception=True)
@ensure_csrf_cookie
@require_safe
def exam(request: HttpRequest, slug: str) -> HttpResponse:
    """The grid is drawn by static/console/ from what stands in the page, then kept up to date."""
    found = get_console_exam(slug=slug)
    if found is None:
        raise Http404
    console = get_console_state(exam=found, now=timezone.now())
    context = {"exam": found, "boot": {**_addresses(found), "console": console, "poll_ms": POLL_MS}}
    return render(request, "proctoring/console/exam.html", context)


@never_cache
@login_required
@permission_required(CONTROL, raise_exception=True)
@ensure_csrf_cookie
@require_safe
def timeline(request: HttpRequest, slug: str, sitting_id: UUID) -> HttpResponse:
    """`?part=1` gives what changes alone."""
    try:
        sitting = get_supervised(exam_slug=slug, sitting_id=sitting_id)
    except NotProctored as missing:
        raise Http404 from missing
    last = get_last_deed(sitting_id=sitting.pk)
    record = get_record(sitting=sitting)
    boot = {**_addresses(sitting.exam), "sitting": str(sitting.pk), "seen": last.pk if last else 0}
    context = {
        "exam": sitting.exam,
        "sitting": sitting,
        "supervision": getattr(sitting, "supervision", None),
        "record": record,
        # The newest first.
        "entries": record.entries[: -SHOWN_AT_ONCE - 1 : -1],
        "boot": {**boot, "name": str(sitting.user), "poll_ms": POLL_MS},
        "now": timezone.now(),
    }
    return render(request, "proctoring/console/timeline.html", context)


def _addresses(exam: Exam) -> dict[str, Any]:
    return {
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "urls": {
            "console": reverse("api:console", kwargs={"slug": exam.slug}),
            "orders": reverse("api:console-order", kwargs={"slug": exam.slug}),
            # With the sitting's id behind it.
            "sitting": reverse("console:exam", kwargs={"slug": exam.slug}),
        },
    }
