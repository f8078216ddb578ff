from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from exams.assembly.selectors import list_open_exams
from exams.sittings.selectors import list_live_sittings
from scoring.marking.selectors import list_result_summaries
from study.selectors import get_outline, list_domain_progress


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    exams = list_open_exams()
    user = request.user
    if not user.is_authenticated:
        return render(request, "study/home.html", {"exams": exams})
    context = {
        "exams": exams,
        "live_sittings": list_live_sittings(user=user),
        "results": list_result_summaries(user=user),
        "domain_progress": list_domain_progress(user=user),
    }
    return render(request, "study/dashboard.html", context)


@require_GET
def guide(request: HttpRequest, code: str) -> HttpResponse:
    outline = get_outline(code=code)
    if outline is None:
        raise Http404
    return render(request, "study/guide.html", {"guide": outline.guide, "older_guides": outline.older_guides})
