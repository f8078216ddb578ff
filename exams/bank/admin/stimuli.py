"""Stimuli: texts that items share. A changed text is a new revision, and items keep the one they were given."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from accounts.current import get_person
from common.richtext import render
from exams.bank.forms import MarkdownField
from exams.bank.models import Stimulus
from exams.bank.services.authoring import add_stimulus


class StimulusForm(forms.ModelForm):
    code = forms.SlugField(
        max_length=60,
        widget=AdminTextInputWidget,
        help_text="A code that exists already gets its next revision. Items that show an older one keep it.",
    )
    text = MarkdownField(rows=14, help_text="Markdown.")

    class Meta:
        model = Stimulus
        fields = ("code", "title", "text")


@admin.register(Stimulus)
class StimulusAdmin(admin.ModelAdmin):
    form = StimulusForm
    list_display = ("code", "revision", "title", "version_count")
    search_fields = ("code", "title", "text")
    ordering = ("code", "-revision")
    change_form_template = "admin/bank/stimulus/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stimulus]:
        return super().get_queryset(request).annotate(version_total=Count("versions"))

    @admin.display(description="Versions of items that show it")
    def version_count(self, stimulus: Stimulus) -> int:
        return stimulus.version_total  # type: ignore[attr-defined]

    @admin.display(description="Text")
    def text_shown(self, stimulus: Stimulus) -> SafeString:
        return mark_safe(render(stimulus.text))  # noqa: S308  the one sanitiser made it

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "revision", "title", "text_shown") if obj else ("code", "title", "text")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("revision", "text_shown") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """`?from=12` begins with the text of an existing revision."""
        source = request.GET.get("from", "")
        stimulus = Stimulus.objects.filter(pk=source).first() if source.isdecimal() else None
        return {"code": stimulus.code, "title": stimulus.title, "text": stimulus.text} if stimulus else {}

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Stimulus:
        values = form.cleaned_data
        stimulus, is_new = add_stimulus(
            actor=get_person(request), code=values["code"], title=values["title"], text=values["text"]
        )
        if not is_new:
            messages.info(request, f"Nothing has changed: revision {stimulus.revision} says the same.")
        form.instance = stimulus
        form.save_m2m = lambda: None
        return stimulus

    def save_model(self, request: HttpRequest, obj: Stimulus, form: Any, change: bool) -> None:
        """`save_form` has written it already, through the service."""
