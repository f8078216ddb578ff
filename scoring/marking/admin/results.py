"""Results for staff: to look at, and to release."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern

from accounts.current import get_person
from common.errors import DomainError
from exams.bank.admin.read_only import NotInIndex, ReadOnly
from scoring.marking import item_numbers  # noqa: F401  adds what the bank's pages show beside an item
from scoring.marking.admin.gradebooks import GradebookPages
from scoring.marking.models import ExamNorms, Result, ResultVersion, Subscore
from scoring.marking.points import show_points, show_share
from scoring.marking.selectors import list_named_marks
from scoring.marking.services.release import release


class WithPoints:
    """Points as readers know them: 41.667 of 60."""

    @admin.display(description="Points", ordering="points")
    def points_shown(self, row: Result | ResultVersion | Subscore) -> str:
        return f"{show_points(row.points)} of {show_points(row.max_points)}"

    @admin.display(description="Cut score")
    def cut_shown(self, row: Result | ResultVersion) -> str:
        return show_share(row.cut_share)


class SubscoreInline(WithPoints, ReadOnly, admin.TabularInline):
    model = Subscore
    fields = ("domain", "points_shown", "item_count")
    readonly_fields = ("points_shown",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subscore]:
        return super().get_queryset(request).select_related("domain")


def _show_marks(of: Result | ResultVersion) -> str:
    return render_to_string("admin/marking/result/marks.html", {"rows": list_named_marks(of=of)})


class ResultVersionInline(WithPoints, ReadOnly, admin.TabularInline):
    model = ResultVersion
    fields = ("number", "points_shown", "scaled", "cut_shown", "is_pass", "scored_at", "replaced_at", "replaced_by")
    readonly_fields = ("points_shown", "cut_shown")
    show_change_link = True
    verbose_name_plural = "What it said before it was scored again"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResultVersion]:
        return super().get_queryset(request).defer("marks").select_related("replaced_by__exam")


@admin.register(ResultVersion)
class ResultVersionAdmin(WithPoints, NotInIndex, ReadOnly, admin.ModelAdmin):
    list_display = ("result", "number", "points_shown", "is_pass", "replaced_at")
    list_select_related = ("result",)
    fields = (
        *("result", "number", "points_shown", "item_count", "scaled", "cut_shown", "is_pass", "marking_rule"),
        *("rules_version", "scored_at", "replaced_at", "replaced_by", "was_released", "told_at", "mark_table"),
    )
    readonly_fields = ("points_shown", "cut_shown", "mark_table")

    @admin.display(description="Marks")
    def mark_table(self, version: ResultVersion) -> str:
        return _show_marks(version)


@admin.register(Result)
class ResultAdmin(WithPoints, ReadOnly, admin.ModelAdmin):
    list_display = ("candidate", "exam", "state", "points_shown", "scaled", "is_pass", "number", "scored_at")
    list_filter = ("state", "is_pass", "sitting__exam")
    list_select_related = ("sitting__user", "sitting__exam")
    search_fields = ("sitting__id", "sitting__user__email", "sitting__user__name")
    inlines = (SubscoreInline, ResultVersionInline)
    fields = (
        *("sitting", "state", "number", "points_shown", "item_count", "scaled", "cut_shown", "is_pass"),
        *("marking_rule", "rules_version", "answers_version", "scored_at", "released_at", "last_run", "mark_table"),
    )
    readonly_fields = ("points_shown", "cut_shown", "mark_table")
    actions = ("release_selected",)

    def get_urls(self) -> list[URLPattern]:
        return [*GradebookPages(self).get_urls(), *super().get_urls()]

    @admin.display(ordering="sitting__user__email")
    def candidate(self, result: Result) -> str:
        return str(result.sitting.user)

    @admin.display(ordering="sitting__exam__title")
    def exam(self, result: Result) -> str:
        return str(result.sitting.exam)

    @admin.display(description="Marks")
    def mark_table(self, result: Result) -> str:
        return _show_marks(result)

    @admin.action(description="Release the selected results", permissions=["release"])
    def release_selected(self, request: HttpRequest, queryset: QuerySet[Result]) -> None:
        for result in queryset:
            try:
                release(actor=get_person(request), result=result)
            except DomainError as refusal:
                self.message_user(request, f"{result}: {refusal.detail}", messages.ERROR)
            else:
                self.message_user(request, f"{result} is released.", messages.SUCCESS)

    def has_release_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("marking.release_result")


@admin.register(ExamNorms)
class ExamNormsAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("exam", "sitting_count", "computed_at")
    list_select_related = ("exam",)
