from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.current import get_person
from common.errors import NotFound
from scoring.marking.selectors import get_result_or_sitting
from scoring.marking.services.report_pdf import claim, find_pdf
from scoring.marking.tasks import make_report_pdf

REFRESH_SECONDS = 2


@never_cache
@login_required
@require_GET
def report_pdf(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    """The report as a file; a page that asks again by itself until a worker has made it."""
    try:
        result, sitting = get_result_or_sitting(user=get_person(request), sitting_id=sitting_id)
    except NotFound as missing:
        raise Http404 from missing
    if result is None:
        return redirect("marking:result", sitting_id=sitting_id)
    made = find_pdf(result=result)
    if made is not None:
        name = f"{sitting.exam.slug}-{sitting.closed_at:%Y-%m-%d}.pdf"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(made, content_type="application/pdf", headers=disposition)
    if claim(result=result):
        make_report_pdf.delay(result.pk)
    response = render(request, "marking/pdf_pending.html", {"sitting": sitting, "exam": sitting.exam}, status=202)
    response["Refresh"] = str(REFRESH_SECONDS)
    return response
