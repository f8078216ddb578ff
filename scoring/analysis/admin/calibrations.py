"""Calibrations in the admin: ask for one, watch it, read it, compare it with what is in use, use it, go back."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.current import get_person
from common.errors import DomainError
from exams.assembly.models import Exam
from scoring.analysis import calibration_selectors
from scoring.analysis.equating_selectors import list_cuts
from scoring.analysis.models import Calibration, CalibrationState, Phase
from scoring.analysis.services import calibrations
from scoring.analysis.services.equated_cuts import propose_equated_cuts


@admin.register(Calibration)
class CalibrationAdmin(admin.ModelAdmin):
    change_form_template = "admin/analysis/calibration/change_form.html"
    list_display = ("name", "model", "state", "sitting_count", "is_in_use", "requested_at")
    list_filter = ("state", "is_in_use", "exam", "guide")
    list_select_related = ("exam", "guide")
    fields = ("exam", "guide", "model")
    radio_fields = {"model": admin.VERTICAL}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Calibration]:
        return super().get_queryset(request).defer("forms", "replaced", "abilities")

    @admin.display(description="Exam or guide")
    def name(self, calibration: Calibration) -> str:
        return str(calibration.scope)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Calibration, form: Any, change: bool) -> None:
        asked = calibrations.request_calibration(
            actor=get_person(request), model=obj.model, exam=obj.exam, guide=obj.guide
        )
        obj.pk, obj.requested_at = asked.pk, asked.requested_at

    def response_add(self, request: HttpRequest, obj: Calibration, post_url_continue: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:analysis_calibration_change", args=[obj.pk]))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.action_view))
        act = path("<int:calibration_id>/<slug:action>-calibration/", view, name="analysis_calibration_action")
        cuts = path(
            "exam/<int:exam_id>/cuts/", self.admin_site.admin_view(self.cuts_view), name="analysis_calibration_cuts"
        )
        use = path(
            "exam/<int:exam_id>/cuts/use/",
            self.admin_site.admin_view(require_POST(self.use_cuts_view)),
            name="analysis_calibration_use_cuts",
        )
        return [act, cuts, use, *super().get_urls()]

    def use_cuts_view(self, request: HttpRequest, exam_id: int) -> HttpResponse:
        """Propose a re-scoring by them: its page shows who would change."""
        if not request.user.has_perm("marking.rescore_result"):
            raise PermissionDenied
        exam = get_object_or_404(Exam, pk=exam_id)
        try:
            run = propose_equated_cuts(actor=get_person(request), exam=exam)
        except DomainError as refusal:
            self.message_user(request, refusal.detail, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:analysis_calibration_cuts", args=[exam.pk]))
        return HttpResponseRedirect(reverse("admin:marking_rescoring_change", args=[run.pk]))

    def cuts_view(self, request: HttpRequest, exam_id: int) -> HttpResponse:
        """What an exam's cut is worth on each of its forms."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        exam = get_object_or_404(Exam, pk=exam_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": Calibration._meta,
            "title": "The cut on each form",
            "exam": exam,
            "cuts": list_cuts(exam=exam),
            "may_use": request.user.has_perm("marking.rescore_result"),
        }
        return TemplateResponse(request, "admin/analysis/calibration/cuts.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = calibration_selectors.get_calibration(pk=int(object_id)) if object_id.isdecimal() else None
        context = _describe(request, found) if found else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def action_view(self, request: HttpRequest, calibration_id: int, action: str) -> HttpResponse:
        calibration = get_object_or_404(Calibration.objects.select_related("exam", "guide"), pk=calibration_id)
        permission, act = ACTIONS.get(action, ("", None))
        if act is None:
            raise Http404
        if not request.user.has_perm(permission):
            raise PermissionDenied
        try:
            sentence = act(request, calibration)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        else:
            self.log_change(request, calibration, sentence)
            messages.success(request, sentence)
        return HttpResponseRedirect(reverse("admin:analysis_calibration_change", args=[calibration.pk]))


def _describe(request: HttpRequest, calibration: Calibration) -> dict[str, Any]:
    context: dict[str, Any] = {
        "calibration": calibration,
        "may_use": request.user.has_perm("analysis.use_calibration"),
        "phase_number": Phase.values.index(calibration.phase) + 1,
        "phase_count": len(Phase.values),
    }
    if calibration.state != CalibrationState.DONE:
        return context
    order, is_flagged = request.GET.get("sort", "b"), request.GET.get("only") == "flagged"
    items = list(calibration_selectors.list_items(calibration=calibration, order=order))
    in_use = calibration_selectors.get_in_use(calibration=calibration)
    return context | {
        "items": [row for row in items if row.flag] if is_flagged else items,
        "item_count": len(items),
        "flagged_count": sum(1 for row in items if row.flag),
        "is_flagged": is_flagged,
        "order": order,
        "columns": COLUMNS,
        "in_use": in_use,
        "comparison": None if calibration.is_in_use else calibration_selectors.compare(calibration=calibration),
        "slots": calibration_selectors.draw_map(calibration=calibration, items=items),
    }


# What a click sorts by, and the words above the column.
COLUMNS = (
    ("seen", "Sittings"),
    ("share", "Right"),
    ("b", "Difficulty (b)"),
    ("a", "Discrimination (a)"),
    ("fit", "Fit"),
)


def _use(request: HttpRequest, calibration: Calibration) -> str:
    seen = request.POST.get("instead_of", "")
    instead_of = int(seen) if seen.isdecimal() else None
    calibrations.use_calibration(actor=get_person(request), calibration=calibration, instead_of=instead_of)
    return "These numbers are in use: assembly and study read them from the items."


def _go_back(request: HttpRequest, calibration: Calibration) -> str:
    before = calibrations.go_back(actor=get_person(request), calibration=calibration)
    return f"What stood in the items before is back{f': {before}' if before else ''}."


def _again(request: HttpRequest, calibration: Calibration) -> str:
    calibrations.ask_a_worker(calibration=calibration)
    return "A worker was asked again."


ACTIONS: dict[str, tuple[str, Callable[[HttpRequest, Calibration], str] | None]] = {
    "use": ("analysis.use_calibration", _use),
    "back": ("analysis.use_calibration", _go_back),
    "again": ("analysis.add_calibration", _again),
}
