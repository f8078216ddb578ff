"""The live page: who is sitting, how they stand, and what staff can do for them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.current import get_person
from exams.assembly.models import Exam
from exams.sittings.admin.live_actions import TERMINATE, ActionForm, act
from exams.sittings.live_selectors import SHOWN_AT_ONCE, get_live_exam, list_exams_under_way
from exams.sittings.models import Sitting
from exams.sittings.permissions import CONTROL

REFRESH_SECONDS = 10


class LivePages:
    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.admin = model_admin
        self.list_view = require_safe(self._list_view)
        self.exam_view = require_http_methods(["GET", "HEAD", "POST"])(self._exam_view)

    def _list_view(self, request: HttpRequest) -> HttpResponse:
        """Exams that somebody sits now."""
        _refuse_strangers(request)
        return self._render(request, "live_list", title="Live", exams=list_exams_under_way())

    def _exam_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One exam's candidates; `?part=1` gives what changes alone, for the page that refreshes itself."""
        _refuse_strangers(request)
        exam = get_object_or_404(Exam, slug=slug)
        if request.method != "POST":
            return self._show(request, exam, ActionForm())
        form = ActionForm(request.POST)
        if not form.is_valid():
            return self._show(request, exam, form)
        sittings = form.list_targets(exam)
        if form.cleaned_data["action"] == TERMINATE and sittings and not form.cleaned_data["is_sure"]:
            return self._ask_again(request, exam, form, sittings)
        outcome = act(actor=get_person(request), form=form, sittings=sittings)
        if outcome.done:
            messages.success(request, outcome.done)
        for sentence in outcome.refused:
            messages.warning(request, sentence)
        return HttpResponseRedirect(request.get_full_path())

    def _show(self, request: HttpRequest, exam: Exam, form: ActionForm) -> HttpResponse:
        search = request.GET.get("q", "").strip()
        is_attention_only = request.GET.get("show") == "attention"
        live = get_live_exam(exam=exam, now=timezone.now(), search=search, needs_attention=is_attention_only)
        return self._render(
            request,
            "live_part" if "part" in request.GET else "live",
            title="Live",
            subtitle=exam.title,
            exam=exam,
            live=live,
            form=form,
            search=search,
            is_attention_only=is_attention_only,
            ticked={str(pk) for pk in form.ids},
            refresh_seconds=REFRESH_SECONDS,
            shown_at_once=SHOWN_AT_ONCE,
        )

    def _ask_again(self, request: HttpRequest, exam: Exam, form: ActionForm, sittings: list[Sitting]) -> HttpResponse:
        title = "End the exam of these candidates?"
        return self._render(request, "terminate", title=title, exam=exam, form=form, sittings=sittings)

    def _render(self, request: HttpRequest, name: str, **values: Any) -> HttpResponse:
        context = {**self.admin.admin_site.each_context(request), "opts": self.admin.opts, **values}
        return TemplateResponse(request, f"admin/sittings/{name}.html", context)


def _refuse_strangers(request: HttpRequest) -> None:
    if not request.user.has_perm(CONTROL):
        raise PermissionDenied
