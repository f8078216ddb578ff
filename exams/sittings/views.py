"""The pages around a sitting. The exam screen itself is `static/runner/`, which speaks the API."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.current import get_person
from common.errors import DomainError
from common.page_permissions import open_camera
from exams.assembly.models import Exam, Mode, Proctoring
from exams.assembly.selectors import get_exam, list_blueprint_rows
from exams.sittings import push, waiting_room
from exams.sittings.forms import RulesForm
from exams.sittings.models import Sitting, SittingState
from exams.sittings.room_record import get_room_record_url
from exams.sittings.selectors import get_allotted_seconds, get_receipt, get_stored, list_attempts, list_live_sittings
from exams.sittings.services import entry
from exams.sittings.shortcuts import get_own_sitting_or_404

BEFORE_START = {SittingState.SCHEDULED, SittingState.CHECK_IN}


@require_GET
def exam(request: HttpRequest, slug: str) -> HttpResponse:
    found = _exam(slug)
    attempts, live = [], None
    if request.user.is_authenticated:
        attempts = [_with_result(attempt) for attempt in list_attempts(user=get_person(request), exam=found)]
        live = list_live_sittings(user=get_person(request)).filter(exam=found).first()
    rows, now = list_blueprint_rows(exam=found), timezone.now()
    context = {
        "exam": found,
        "domains": rows,
        "attempts": attempts,
        "live_sitting": live,
        "other_mode": _other_mode(found, live),
        "shortage": any(row.short_by for row in rows),
        "is_over": found.is_over(now),
        "is_not_yet": found.opens_at is not None and now < found.opens_at,
    }
    return render(request, "sittings/exam.html", context)


@login_required
@require_POST
def open_sitting(request: HttpRequest, slug: str) -> HttpResponse:
    found = _exam(slug)
    try:
        return redirect(entry.open_check_in(user=get_person(request), exam=found, is_proctored=_read_mode(request)))
    except DomainError as refusal:
        messages.error(request, refusal.detail)
        return redirect(found)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def check_in(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    sitting = get_own_sitting_or_404(request, sitting_id)
    if sitting.state not in BEFORE_START:
        return redirect(sitting)
    if sitting.state == SittingState.CHECK_IN and sitting.is_proctored and sitting.cleared_at is None:
        return redirect(settings.PROCTORED_CHECK_IN_URL_NAME, sitting_id=sitting.pk)
    has_accepted = sitting.rules_accepted_at is not None
    is_sent = request.method == "POST"
    form = RulesForm(request.POST if is_sent else None, initial={"accept_rules": has_accepted})
    person, now = get_person(request), timezone.now()
    if is_sent and (form.is_valid() or has_accepted):
        try:
            if has_accepted:
                return redirect(entry.start(user=person, sitting_id=sitting_id, is_rules_accepted=True))
            return redirect(entry.enter(user=person, sitting_id=sitting_id))
        except DomainError as refusal:
            form.add_error(None, refusal.detail)
    context = {
        "sitting": sitting,
        "exam": sitting.exam,
        "form": form,
        "minutes": get_allotted_seconds(user=person, exam=sitting.exam) // 60,
    }
    if waiting_room.is_for(sitting, now):
        return render(request, "sittings/waiting_room.html", context | waiting_room.build_context(sitting, now))
    starts_at = sitting.exam.starts_at
    context["rules_html"] = sitting.exam.rules_html
    context["is_before_start"] = starts_at is not None and now < starts_at
    return render(request, "sittings/check_in.html", context)


@never_cache
@login_required
@require_GET
def tutorial(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """The exam screen with questions about itself; nothing is sent, nothing counts."""
    sitting = get_own_sitting_or_404(request, sitting_id)
    if sitting.state not in BEFORE_START:
        return redirect(sitting)
    urls = {
        "check_in": reverse("sittings:check-in", kwargs={"sitting_id": sitting.pk}),
        "sign_in": _sign_in_url(request),
    }
    boot = {"title": "Tutorial of the exam screen", "candidate": str(request.user), "urls": urls}
    return render(request, "sittings/tutorial.html", {"boot": boot})


@never_cache
@login_required
@ensure_csrf_cookie
@require_GET
def runner(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    sitting = get_own_sitting_or_404(request, sitting_id)
    if sitting.state in BEFORE_START or sitting.state == SittingState.CLOSED:
        return redirect(sitting)
    context = {"sitting": sitting, "exam": sitting.exam, "boot": _boot(request, sitting)}
    response = render(request, "sittings/runner.html", context)
    return open_camera(response) if sitting.is_proctored else response


@never_cache
@login_required
@ensure_csrf_cookie
@require_GET
def ended(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    sitting = get_own_sitting_or_404(request, sitting_id)
    if sitting.state != SittingState.CLOSED:
        return redirect(sitting)
    context = {
        "sitting": sitting,
        "stored": get_stored(sitting=sitting),
        "item_count": sitting.exam.place_count,
        "result_url": _result_url(sitting),
        "quit_url": _quit_url(request, sitting),
        "room_record_url": get_room_record_url(sitting),
        # A device may still keep answers: the page delivers them.
        "boot": _boot(request, sitting) if sitting.is_sat else None,
    }
    return render(request, "sittings/ended.html", context)


@never_cache
@login_required
@require_GET
def receipt(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """The receipt as a file to keep."""
    sitting = get_own_sitting_or_404(request, sitting_id)
    if sitting.started_at is None:
        raise Http404
    content = json.dumps(get_receipt(sitting=sitting, now=timezone.now()), ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{sitting.pk}.json"'
    return response


def _exam(slug: str) -> Exam:
    found = get_exam(slug=slug)
    if found is None:
        raise Http404
    return found


def _other_mode(exam: Exam, live: Sitting | None) -> str:
    """What the candidate may still choose instead of the mode of their check-in; empty where there is no choice."""
    if live is None or live.state != SittingState.CHECK_IN or exam.proctoring != Proctoring.OFFERED:
        return ""
    return Mode.TIMED if live.is_proctored else Mode.REHEARSAL


def _read_mode(request: HttpRequest) -> bool | None:
    """Whether the candidate wishes the rules of the room; None where they do not say."""
    mode = request.POST.get("mode")
    return None if mode not in Mode.values else mode == Mode.REHEARSAL


def _sign_in_url(request: HttpRequest) -> str:
    return f"{reverse(settings.LOGIN_URL)}?next={request.path}"


def _result_url(sitting: Sitting) -> str:
    return reverse(settings.RESULT_URL_NAME, kwargs={"sitting_id": sitting.pk})


def _quit_url(request: HttpRequest, sitting: Sitting) -> str:
    """The way out of Safe Exam Browser for who is in it; '' for everybody else."""
    if settings.SAFE_BROWSER_HEADER not in request.headers:
        return ""
    return reverse(settings.SAFE_BROWSER_QUIT_URL_NAME, kwargs={"slug": sitting.exam.slug})


def _with_result(sitting: Sitting) -> Sitting:
    sitting.result_url = _result_url(sitting)  # type: ignore[attr-defined]
    return sitting


def _boot(request: HttpRequest, sitting: Sitting) -> dict[str, Any]:
    """What the runner starts from: addresses and names, nothing of the exam's content."""
    address = {"sitting_id": sitting.pk}
    names = {"take_over": "take-over", "content": "content", "sync": "sync", "submit": "submit"}
    urls = {key: reverse(f"api:{name}", kwargs=address) for key, name in names.items()}
    urls["ended"] = reverse("sittings:ended", kwargs=address)
    if push.is_on():
        urls["push"] = reverse("api:push", kwargs=address)
    # Not back to this page: opened in the new tab too, the two would take the sitting from each other.
    urls["sign_in"] = reverse(settings.LOGIN_URL)
    if sitting.is_proctored:
        urls["room"] = reverse(settings.ROOM_URL_NAME, kwargs=address)
    return {
        "sitting": str(sitting.pk),
        "title": sitting.exam.title,
        "candidate": str(request.user),
        "urls": urls,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "is_proctored": sitting.is_proctored,
    }
