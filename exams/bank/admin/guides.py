"""Exam guides: their text comes from files, so here they are read."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from exams.bank.admin.read_only import NotInIndex, ReadOnly
from exams.bank.models import Domain, ExamFact, ExamGuide, ItemObjective, Objective, StudyResource

FROM_FILES = (
    "Guides are published outlines. They are loaded from files and cannot be edited here: change the file and load it "
    "again."
)


class DomainInline(ReadOnly, admin.TabularInline):
    model = Domain
    show_change_link = True


class ExamFactInline(ReadOnly, admin.TabularInline):
    model = ExamFact
    fields = ("label", "text", "note", "confidence")


class StudyResourceInline(ReadOnly, admin.TabularInline):
    model = StudyResource
    fields = ("title", "url", "kind", "minutes", "note")


class ObjectiveInline(ReadOnly, admin.TabularInline):
    model = Objective
    fields = ("code", "title")
    show_change_link = True


class PlacementInline(ReadOnly, admin.TabularInline):
    model = ItemObjective
    fields = ("item_link", "consideration")
    readonly_fields = ("item_link",)
    verbose_name_plural = "Items of this objective"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemObjective]:
        return super().get_queryset(request).select_related("item", "objective").order_by("item__code")

    @admin.display(description="Item")
    def item_link(self, row: ItemObjective) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:bank_item_change", args=[row.item_id]), row.item)


@admin.register(ExamGuide)
class ExamGuideAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("code", "title", "exam_name", "is_current", "domain_count")
    fieldsets = (
        (None, {"fields": ("code", "title", "exam_name", "is_current"), "description": FROM_FILES}),
        ("Review", {"fields": ("review_rule",)}),
    )
    readonly_fields = ("code", "title", "exam_name", "is_current")
    inlines = (DomainInline, ExamFactInline)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The outline comes from a file; what a review needs is decided here."""
        return request.user.has_perm("bank.change_examguide")

    def save_model(self, request: HttpRequest, obj: ExamGuide, form: Any, change: bool) -> None:
        obj.save(update_fields=["review_rule"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExamGuide]:
        return super().get_queryset(request).annotate(domain_total=Count("domains"))

    @admin.display(description="Domains")
    def domain_count(self, guide: ExamGuide) -> int:
        return guide.domain_total  # type: ignore[attr-defined]


@admin.register(Domain)
class DomainAdmin(NotInIndex, ReadOnly, admin.ModelAdmin):
    list_display = ("code", "title", "guide", "weight")
    list_filter = ("guide",)
    list_select_related = ("guide",)
    fieldsets = ((None, {"fields": ("guide", "code", "title", "weight"), "description": FROM_FILES}),)
    inlines = (ObjectiveInline,)


@admin.register(Objective)
class ObjectiveAdmin(NotInIndex, ReadOnly, admin.ModelAdmin):
    list_display = ("code", "title", "domain")
    list_filter = ("domain__guide",)
    list_select_related = ("domain",)
    search_fields = ("code", "title")
    fields = ("domain", "code", "title", "considerations", "successors", "is_partly_dropped")
    inlines = (StudyResourceInline, PlacementInline)
