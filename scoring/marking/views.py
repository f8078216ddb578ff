from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.current import get_person
from common.errors import NotFound
from exams.sittings.selectors import get_stored
from scoring.marking import sentences
from scoring.marking.release_selectors import get_expectation
from scoring.marking.report import build_report
from scoring.marking.selectors import Verdict, get_outcome


@never_cache
@login_required
@require_GET
def result(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    try:
        found, sitting = get_outcome(user=get_person(request), sitting_id=sitting_id)
    except NotFound as missing:
        raise Http404 from missing
    if found is None:
        if not sitting.is_sat:
            return redirect(sitting)
        expectation = get_expectation(sitting=sitting, now=timezone.now())
        context = {"sitting": sitting, "exam": sitting.exam, "expectation": expectation}
        return render(request, "marking/result_pending.html", context)
    if isinstance(found, Verdict):
        sentence = sentences.as_on_day(is_pass=found.is_pass)
        return render(request, "marking/result_verdict.html", {"exam": sitting.exam, "sentence": sentence})
    context = {
        "report": build_report(result=found),
        "sitting": sitting,
        "exam": sitting.exam,
        "stored": get_stored(sitting=sitting),
    }
    return render(request, "marking/result.html", context)
