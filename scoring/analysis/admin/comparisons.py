"""Comparisons of groups in the admin: choose two, look at what differs."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.current import get_person
from common.errors import DomainError
from exams.assembly.models import Exam
from exams.bank.admin.read_only import NotInIndex, ReadOnly
from scoring.analysis import page_selectors as selectors
from scoring.analysis.admin.forms import CohortsForm, PeriodsForm
from scoring.analysis.difference_wording import list_difference_lines, list_summary
from scoring.analysis.models import GroupComparison
from scoring.analysis.models.comparison import ComparisonKind
from scoring.analysis.reading import is_readable
from scoring.analysis.services.requests import request_cohort_comparison, request_period_comparison

REQUESTS: dict[str, Callable[..., GroupComparison]] = {
    ComparisonKind.COHORTS: request_cohort_comparison,
    ComparisonKind.PERIODS: request_period_comparison,
}


@admin.register(GroupComparison)
class GroupComparisonAdmin(NotInIndex, ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "kind", "state", "sitting_count", "requested_by", "requested_at")
    list_select_related = ("exam", "focal", "reference", "requested_by")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupComparison]:
        return super().get_queryset(request).defer("numbers")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.exam_view)
        return [path("exam/<int:exam_id>/", view, name="analysis_groupcomparison_exam"), *super().get_urls()]

    def exam_view(self, request: HttpRequest, exam_id: int) -> HttpResponse:
        """Which groups; by POST they are compared."""
        if not request.user.has_perm("analysis.add_groupcomparison"):
            raise PermissionDenied
        exam = get_object_or_404(Exam, pk=exam_id)
        kind = request.POST.get("kind", "")
        forms: dict[str, CohortsForm | PeriodsForm] = {
            ComparisonKind.COHORTS: CohortsForm(request.POST if kind == ComparisonKind.COHORTS else None),
            ComparisonKind.PERIODS: PeriodsForm(request.POST if kind == ComparisonKind.PERIODS else None),
        }
        if kind in forms and forms[kind].is_valid():
            try:
                made = REQUESTS[kind](actor=get_person(request), exam=exam, **forms[kind].cleaned_data)
            except DomainError as refusal:
                messages.error(request, refusal.detail)
            else:
                return HttpResponseRedirect(reverse("admin:analysis_groupcomparison_change", args=[made.pk]))
        context = {
            "cohorts_form": forms[ComparisonKind.COHORTS],
            "periods_form": forms[ComparisonKind.PERIODS],
            "comparisons": selectors.list_comparisons(exam=exam),
        }
        return self._render(request, "compare", exam, title="Compare groups", **context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = GroupComparison.objects.select_related("exam", "focal", "reference")
        work = rows.filter(pk=object_id).first() if object_id.isdecimal() else None
        if work is None:
            return super().change_view(request, object_id, form_url, extra_context)
        context: dict[str, Any] = {
            "comparison": work,
            "underway": work if work.is_underway else None,
            "findings": work.numbers.get("findings", []),
        }
        if is_readable(work.numbers):
            context |= _describe(work)
        return self._render(request, "comparison", work.exam, title=str(work.get_kind_display()), **context)

    def _render(self, request: HttpRequest, name: str, exam: Exam, **context: Any) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": GroupComparison._meta, "exam": exam}
        return TemplateResponse(request, f"admin/analysis/{name}.html", {**base, **context})


def _describe(work: GroupComparison) -> dict[str, Any]:
    numbers, is_time = work.numbers, work.kind == ComparisonKind.PERIODS
    names = selectors.list_names(version_ids=[row["version_id"] for row in numbers["items"]])
    domains = selectors.list_domain_names(domain_ids=[row["domain_id"] for row in numbers["items"]])
    return {
        "lines": list_difference_lines(numbers, names, domains, is_time=is_time),
        "summary": list_summary(numbers, is_time=is_time),
        "numbers": numbers,
    }
