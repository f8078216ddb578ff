"""The reviewer's queue, one sitting of it, and what its candidate sees of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.current import get_person
from common.errors import DomainError
from exams.proctoring.errors import NotProctored
from exams.proctoring.models import OPEN_REVIEWS, Supervision, Verdict
from exams.proctoring.review_forms import OPEN, DecisionForm, QueueForm, StatementForm
from exams.proctoring.review_selectors import (
    Review,
    get_review,
    list_decided_by,
    list_proctored_exams,
    list_reviews,
    list_shares,
)
from exams.proctoring.services import review as reviewing
from exams.sittings.models import SittingState
from exams.sittings.shortcuts import get_own_sitting_or_404

REVIEW = "proctoring.review_supervision"
PER_PAGE = 25
LINES_PER_PAGE = 200


@never_cache
@login_required
@permission_required(REVIEW, raise_exception=True)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    exams = [(str(exam.pk), exam.title) for exam in list_proctored_exams()]
    form = QueueForm(request.GET or None, exams=exams)
    chosen = form.cleaned_data if form.is_valid() else {}
    state = chosen.get("state") or OPEN
    rows = list_reviews(
        states=OPEN_REVIEWS if state == OPEN else [state],
        exam_id=int(chosen["exam"]) if chosen.get("exam") else None,
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    supervisions = list(page)
    shares = list_shares(supervisions=supervisions)
    decided = list_decided_by(user_id=get_person(request).pk, supervisions=supervisions)
    context = {
        "form": form,
        "page": page,
        "is_open_only": state == OPEN and not chosen.get("exam"),
        "rows": [(row, shares.get(row.pk, []), row.pk in decided) for row in supervisions],
    }
    return render(request, "proctoring/review/queue.html", context)


@never_cache
@login_required
@permission_required(REVIEW, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def sitting(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    form = DecisionForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        values = form.cleaned_data
        try:
            reviewing.decide(
                actor=get_person(request),
                sitting_id=sitting_id,
                verdict=Verdict(values["verdict"]),
                reason=values["reason"],
                seen_count=values["seen_count"],
            )
        except NotProctored as missing:
            raise Http404 from missing
        except DomainError as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, "Your decision is recorded.")
            return redirect("review:queue")
    found = _find(sitting_id)
    may_decide = reviewing.may_decide(
        user_id=get_person(request).pk,
        sitting=found.supervision.sitting,
        supervision=found.supervision,
        decisions=found.decisions,
    )
    context = _context(request, found) | {
        "form": form or DecisionForm(initial={"seen_count": len(found.decisions)}),
        "may_decide": may_decide,
    }
    return render(request, "proctoring/review/sitting.html", context, status=400 if form else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """The candidate's own time line; `?about=12` is for words to that incident."""
    person = get_person(request)
    settled = get_own_sitting_or_404(request, sitting_id)
    if settled.state != SittingState.CLOSED:
        return redirect(settled)
    form = StatementForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            values = form.cleaned_data
            reviewing.say(
                user=person,
                sitting_id=sitting_id,
                text=values["text"],
                is_appeal=values["is_appeal"],
                incident_number=values["incident"],
            )
        except NotProctored as missing:
            raise Http404 from missing
        except DomainError as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, "Your words are recorded: reviewers read them beside the time line.")
            return redirect("review:own", sitting_id=sitting_id)
    found = _find(sitting_id, person)
    about = _read_number(request.GET.get("about"))
    context = _context(request, found) | {
        "form": form or StatementForm(initial={"incident": about}),
        "about": next((entry for entry in found.entries if about and entry.number == about), None),
        "may_appeal": found.may_appeal,
    }
    return render(request, "proctoring/review/own.html", context, status=400 if form else 200)


def _read_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None


def _find(sitting_id: UUID, user: Any = None) -> Review:
    try:
        return get_review(sitting_id=sitting_id, user=user)
    except NotProctored as missing:
        raise Http404 from missing


def _context(request: HttpRequest, found: Review) -> dict[str, Any]:
    supervision: Supervision = found.supervision
    return {
        "review": found,
        "supervision": supervision,
        "sitting": supervision.sitting,
        "exam": supervision.sitting.exam,
        "page": Paginator(found.entries, LINES_PER_PAGE).get_page(request.GET.get("page")),
    }
