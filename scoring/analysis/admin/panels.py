"""Cut score panels in the admin: set one up, rate, close a round, read what came of it, use its cut."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
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
from exams.assembly.models import ExamState
from scoring.analysis import panel_selectors
from scoring.analysis.errors import RoundIsOver
from scoring.analysis.models import StandardPanel
from scoring.analysis.panel_selectors import SheetRow
from scoring.analysis.services import panels


class PercentsForm(forms.Form):
    """One number for each item; what is empty is not rated yet. A later round begins with the rater's last numbers."""

    round_number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, rows: Sequence[SheetRow], round_number: int, sent: Mapping[str, Any] | None = None) -> None:
        super().__init__(sent, initial={"round_number": round_number})
        for row in rows:
            initial = row.before if row.percent is None else row.percent
            field = forms.IntegerField(min_value=0, max_value=100, required=False, initial=initial)
            field.widget.attrs |= {"aria-label": f"Item {row.number}: percent", "inputmode": "numeric"}
            self.fields[f"item-{row.version_id}"] = field
        self.rows = rows

    def list_rows(self) -> list[tuple[SheetRow, forms.BoundField]]:
        return [(row, self[f"item-{row.version_id}"]) for row in self.rows]

    def percents(self) -> dict[int, int | None]:
        return {row.version_id: self.cleaned_data[f"item-{row.version_id}"] for row in self.rows}


@admin.register(StandardPanel)
class StandardPanelAdmin(admin.ModelAdmin):
    change_form_template = "admin/analysis/panel/change_form.html"
    list_display = ("title", "exam", "form", "round_number", "state")
    list_filter = ("state", "form__exam")
    list_select_related = ("form__exam",)
    search_fields = ("title", "form__exam__title")
    fields = ("title", "form", "borderline")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StandardPanel]:
        return super().get_queryset(request).select_related("form__exam")

    @admin.display(ordering="form__exam__title")
    def exam(self, panel: StandardPanel) -> str:
        return str(panel.form.exam)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **values: Any) -> Any:
        if db_field.name == "form":
            values["queryset"] = db_field.remote_field.model.objects.select_related("exam")
        return super().formfield_for_foreignkey(db_field, request, **values)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("form",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Where somebody has rated, the panel says why a cut is what it is."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.ratings.exists())

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        rate = path("<int:panel_id>/rate/", guard(self.rate_view), name="analysis_standardpanel_rate")
        act = path(
            "<int:panel_id>/<slug:action>-panel/",
            guard(require_POST(self.action_view)),
            name="analysis_standardpanel_action",
        )
        return [rate, act, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        panel = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        context: dict[str, Any] = {}
        if panel and request.method == "GET":
            may_lead = self.has_change_permission(request, panel)
            rounds = panel_selectors.list_rounds(panel=panel, viewer=get_person(request), are_named=may_lead)
            context = {
                "panel": panel,
                "progress": panel_selectors.list_progress(panel=panel) if panel.is_open and may_lead else [],
                "rounds": rounds,
                "is_waiting": any(not row.is_computed for row in rounds),
                "disputed": panel_selectors.list_disputed(panel=panel) if rounds else [],
                "may_lead": may_lead,
                "is_exam_draft": panel.form.exam.state == ExamState.DRAFT,
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def rate_view(self, request: HttpRequest, panel_id: int) -> HttpResponse:
        if not request.user.has_perm("analysis.rate_standardpanel"):
            raise PermissionDenied
        panel = get_object_or_404(self.get_queryset(request), pk=panel_id)
        rows = panel_selectors.list_sheet(panel=panel, rater=get_person(request))
        form = PercentsForm(rows, panel.round_number, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid() and self._save(request, panel, form):
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": StandardPanel._meta,
            "title": f"Rate: {panel}",
            "panel": panel,
            "form": form,
            "rated": sum(row.percent is not None for row in rows),
            "total": len(rows),
        }
        return TemplateResponse(request, "admin/analysis/panel/rate.html", context)

    def _save(self, request: HttpRequest, panel: StandardPanel, form: PercentsForm) -> bool:
        """Whether the numbers are kept; what stands in the form stays there where they are not."""
        number, percents = form.cleaned_data["round_number"], form.percents()
        try:
            panels.save_ratings(actor=get_person(request), panel=panel, round_number=number, percents=percents)
        except RoundIsOver as refusal:
            messages.error(request, refusal.detail)
            return False
        rated = sum(percent is not None for percent in percents.values())
        rest = len(percents) - rated
        told = f"{rest} to go: come back whenever you like." if rest else "Thank you: that is all of them."
        messages.success(request, f"{rated} of {len(percents)} items are rated. {told}")
        return True

    def action_view(self, request: HttpRequest, panel_id: int, action: str) -> HttpResponse:
        panel = get_object_or_404(self.get_queryset(request), pk=panel_id)
        if not self.has_change_permission(request, panel):
            raise PermissionDenied
        act = ACTIONS.get(action)
        if act is None:
            raise Http404
        try:
            sentence = act(request, panel)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        else:
            self.log_change(request, panel, sentence)
            if action == "use":
                self.log_change(request, panel.form.exam, f"{sentence} By the panel “{panel}”.")
            messages.success(request, sentence)
        return HttpResponseRedirect(reverse("admin:analysis_standardpanel_change", args=[panel.pk]))


def _close(request: HttpRequest, panel: StandardPanel) -> str:
    closed = panels.close_round(actor=get_person(request), panel=panel)
    return f"Round {closed.number} is closed; its cut is being computed."


def _open_next(request: HttpRequest, panel: StandardPanel) -> str:
    panel = panels.open_next_round(actor=get_person(request), panel=panel)
    return f"Round {panel.round_number} has begun: raters see their own numbers and the group's."


def _compute(request: HttpRequest, panel: StandardPanel) -> str:
    for closed in panel.rounds.filter(numbers__isnull=True):
        panels.ask_for_numbers(closed=closed)
    return "A worker was asked again."


def _use(request: HttpRequest, panel: StandardPanel) -> str:
    if not request.user.has_perm("assembly.change_exam"):
        raise PermissionDenied
    exam = panels.use_cut(actor=get_person(request), panel=panel)
    return f"The cut of “{exam}” is {exam.cut_share:.1%} of the points now."


ACTIONS: dict[str, Callable[[HttpRequest, StandardPanel], str]] = {
    "close": _close,
    "next": _open_next,
    "compute": _compute,
    "use": _use,
}
