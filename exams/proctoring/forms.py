"""What each step of the check-in sends. A form's `details()` is what is kept of it: never a picture."""

from typing import Any, ClassVar

from django import forms

from exams.proctoring import steps
from exams.proctoring.alternatives import get_sentence
from exams.proctoring.models import Camera, RoomRules
from exams.proctoring.system_checks import CHECKS, OUTCOMES
from exams.sittings.models import Sitting

MOST_MS = 2**31 - 1
NAME_LENGTH = 150
AS_SHOWN, OTHERWISE = "as-shown", "otherwise"


class StepForm(forms.Form):
    """`alternative`: code of another way; empty for the step as it is described."""

    step: ClassVar[str]
    alternative = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any = None, *, rules: RoomRules, sitting: Sitting) -> None:
        self.rules, self.sitting = rules, sitting
        super().__init__(data)

    @property
    def has_camera(self) -> bool:
        """Whether the step asks for a camera at all."""
        return self.rules.camera != Camera.NONE

    def clean_alternative(self) -> str:
        """The sentence that is recorded."""
        code = self.cleaned_data["alternative"]
        found = get_sentence(self.step, code, must_have_camera=self.rules.camera == Camera.REQUIRED)
        if found is None:
            raise forms.ValidationError("Choose one of the other ways below.")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if any(field.errors for field in self.hidden_fields()):
            self.add_error(None, "What the page sent cannot be read. Load the page again.")
        return cleaned

    @property
    def takes_other_way(self) -> bool:
        return bool(self.cleaned_data.get("alternative"))

    def details(self) -> dict[str, Any]:
        return {}


class IdentityForm(StepForm):
    """The photo stays on the device: the page says only that it was taken."""

    step = steps.IDENTITY
    name = forms.ChoiceField(
        label="Is this your name as on your document?",
        choices=[(AS_SHOWN, "Yes, this is how it stands there."), (OTHERWISE, "No, it stands there otherwise.")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether this is your name as on your document."},
    )
    correction = forms.CharField(label="Your name as on your document", required=False, max_length=NAME_LENGTH)
    is_photo_taken = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("name") == OTHERWISE and not cleaned.get("correction"):
            self.add_error("correction", "Write your name as it stands on your document.")
        if self.has_camera and not cleaned.get("is_photo_taken") and not self.takes_other_way:
            self.add_error(None, "Take the photo, or choose another way under “I cannot do this step”.")
        return cleaned

    def details(self) -> dict[str, Any]:
        values = {"name": self.cleaned_data["name"], "is_photo_taken": self.cleaned_data["is_photo_taken"]}
        if values["name"] == OTHERWISE:
            values["correction"] = self.cleaned_data["correction"]
        return values


class WelcomeForm(StepForm):
    step = steps.WELCOME
    is_confirmed = forms.BooleanField(
        label="This is me, and this is the exam that I want to rehearse.",
        error_messages={"required": "Confirm your name and the exam to go on."},
    )


class TermsForm(StepForm):
    step = steps.TERMS
    text_version = forms.IntegerField(min_value=0, max_value=32_767, widget=forms.HiddenInput)
    is_accepted = forms.BooleanField(
        label="I have read the terms and accept them.", error_messages={"required": "Accept the terms to go on."}
    )


class SystemForm(StepForm):
    """The page fills it in; what was measured is kept, to explain trouble later."""

    step = steps.SYSTEM
    clock_ahead_ms = forms.IntegerField(required=False, min_value=-MOST_MS, max_value=MOST_MS, widget=forms.HiddenInput)
    round_trip_ms = forms.IntegerField(required=False, min_value=0, max_value=MOST_MS, widget=forms.HiddenInput)
    kbit_per_second = forms.IntegerField(required=False, min_value=0, max_value=MOST_MS, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, rules: RoomRules, sitting: Sitting) -> None:
        super().__init__(data, rules=rules, sitting=sitting)
        outcomes = [("", ""), *((outcome, outcome) for outcome in OUTCOMES)]
        for check in CHECKS:
            self.fields[check] = forms.ChoiceField(choices=outcomes, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not any(cleaned.get(check) for check in CHECKS) and not self.takes_other_way:
            self.add_error(None, "Run the checks first, or choose another way under “I cannot do this step”.")
        return cleaned

    def details(self) -> dict[str, Any]:
        measured = {
            name: self.cleaned_data.get(name) for name in ("clock_ahead_ms", "round_trip_ms", "kbit_per_second")
        }
        checks = {check: self.cleaned_data[check] for check in CHECKS if self.cleaned_data.get(check)}
        known = {name: value for name, value in measured.items() if value is not None}
        return {"camera": checks.get("camera") == "ok", "checks": checks, **known}


class RoomForm(StepForm):
    step = steps.ROOM
    VIEWS = (
        ("has_shown_desk", "The desk, from above: nothing on it but what the rules allow"),
        ("has_shown_below", "Below the desk, and the chair"),
        ("has_shown_walls", "The walls, one after the other"),
        ("has_shown_door", "The door: closed, and nobody else in the room"),
    )
    has_shown_desk = forms.BooleanField(label=VIEWS[0][1], required=False)
    has_shown_below = forms.BooleanField(label=VIEWS[1][1], required=False)
    has_shown_walls = forms.BooleanField(label=VIEWS[2][1], required=False)
    has_shown_door = forms.BooleanField(label=VIEWS[3][1], required=False)
    is_desk_clear = forms.BooleanField(
        label="My desk is clear, I am alone, and my phone is out of reach.",
        error_messages={"required": "Clear your desk and confirm it to go on."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.takes_other_way and not all(cleaned.get(name) for name, _ in self.VIEWS):
            self.add_error(None, "Show all four views, or choose another way under “I cannot do this step”.")
        return cleaned

    def details(self) -> dict[str, Any]:
        shown = [name.removeprefix("has_shown_") for name, _ in self.VIEWS if self.cleaned_data.get(name)]
        return {"shown": shown}


class TutorialForm(StepForm):
    step = steps.TUTORIAL
    way = forms.ChoiceField(choices=[("take", "take"), ("skip", "skip")])

    @property
    def is_taken(self) -> bool:
        return bool(self.cleaned_data["way"] == "take")

    def details(self) -> dict[str, Any]:
        return {"is_taken": self.is_taken}


FORMS: dict[str, type[StepForm]] = {
    form.step: form for form in (IdentityForm, WelcomeForm, TermsForm, SystemForm, RoomForm, TutorialForm)
}
