"""Scoring an exam again in the admin: say what was wrong, look at what would change, decide, watch."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.current import get_person
from common.errors import DomainError
from exams.assembly.models import Exam
from exams.bank.admin.read_only import NotInIndex, ReadOnly
from exams.bank.keys import get_correct_codes
from exams.bank.models import ItemReport
from scoring.marking.mail import describe
from scoring.marking.models import KeyCorrection, Rescoring, RescoringState
from scoring.marking.points import show_share
from scoring.marking.rescoring_forms import CutForm, ReasonForm, make_rows, read_rows
from scoring.marking.rescoring_selectors import (
    get_basis,
    list_corrections_in_force,
    list_exams_with_version,
    list_foreseen,
    list_runs,
    list_versions_on_forms,
)
from scoring.marking.services import corrections, rescoring

RESCORE = "marking.rescore_result"
RUNS_SHOWN = 10


class KeyCorrectionInline(ReadOnly, admin.TabularInline):
    model = KeyCorrection
    fields = ("version", "gist", "reason", "report", "state")
    readonly_fields = ("gist",)
    verbose_name_plural = "Corrections"

    def get_queryset(self, request: HttpRequest) -> QuerySet[KeyCorrection]:
        return super().get_queryset(request).select_related("version__item", "report__version__item")

    @admin.display(description="Counts as")
    def gist(self, row: KeyCorrection) -> str:
        return row.gist


@admin.register(Rescoring)
class RescoringAdmin(NotInIndex, ReadOnly, admin.ModelAdmin):
    """One run's page shows the preview, takes the decision, and then how far it is; it refreshes itself meanwhile."""

    change_form_template = "admin/marking/rescoring/change_form.html"
    list_display = ("__str__", "state_shown", "requested_by", "started_by", "changed_count", "finished_at")
    list_filter = ("state", "exam")
    list_select_related = ("exam", "requested_by", "started_by")
    fields = ("exam", "state_shown", "cut_change", "requested_by", "requested_at")
    started_fields = ("reason", "started_by", "started_at", "finished_at")
    readonly_fields = ("state_shown", "cut_change")
    inlines = (KeyCorrectionInline,)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.fields, *self.started_fields) if obj and obj.started_at else self.fields

    @admin.display(description="State", ordering="state")
    def state_shown(self, run: Rescoring) -> SafeString:
        kinds = {"running": "in_review", "draft": "in_review", "previewed": "approved", "done": "live"}
        kind = kinds.get(run.state, "retired")
        return format_html('<span class="status status--{}">{}</span>', kind, run.get_state_display())

    @admin.display(description="Cut score")
    def cut_change(self, run: Rescoring) -> str:
        if run.form_cuts:
            return (
                f"{len(run.form_cuts)} {'form has its' if len(run.form_cuts) == 1 else 'forms have their'} own, equated"
            )
        if run.cut_share is None:
            return "Stays as it is"
        before = run.exam.cut_share if run.former_cut_share is None else run.former_cut_share
        return f"{show_share(before)} becomes {show_share(run.cut_share)}"

    # --- addresses --------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        guard = self._guard
        return [
            path("exam/<int:exam_id>/", guard(self.exam_view), name="marking_rescoring_exam"),
            path("report/<int:report_id>/", guard(self.report_view), name="marking_rescoring_report"),
            path(
                "<int:run_id>/<slug:action>-run/",
                guard(require_POST(self.action_view)),
                name="marking_rescoring_action",
            ),
            *super().get_urls(),
        ]

    def _guard(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def guarded(request: HttpRequest, **values: Any) -> HttpResponse:
            if not request.user.has_perm(RESCORE):
                raise PermissionDenied
            return view(request, **values)

        return self.admin_site.admin_view(guarded)

    # --- what shall change ------------------------------------------------------------------------
    def exam_view(self, request: HttpRequest, exam_id: int) -> HttpResponse:
        """`?report=` names the report that it comes from: the item is filled in."""
        exam = get_object_or_404(Exam, pk=exam_id)
        report = ItemReport.objects.filter(pk=_as_id(request.GET.get("report"))).first()
        versions = {version.pk: version for version in list_versions_on_forms(exam=exam)}
        keys = get_correct_codes(version_ids=versions)
        choices = [(pk, f"{version}, key {' + '.join(sorted(keys.get(pk, ())))}") for pk, version in versions.items()]
        first = [report.version_id] if report and report.version_id in versions else []
        rows, cut = make_rows(choices, request.POST or None, version_ids=first), CutForm(request.POST or None)
        refusal = ""
        forms = [cut, *rows]
        # All are asked, so that all say what is wrong with them.
        if request.method == "POST" and sum(not form.is_valid() for form in forms) == 0:
            proposed = read_rows(rows, versions, report)
            try:
                run = corrections.propose(
                    actor=get_person(request), exam=exam, corrections=proposed, cut_share=cut.cut_share
                )
            except DomainError as error:
                refusal = error.detail
            else:
                return _to_run(run.pk)
        context = {"exam": exam, "rows": rows, "cut": cut, "refusal": refusal, "report": report}
        context |= {"runs": list_runs(exam=exam)[:RUNS_SHOWN], "in_force": list_corrections_in_force(exam=exam)}
        return self._render(request, "exam", title="Re-score", **context)

    def report_view(self, request: HttpRequest, report_id: int) -> HttpResponse:
        """The exams in which a reported version was sat; straight to the exam where there is one."""
        report = get_object_or_404(ItemReport.objects.select_related("version__item"), pk=report_id)
        exams = list_exams_with_version(version_id=report.version_id)
        if len(exams) == 1:
            url = reverse("admin:marking_rescoring_exam", args=[exams[0].pk])
            return HttpResponseRedirect(f"{url}?report={report.pk}")
        return self._render(request, "report", title="Re-score", report=report, exams=exams)

    def _render(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": Rescoring._meta}
        return TemplateResponse(request, f"admin/marking/rescoring/{name}.html", {**base, **context})

    # --- a run ------------------------------------------------------------------------------------
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = Rescoring.objects.filter(pk=_as_id(object_id))
        run = found.select_related("exam").first()
        context: dict[str, Any] = {"run": run, "may_rescore": request.user.has_perm(RESCORE)}
        if run:
            context |= {
                "foreseen": list_foreseen(run=run),
                "told": describe(run),
                "reason_form": ReasonForm(),
                "is_outdated": run.state == RescoringState.PREVIEWED and run.basis != get_basis(exam=run.exam),
                "most": max((count for _, count in run.preview.get("differences", [])), default=0),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def action_view(self, request: HttpRequest, run_id: int, action: str) -> HttpResponse:
        run = get_object_or_404(Rescoring.objects.select_related("exam"), pk=run_id)
        act = ACTIONS.get(action)
        if act is None:
            raise Http404
        try:
            sentence = act(request, run)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        else:
            self.log_change(request, run.exam, f"Re-scoring {run.pk}: {sentence}")
            messages.success(request, sentence)
        return _to_run(run_id)


def _as_id(text: str | None) -> int:
    """0, which nothing has, for what is no number."""
    return int(text) if text and text.isdecimal() else 0


def _to_run(run_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:marking_rescoring_change", args=[run_id]))


def _start(request: HttpRequest, run: Rescoring) -> str:
    reason = request.POST.get("reason", "")
    run = rescoring.start(actor=get_person(request), run=run, reason=reason)
    return f"{run.total_count} result{'' if run.total_count == 1 else 's'} to be scored again: {reason.strip()}"


def _stop(request: HttpRequest, run: Rescoring) -> str:
    rescoring.stop(actor=get_person(request), run=run)
    return "Stopped: no more results change until it goes on."


def _go_on(request: HttpRequest, run: Rescoring) -> str:
    rescoring.go_on(actor=get_person(request), run=run)
    return "It goes on with the results that are left."


def _preview(request: HttpRequest, run: Rescoring) -> str:
    corrections.preview_again(actor=get_person(request), run=run)
    return "A new preview is being computed."


def _discard(request: HttpRequest, run: Rescoring) -> str:
    corrections.discard(actor=get_person(request), run=run)
    return "Discarded: nothing was changed."


ACTIONS: dict[str, Callable[[HttpRequest, Rescoring], str]] = {
    "start": _start,
    "stop": _stop,
    "go-on": _go_on,
    "preview": _preview,
    "discard": _discard,
}
