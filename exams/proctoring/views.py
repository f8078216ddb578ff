"""The check-in of a proctored sitting: a page for each step. Pictures of a camera stay on these pages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.current import get_person
from common.errors import DomainError
from common.page_permissions import open_camera
from exams.assembly.models import Mode, Proctoring
from exams.proctoring import steps
from exams.proctoring.check_in_selectors import CheckIn, StepRow, get_check_in
from exams.proctoring.errors import NotProctored, StepNotReached
from exams.proctoring.forms import FORMS, StepForm, TutorialForm
from exams.proctoring.models import Camera
from exams.proctoring.services.check_in import come, complete_step
from exams.proctoring.system_checks import list_checks
from exams.sittings.models import Sitting, SittingState
from exams.sittings.shortcuts import get_own_sitting_or_404


@never_cache
@login_required
@require_GET
def check_in(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """To the step that comes next, on whatever device; to the start when all is done."""
    sitting = get_own_sitting_or_404(request, sitting_id)
    if not _is_in_check_in(sitting):
        return redirect(sitting)
    following = come(user=get_person(request), sitting_id=sitting_id).next_row
    return redirect("proctoring:step", sitting_id, following.code) if following else redirect(sitting)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, sitting_id: UUID, code: str) -> HttpResponse:
    sitting = get_own_sitting_or_404(request, sitting_id)
    if not _is_in_check_in(sitting):
        return redirect(sitting)
    try:
        found = get_check_in(user=get_person(request), sitting_id=sitting_id)
    except NotProctored:
        return redirect("proctoring:check-in", sitting_id)  # which opens it
    row = found.find(code)
    if row is None:
        raise Http404
    if not row.is_reached:
        return redirect("proctoring:check-in", sitting_id)
    form = FORMS[code](request.POST if request.method == "POST" else None, rules=found.rules, sitting=sitting)
    if request.method == "POST" and form.is_valid():
        answer = _take(request, sitting, form)
        if answer is not None:
            return answer
    return open_camera(render(request, f"proctoring/check_in/{code}.html", _context(sitting, found, row, form)))


def _take(request: HttpRequest, sitting: Sitting, form: StepForm) -> HttpResponse | None:
    """Where a step that was sent leads; None when it was refused and the form says why."""
    values = form.cleaned_data
    try:
        complete_step(
            user=get_person(request),
            sitting_id=sitting.pk,
            code=form.step,
            text_version=values.get("text_version", 0),
            alternative=values["alternative"],
            details=form.details(),
        )
    except StepNotReached as refusal:
        messages.error(request, refusal.detail)
    except DomainError as refusal:
        form.add_error(None, refusal.detail)
        return None
    if isinstance(form, TutorialForm) and form.is_taken:
        return redirect("sittings:tutorial", sitting.pk)
    return redirect("proctoring:check-in", sitting.pk)


def _context(sitting: Sitting, found: CheckIn, row: StepRow, form: StepForm) -> dict[str, Any]:
    rules = found.rules
    other = found.next_row
    return {
        "sitting": sitting,
        "exam": sitting.exam,
        "rules": rules,
        "check_in": found,
        "row": row,
        "form": form,
        "has_camera": rules.camera != Camera.NONE,
        "must_have_camera": rules.camera == Camera.REQUIRED,
        "checks": list_checks(
            has_camera=rules.camera != Camera.NONE,
            asks_one_screen=rules.asks_one_screen,
            asks_fullscreen=rules.asks_fullscreen,
        ),
        "chosen": form["alternative"].value() or _expected_alternative(found, row),
        "following": None if other is None or other.code == row.code else other,
        "timed_mode": Mode.TIMED if sitting.exam.proctoring == Proctoring.OFFERED else "",
        "boot": {
            "step": row.code,
            "camera": rules.camera,
            "now_url": reverse("api:check-in", kwargs={"sitting_id": sitting.pk}),
        },
    }


def _expected_alternative(found: CheckIn, row: StepRow) -> str:
    """Who has told the system check that there is no camera need not say so again."""
    is_without = row.code == steps.ROOM and found.supervision.has_camera is False
    return next((way.code for way in row.alternatives if is_without and way.is_without_camera), "")


def _is_in_check_in(sitting: Sitting) -> bool:
    return sitting.is_proctored and sitting.state == SittingState.CHECK_IN
