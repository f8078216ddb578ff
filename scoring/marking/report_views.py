"""Reporting a question of a released result, and what came of one's reports."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.current import get_person
from common.errors import DomainError, NotFound
from common.richtext import render as render_richtext
from exams.bank.selectors import list_reports
from exams.bank.services.reports import report_item
from scoring.marking.report_forms import ReportForm
from scoring.marking.selectors import get_released_version

PER_PAGE = 20


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, sitting_id: UUID, position: int) -> HttpResponse:
    person = get_person(request)
    try:
        version = get_released_version(user=person, sitting_id=sitting_id, position=position)
    except NotFound as missing:
        raise Http404 from missing
    if version is None:
        return redirect("marking:result", sitting_id=sitting_id)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        try:
            report_item(actor=person, version=version, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.detail)
        else:
            messages.success(request, "Thank you. Your report is with the authors; their answer comes by mail.")
            return redirect("marking:reports")
    context = {
        "form": form,
        "position": position,
        "sitting_id": sitting_id,
        "stem_html": render_richtext(version.stem),
    }
    return render(request, "marking/report.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    page = Paginator(list_reports(user=get_person(request)), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(row, render_richtext(row.version.stem)) for row in page]
    return render(request, "marking/reports.html", {"rows": rows, "page": page})
