"""What instructors choose before statistics are computed."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Cohort
from exams.assembly.models import Exam, Form


def _start_of(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


class DayField(forms.DateField):
    """A day on the calendar, as the moment at which it begins."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        return _start_of(super().clean(value))


class AnalyzeForm(forms.Form):
    """A part of an exam's sittings; nothing chosen is all of them."""

    form = forms.ModelChoiceField(Form.objects.none(), label="Form", required=False, empty_label="All forms")
    since = DayField(label="Closed from", required=False)
    until = DayField(label="Closed before", required=False)

    def __init__(self, data: Any = None, *, exam: Exam) -> None:
        super().__init__(data, auto_id="id_analyze_%s")
        self.fields["form"].queryset = exam.forms.select_related("exam").order_by("number")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since >= until:
            self.add_error("until", "The period ends before it begins.")
        return cleaned


class CohortsForm(forms.Form):
    focal = forms.ModelChoiceField(
        Cohort.objects.all(), label="Cohort looked at", help_text="Is an item harder for them than for others?"
    )
    reference = forms.ModelChoiceField(
        Cohort.objects.all(), label="Compared with", required=False, empty_label="Everybody else"
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_cohorts_%s")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("focal") and cleaned.get("focal") == cleaned.get("reference"):
            self.add_error("reference", "Choose two different cohorts.")
        return cleaned


class PeriodsForm(forms.Form):
    since = DayField(label="Earlier: from", required=False)
    middle = DayField(label="Later: from", help_text="Sittings closed before this day are the earlier ones.")
    until = DayField(label="Later: before", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_periods_%s")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        since, middle, until = (cleaned.get(name) for name in ("since", "middle", "until"))
        if since and middle and since >= middle:
            self.add_error("middle", "The later period begins before the earlier one does.")
        if until and middle and until <= middle:
            self.add_error("until", "The later period ends before it begins.")
        return cleaned
