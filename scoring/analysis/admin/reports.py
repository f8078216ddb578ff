"""An exam's item analysis in the admin: the form's numbers, its items, and each item by itself."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.current import get_person
from exams.assembly.models import Exam
from exams.bank.admin.read_only import ReadOnly
from scoring.analysis import page_selectors as selectors
from scoring.analysis import presenting
from scoring.analysis.admin.forms import AnalyzeForm
from scoring.analysis.admin.item_page import describe_item
from scoring.analysis.charts import histogram, item_map
from scoring.analysis.errors import AnalysisUnderway
from scoring.analysis.models import AnalysisReport
from scoring.analysis.reading import is_readable
from scoring.analysis.services.requests import request_report


@admin.register(AnalysisReport)
class AnalysisReportAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "form", "state", "requested_by", "requested_at")
    list_filter = ("state", "exam")
    list_select_related = ("exam", "form__exam", "requested_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnalysisReport]:
        return super().get_queryset(request).defer("numbers")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("exam/<int:exam_id>/", view(self.exam_view), name="analysis_analysisreport_exam"),
            path("version/<int:version_id>/", view(self.version_view), name="analysis_analysisreport_version"),
            path("<int:report_id>/item/<int:version_id>/", view(self.item_view), name="analysis_analysisreport_item"),
        ]
        return [*own, *super().get_urls()]

    # --- pages ------------------------------------------------------------------------------------
    def exam_view(self, request: HttpRequest, exam_id: int) -> HttpResponse:
        """The newest report; by POST another is asked for."""
        self._refuse_strangers(request)
        exam = get_object_or_404(Exam, pk=exam_id)
        if request.method == "POST":
            return self._analyze(request, exam)
        return self._show(request, exam, selectors.get_newest_report(exam=exam), AnalyzeForm(exam=exam))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One report, maybe an older one."""
        self._refuse_strangers(request)
        report = _list_whole().filter(pk=object_id).first() if object_id.isdecimal() else None
        if report is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return self._show(request, report.exam, report, AnalyzeForm(exam=report.exam))

    def item_view(self, request: HttpRequest, report_id: int, version_id: int) -> HttpResponse:
        self._refuse_strangers(request)
        report = get_object_or_404(_list_whole(), pk=report_id)
        version = selectors.list_shown_versions(version_id=version_id).first()
        found = describe_item(report, version) if version and is_readable(report.numbers) else None
        if found is None:
            raise Http404
        title = f"{version.item.code}, version {version.revision}"
        return self._render(request, "item", report.exam, title=title, report=report, version=version, **found)

    def version_view(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """From a version's own page to the newest report that knows it."""
        self._refuse_strangers(request)
        report = selectors.get_newest_report_with(version_id=version_id)
        if report is None:
            messages.info(request, "No exam with this version was analyzed yet.")
            return HttpResponseRedirect(reverse("admin:analysis_analysisreport_changelist"))
        return HttpResponseRedirect(reverse("admin:analysis_analysisreport_item", args=[report.pk, version_id]))

    # --- their parts --------------------------------------------------------------------------------
    def _refuse_strangers(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _analyze(self, request: HttpRequest, exam: Exam) -> HttpResponse:
        if not request.user.has_perm("analysis.add_analysisreport"):
            raise PermissionDenied
        form = AnalyzeForm(request.POST, exam=exam)
        if not form.is_valid():
            return self._show(request, exam, selectors.get_newest_report(exam=exam), form)
        try:
            request_report(actor=get_person(request), exam=exam, **form.cleaned_data)
        except AnalysisUnderway as refusal:
            messages.error(request, refusal.detail)
        return HttpResponseRedirect(reverse("admin:analysis_analysisreport_exam", args=[exam.pk]))

    def _show(self, request: HttpRequest, exam: Exam, report: AnalysisReport | None, form: AnalyzeForm) -> HttpResponse:
        reports = selectors.list_reports(exam=exam)
        context: dict[str, Any] = {
            "report": report,
            "reports": reports,
            "underway": next((row for row in reports if row.is_underway), None),
            "comparisons": selectors.list_comparisons(exam=exam),
            "form": form,
            "may_analyze": request.user.has_perm("analysis.add_analysisreport"),
            "findings": report.numbers.get("findings", []) if report else [],
        }
        if report and is_readable(report.numbers):
            context |= _describe(report, request.GET)
        return self._render(request, "report", exam, title="Item analysis", **context)

    def _render(self, request: HttpRequest, name: str, exam: Exam, **context: Any) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": AnalysisReport._meta, "exam": exam}
        return TemplateResponse(request, f"admin/analysis/{name}.html", {**base, **context})


def _list_whole() -> QuerySet[AnalysisReport]:
    return AnalysisReport.objects.select_related("exam", "form__exam")


def _describe(report: AnalysisReport, asked: Any) -> dict[str, Any]:
    """The page of a report; `asked`: which order, and whether only items with flags."""
    numbers = report.numbers
    names = selectors.list_names(version_ids=[row["version_id"] for row in numbers["items"]])
    domains = selectors.list_domain_names(domain_ids=[row["domain_id"] for row in numbers["items"]])
    lines = presenting.list_item_lines(numbers, names, domains)
    order = presenting.read_order(asked.get("sort", ""), asked.get("order", ""))
    is_flagged = asked.get("flagged") == "1"
    return {
        "figures": presenting.list_figures(numbers),
        "gaps": presenting.list_gaps(numbers),
        "item_map": item_map(presenting.list_points(lines)),
        "histogram": histogram(numbers["totals"]["permilles"], numbers["totals"]["cut_share"]),
        "domain_lines": presenting.list_domain_lines(numbers, domains),
        "lines": presenting.sort_lines([line for line in lines if line.flags or not is_flagged], order),
        "columns": presenting.list_columns(order),
        "order": order,
        "is_flagged": is_flagged,
        "item_count": len(lines),
        "flagged_count": sum(bool(line.flags) for line in lines),
        "serious_count": sum(line.is_serious for line in lines),
        "form_lines": _list_form_lines(report) if numbers["form_count"] > 1 else [],
        "fresh_count": selectors.count_scored_since(report=report),
    }


def _list_form_lines(report: AnalysisReport) -> list[presenting.FormLine]:
    return presenting.list_form_lines(report.numbers, selectors.list_form_numbers(exam=report.exam))
