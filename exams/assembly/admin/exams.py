"""Exams in the admin: setting up, checking against the bank, opening and ending."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.current import get_person
from common.errors import DomainError
from exams.assembly import selectors
from exams.assembly.admin.preparing import PreparingPages
from exams.assembly.assembly_selectors import list_rule_rows
from exams.assembly.models import BlueprintRule, Exam, ExamItem, ExamState, FormSource
from exams.assembly.readiness import Point, list_points
from exams.assembly.schedule import Schedule, find_change_faults, find_faults
from exams.assembly.services.forms import draw_form, end_exam, open_exam

# What candidates agreed to and forms were drawn for; an exam that differs in these is another exam.
FIXED_ONCE_OPEN = ("slug", "guide", "item_count", "cut_share", "marking_rule")
SCHEDULE = ("opens_at", "starts_at", "closes_at", "is_common_clock")
MOMENTS = (*SCHEDULE, "release_at")


class MinutesField(forms.DecimalField):
    """Minutes for people, whole seconds for the model."""

    def __init__(self, **values: Any) -> None:
        super().__init__(max_digits=8, decimal_places=2, **values)

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 60:g}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        return round(super().clean(value) * 60)


class ExamForm(forms.ModelForm):
    duration_seconds = MinutesField(label="Duration in minutes", min_value=1, initial=7200)
    pause_limit_seconds = MinutesField(
        label="Longest pause in minutes", min_value=0, initial=1800, help_text="A pause ends by itself after this time."
    )

    class Meta:
        model = Exam
        fields = (
            *("title", "slug", "description", "rules", "guide", "item_count", "pilot_count", "form_source"),
            *("must_complete", "proctoring", "duration_seconds"),
            *("pause_limit_seconds", "network_grace_seconds", *SCHEDULE, "cut_share", "marking_rule"),
            *("scale_lowest", "scale_cut", "scale_highest", "release_policy", "release_at", "release_after_days"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Two fields in one: Django's label names neither of them. Who may only look has no fields.
        for field in (self.fields[name] for name in MOMENTS if name in self.fields):
            for part, widget in zip(("date", "time"), getattr(field.widget, "widgets", ()), strict=False):
                widget.attrs["aria-label"] = f"{field.label}, {part}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        after = Schedule(**{name: cleaned.get(name) for name in SCHEDULE})
        for field, fault in (find_faults(after) or self._find_change_faults(after)).items():
            self.add_error(field, fault)
        return cleaned

    def _find_change_faults(self, after: Schedule) -> dict[str, str]:
        exam = self.instance
        if exam.state != ExamState.OPEN:
            return {}
        return find_change_faults(
            exam.schedule,
            after,
            now=timezone.now(),
            is_being_sat=selectors.is_being_sat(exam=exam),
            is_awaited=selectors.is_awaited(exam=exam),
        )


class RowForm(forms.ModelForm):
    """A row of a table: its fields are named by the head of their column, which is no label."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)


class BlueprintRuleInline(admin.TabularInline):
    model = BlueprintRule
    form = RowForm
    fields = ("attribute", "value", "at_least", "at_most", "share")
    ordering = ("attribute", "value")
    extra = 1
    verbose_name_plural = "Rules: how many items of a kind stand on each form"


class ExamItemInline(admin.TabularInline):
    model = ExamItem
    form = RowForm
    fields = ("item", "part")
    autocomplete_fields = ("item",)
    ordering = ("part", "item__code")
    extra = 0
    verbose_name_plural = "Anchors and pilot items"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExamItem]:
        return super().get_queryset(request).select_related("item")


@admin.register(Exam)
class ExamAdmin(admin.ModelAdmin):
    form = ExamForm
    inlines = (BlueprintRuleInline, ExamItemInline)
    list_display = ("title", "state_shown", "guide", "item_count", "minutes", "cut", "form_count")
    list_filter = ("state", "guide")
    list_select_related = ("guide",)
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
    # Candidates' page of it shows no draft: the page of an open exam has a link of its own.
    view_on_site = False
    radio_fields = dict.fromkeys(("release_policy", "marking_rule", "proctoring"), admin.VERTICAL)
    fieldsets = (
        (None, {"fields": ("title", "slug", "description", "rules")}),
        ("What is asked", {"fields": ("guide", "item_count", "pilot_count", "form_source", "must_complete")}),
        (
            "When",
            {
                "fields": SCHEDULE,
                "description": "Leave all of it empty for an exam that each candidate sits when they like. "
                "The start cannot be changed while candidates sit the exam.",
            },
        ),
        (
            "Proctoring",
            {
                "fields": ("proctoring",),
                "description": "What a rehearsal asks for, watches and counts: its rules of the room, under Proctoring.",
            },
        ),
        ("Time", {"fields": ("duration_seconds", "pause_limit_seconds", "network_grace_seconds")}),
        ("Result", {"fields": ("cut_share", "marking_rule", ("scale_lowest", "scale_cut", "scale_highest"))}),
        (
            "Release",
            {
                "fields": ("release_policy", "release_at", "release_after_days"),
                "description": "When candidates see their results. It can be changed at any time and holds for results "
                "that are not shown yet: nobody loses what they have seen. A sitting that is held for review waits "
                "until it is no longer held.",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exam]:
        return super().get_queryset(request).annotate(form_total=Count("forms"))

    @admin.display(description="State", ordering="state")
    def state_shown(self, exam: Exam) -> SafeString:
        return format_html('<span class="status status--{}">{}</span>', exam.state, exam.get_state_display())

    @admin.display(description="Minutes", ordering="duration_seconds")
    def minutes(self, exam: Exam) -> int:
        return exam.duration_minutes

    @admin.display(description="Cut score", ordering="cut_share")
    def cut(self, exam: Exam) -> str:
        return f"{exam.cut_percent} %"

    @admin.display(description="Forms")
    def form_count(self, exam: Exam) -> int:
        return exam.form_total  # type: ignore[attr-defined]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft can be thrown away; what candidates have seen is ended instead."""
        is_draft = obj is None or (obj.state == ExamState.DRAFT and not obj.forms.exists())
        return is_draft and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return FIXED_ONCE_OPEN if obj and obj.state != ExamState.DRAFT else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    # --- opening and ending -----------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.action_view))
        own = path("<int:exam_id>/<slug:action>-exam/", view, name="assembly_exam_action")
        return [own, *PreparingPages(self).get_urls(), *super().get_urls()]

    def action_view(self, request: HttpRequest, exam_id: int, action: str) -> HttpResponse:
        exam = get_object_or_404(Exam, pk=exam_id)
        if not request.user.has_perm("assembly.open_exam"):
            raise PermissionDenied
        act = ACTIONS.get(action)
        if act is None:
            raise Http404
        try:
            sentence = act(request, exam)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        else:
            self.log_change(request, exam, sentence)
            messages.success(request, sentence)
        return HttpResponseRedirect(reverse("admin:assembly_exam_change", args=[exam.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        exam = Exam.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        context: dict[str, Any] = {}
        if exam:
            rows = selectors.list_blueprint_rows(exam=exam)
            context = {
                "rows": rows,
                "short_total": sum(row.short_by for row in rows),
                "rule_rows": list_rule_rows(exam=exam) if exam.form_source == FormSource.PREPARED else [],
                "forms": exam.forms.annotate(sitting_count=Count("sittings")).order_by("-number"),
                "may_open": request.user.has_perm("assembly.open_exam"),
                "state": self.state_shown(exam),
            }
            context["points"] = [] if exam.state == ExamState.OPEN else _list_points(exam, context)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})


def _list_points(exam: Exam, shown: dict[str, Any]) -> list[Point]:
    """What the exam still lacks, from what its page shows anyway."""
    short_by = max((row.short_by for row in shown["rule_rows"]), default=0) or shown["short_total"]
    count = selectors.list_current_forms(exam=exam).count()
    return list_points(exam, short_by=short_by, form_count=count, now=timezone.now())


def _open(request: HttpRequest, exam: Exam) -> str:
    open_exam(actor=get_person(request), exam=exam)
    return f"“{exam}” is open: candidates can start."


def _end(request: HttpRequest, exam: Exam) -> str:
    end_exam(actor=get_person(request), exam=exam)
    return f"“{exam}” has ended: nobody can start any more. Sittings that run go on to their end."


def _draw(request: HttpRequest, exam: Exam) -> str:
    form = draw_form(actor=get_person(request), exam=exam)
    return f"Form {form.number} was drawn. New sittings get one of the current forms."


ACTIONS: dict[str, Callable[[HttpRequest, Exam], str]] = {"open": _open, "end": _end, "draw": _draw}
