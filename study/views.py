from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from exams.assembly.selectors import list_open_exams
from exams.sittings.selectors import list_live_sittings
from scoring.marking.selectors import list_result_summaries
from study.selectors import list_domain_progress


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
