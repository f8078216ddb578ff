"""An exam guide from a file, for instructors without a shell."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from exams.bank.models import ExamGuide
from exams.exchange.foreign import Source
from exams.exchange.services.bank import ImportRefused
from exams.exchange.services.guides import import_guides
from exams.exchange.strict_yaml import MAXIMUM_BYTES
from exams.exchange.text_files import TextRefused, decode

PERMISSION = "bank.add_examguide"


class GuideForm(forms.Form):
    file = forms.FileField(help_text="YAML, at most 1 MB.")

    def load(self) -> list[ExamGuide]:
        """Store the guides of the file. Raises ValidationError saying file, line and what is wrong."""
        upload = self.cleaned_data["file"]
        if upload.size > MAXIMUM_BYTES:
            raise forms.ValidationError("The file is larger than 1 MB.")
        try:
            text, _ = decode(Source(upload.name, upload.read()))
            return import_guides(name=upload.name, text=text)
        except TextRefused as error:
            raise forms.ValidationError(f"{error.refused.place}: {error.refused.reason}") from error
        except ImportRefused as refusal:
            raise forms.ValidationError([str(finding) for finding in refusal.findings]) from refusal


def guide_view(request: HttpRequest, model_admin: admin.ModelAdmin) -> HttpResponse:
    """Upload a file of guides; what is wrong with it is told beside the field, and then nothing is stored."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = GuideForm(request.POST if is_sent else None, request.FILES if is_sent else None, label_suffix="")
    if is_sent and form.is_valid():
        try:
            guides = form.load()
        except forms.ValidationError as error:
            form.add_error("file", error)
        else:
            messages.success(request, f"Loaded: {', '.join(guide.title for guide in guides)}.")
            return HttpResponseRedirect(reverse("admin:bank_examguide_changelist"))
    context: dict[str, Any] = {
        **model_admin.admin_site.each_context(request),
        "opts": ExamGuide._meta,
        "title": "Load exam guides",
        "form": form,
    }
    return TemplateResponse(request, "admin/exchange/guide_upload.html", context)
