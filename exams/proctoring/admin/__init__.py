"""The rules of the room beside their exam; supervisions with what belongs to them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from exams.bank.admin.read_only import ReadOnly
from exams.proctoring.admin.seb import SebRulesAdmin
from exams.proctoring.models import CheckInStep, Decision, Incident, RoomRules, Statement, Supervision

__all__ = ["RoomRulesAdmin", "SebRulesAdmin", "SupervisionAdmin"]


@admin.register(RoomRules)
class RoomRulesAdmin(admin.ModelAdmin):
    list_display = ("exam", "camera", "proctor", "warning_count", "retention_days")
    list_select_related = ("exam",)
    readonly_fields = ("terms_version",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("exam", *self.readonly_fields) if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: RoomRules, form: Any, change: bool) -> None:
        if change and "terms" in form.changed_data:
            obj.terms_version += 1
        super().save_model(request, obj, form, change)


class StepInline(ReadOnly, admin.TabularInline):
    model = CheckInStep
    fields = ("code", "done_at", "text_version", "alternative")


class IncidentInline(ReadOnly, admin.TabularInline):
    model = Incident
    fields = ("number", "type", "received_at", "for_ms", "count", "position", "points", "reason")


class DecisionInline(ReadOnly, admin.TabularInline):
    model = Decision
    fields = ("at", "reviewer", "verdict", "reason")


class StatementInline(ReadOnly, admin.TabularInline):
    model = Statement
    fields = ("at", "text", "is_appeal")


@admin.register(Supervision)
class SupervisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("sitting", "proctor", "incident_count", "points", "review_state", "delete_at")
    list_filter = ("review_state", "proctor")
    list_select_related = ("sitting__user", "sitting__exam")
    inlines = (StepInline, IncidentInline, DecisionInline, StatementInline)
