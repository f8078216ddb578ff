"""Safe Exam Browser beside its exam: what is checked, the configuration, its key."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from exams.proctoring.models import SebRules
from exams.proctoring.seb import configuration, plist
from exams.proctoring.services.seb import save_rules

KEY = re.compile(r"[0-9a-f]{64}")
HOST = re.compile(r"[a-z0-9*]([a-z0-9.*-]*[a-z0-9])?(:\d{1,5})?")


class SebRulesForm(forms.ModelForm):
    file = forms.FileField(
        label="Configuration of your own",
        required=False,
        help_text="A .seb file without encryption, in place of the one that is made here. Its keys must be switched on "
        "(“Use Browser Exam Key and Configuration Key”).",
    )
    drops_file = forms.BooleanField(label="Make the configuration here again", required=False)
    quit_password = forms.CharField(
        required=False,
        widget=forms.PasswordInput,
        help_text="Asked for when a candidate wants to leave before the end. Empty: it stays as it is.",
    )
    drops_quit_password = forms.BooleanField(label="No quit password", required=False)

    class Meta:
        model = SebRules
        fields = (
            *("exam", "is_required", "asks_config_key", "asks_browser_exam_key", "browser_exam_keys"),
            *("other_config_keys", "sites"),
        )
        widgets = {
            name: forms.Textarea({"rows": 4, "cols": 70})
            for name in ("browser_exam_keys", "other_config_keys", "sites")
        }

    def clean_browser_exam_keys(self) -> str:
        return _clean_lines(self.cleaned_data["browser_exam_keys"], KEY, "is no key: 64 digits and letters a to f.")

    def clean_other_config_keys(self) -> str:
        return _clean_lines(self.cleaned_data["other_config_keys"], KEY, "is no key: 64 digits and letters a to f.")

    def clean_sites(self) -> str:
        return _clean_lines(self.cleaned_data["sites"], HOST, "is no host: write docs.example.org.")

    def clean_file(self) -> bytes | None:
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        if upload.size > plist.MOST_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB.")
        data: bytes = upload.read()
        try:
            fault = configuration.find_fault(plist.read(data))
        except plist.NotReadable as reason:
            raise forms.ValidationError(str(reason)) from reason
        if fault:
            raise forms.ValidationError(fault)
        return data

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("quit_password") or cleaned.get("drops_quit_password"):
            self.instance.quit_password_hash = configuration.hash_password(
                "" if cleaned["drops_quit_password"] else cleaned["quit_password"]
            )
        return cleaned


def _clean_lines(text: str, pattern: re.Pattern[str], fault: str) -> str:
    """One word a line, in lower case, each once."""
    words = list(dict.fromkeys(text.lower().split()))
    wrong = [word for word in words if not pattern.fullmatch(word)]
    if wrong:
        raise forms.ValidationError([f"“{word[:80]}” {fault}" for word in wrong])
    return "\n".join(words)


@admin.register(SebRules)
class SebRulesAdmin(admin.ModelAdmin):
    form = SebRulesForm
    list_display = ("exam", "is_required", "asks_config_key", "asks_browser_exam_key", "is_own_file")
    list_select_related = ("exam",)
    fieldsets = (
        (None, {"fields": ("exam", "is_required")}),
        (
            "Which keys are checked",
            {
                "fields": ("asks_config_key", "config_key", "other_config_keys"),
                "description": "When the configuration changes, the Config Key it had stays allowed below: candidates "
                "may be sitting with it. Take it off the list when none is.",
            },
        ),
        (None, {"fields": ("asks_browser_exam_key", "browser_exam_keys")}),
        ("Configuration made here", {"fields": ("sites", "quit_password", "drops_quit_password")}),
        ("Configuration file", {"fields": ("given_out", "file", "drops_file")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        shown = ("config_key", "given_out")
        return ("exam", *shown) if obj else shown

    def save_model(self, request: HttpRequest, obj: SebRules, form: Any, change: bool) -> None:
        save_rules(rules=obj, upload=form.cleaned_data["file"], drops_upload=form.cleaned_data["drops_file"])

    @admin.display(description="Given out now")
    def given_out(self, rules: SebRules) -> str:
        if not rules.pk:
            return "Made when this is saved."
        whose = "Uploaded" if rules.is_own_file else "Made here"
        url = reverse("seb:page", kwargs={"slug": rules.exam.slug})
        return format_html('{}; <a href="{}">the page that candidates get it from</a>', whose, url)
