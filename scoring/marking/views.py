from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.current import get_person
from common.errors import NotFound
from exams.sittings.room_record import get_room_record_url
from exams.sittings.selectors import get_stored
from scoring.marking import sentences
from scoring.marking.release_selectors import get_expectation
from scoring.marking.report import build_report
from scoring.marking.selectors import Verdict, Void, get_outcome


@never_cache
@login_required
@require_GET
def result(request: HttpRequest, sitting_id: UUID) -> HttpResponse:
    try:
        found, sitting = get_outcome(user=get_person(request), sitting_id=sitting_id)
    except NotFound as missing:
        raise Http404 from missing
    context: dict[str, Any] = {
        "sitting": sitting,
        "exam": sitting.exam,
        "room_record_url": get_room_record_url(sitting),
    }
    if found is None:
        if not sitting.is_sat:
            return redirect(sitting)
        expectation = get_expectation(sitting=sitting, now=timezone.now())
        return render(request, "marking/result_pending.html", {**context, "expectation": expectation})
    if isinstance(found, Void):
        return render(request, "marking/result_void.html", {**context, "sentence": sentences.void()})
    if isinstance(found, Verdict):
        sentence = sentences.as_on_day(is_pass=found.is_pass)
        return render(request, "marking/result_verdict.html", {**context, "sentence": sentence})
    context |= {"report": build_report(result=found), "stored": get_stored(sitting=sitting)}
    return render(request, "marking/result.html", context)
