"""The rules of the room: what is asked before the start, watched, counted, reviewed and kept."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from exams.proctoring.models import RoomRules
from exams.proctoring.severity import POINTS

MOST_POINTS = 1000


class RoomRulesForm(forms.ModelForm):
    class Meta:
        widgets = {
            "terms": forms.Textarea(attrs={"rows": 20, "cols": 90}),
            "points": forms.Textarea(attrs={"rows": 3, "cols": 60}),
        }

    def clean_points(self) -> dict[str, int]:
        """Known types, whole numbers. A typing error would otherwise count for nothing, unnoticed."""
        points = self.cleaned_data["points"] or {}
        if not isinstance(points, dict):
            raise forms.ValidationError('Write it as {"copy": 0, "paste": 10}.')
        unknown = sorted(set(points) - set(POINTS))
        if unknown:
            raise forms.ValidationError(f"Unknown: {', '.join(unknown)}. Known: {', '.join(POINTS)}.")
        # True is an int to isinstance.
        if not all(type(value) is int and 0 <= value <= MOST_POINTS for value in points.values()):
            raise forms.ValidationError(f"Points are whole numbers from 0 to {MOST_POINTS}.")
        return points


@admin.register(RoomRules)
class RoomRulesAdmin(admin.ModelAdmin):
    form = RoomRulesForm
    list_display = ("exam", "shown_proctoring", "camera", "proctor", "warning_count", "retention_days")
    list_select_related = ("exam",)
    list_filter = ("camera", "proctor")
    search_fields = ("exam__title", "exam__slug")
    autocomplete_fields = ("exam",)
    readonly_fields = ("terms_version",)
    radio_fields = {"camera": admin.VERTICAL, "proctor": admin.VERTICAL}
    fieldsets = (
        (
            None,
            {
                "fields": ("exam",),
                "description": "They hold for sittings under the rules of the room: always, or as the candidate "
                "chooses. Which, the exam says under “Proctoring”.",
            },
        ),
        (
            "Terms",
            {
                "fields": ("terms", "terms_version"),
                "description": "Whoever is in the check-in when they change reads and accepts the new version; "
                "who has accepted stays with the version that they accepted.",
            },
        ),
        (
            "Check-in",
            {
                "fields": ("asks_identity", "asks_room", "camera"),
                "description": "Welcome, terms, system check and tutorial are always part of it. Pictures never leave "
                "a candidate's device. A required camera stops whoever has none: another device is their way out.",
            },
        ),
        (
            "Watching",
            {"fields": ("proctor", "asks_fullscreen", "asks_one_screen", "look_away_seconds")},
        ),
        (
            "Counting",
            {
                "fields": ("warning_count", "points"),
                "description": "Usual points: " + ", ".join(f"{type} {each}" for type, each in POINTS.items()) + ".",
            },
        ),
        ("Review", {"fields": ("hold_points", "retention_days")}),
    )

    @admin.display(description="Proctoring", ordering="exam__proctoring")
    def shown_proctoring(self, rules: RoomRules) -> str:
        return rules.exam.get_proctoring_display()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("exam", *self.readonly_fields) if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: RoomRules, form: Any, change: bool) -> None:
        if change and "terms" in form.changed_data:
            obj.terms_version += 1
        super().save_model(request, obj, form, change)
