"""Import of items in the admin: upload, look at what would happen, then store it or not."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.current import get_person
from common.errors import DomainError
from exams.exchange.admin.guides import guide_view
from exams.exchange.admin.pages import FilePages
from exams.exchange.decisions import DECISIONS
from exams.exchange.files import respond_with_template
from exams.exchange.formats.names import READ
from exams.exchange.models import ItemImport
from exams.exchange.selectors import count_decisions, list_imports, list_rows
from exams.exchange.services import requests

ROWS_A_PAGE = 100
# What each decision means for the items that it is made of.
MEANINGS = {
    "create": "will be created as drafts",
    "change": "will be a new version of an item that is here, or change what is known about it",
    "duplicate": "are here already and stay as they are",
    "unsupported": "are no choice questions; they are left out",
    "refused": "cannot be read",
}


class UploadForm(forms.Form):
    file = forms.FileField(help_text="At most 50 MB.")
    format_name = forms.ChoiceField(
        label="Format",
        required=False,
        choices=[("", "Find out by the content"), *((name, value.label) for name, value in READ.items())],
    )


@admin.register(ItemImport)
class ItemImportAdmin(FilePages):
    list_display = ("source_name", "format_name", "state", "written_count", "requested_by", "requested_at")
    list_filter = ("state", "format_name")
    search_fields = ("source_name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemImport]:
        return list_imports()

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"exchange_itemimport_{name}")

        return [
            page("<int:import_id>/confirm/", require_POST(self.confirm_view), "confirm"),
            page("<int:import_id>/discard/", require_POST(self.discard_view), "discard"),
            page("template.<str:format_name>", self.template_view, "template"),
            page("guides/", self.guide_view, "guides"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None, label_suffix="")
        if is_sent and form.is_valid():
            values = form.cleaned_data
            try:
                found = requests.request_upload(
                    actor=get_person(request), upload=values["file"], format_name=values["format_name"]
                )
            except DomainError as refusal:
                form.add_error("file", refusal.detail)
            else:
                return HttpResponseRedirect(reverse("admin:exchange_itemimport_change", args=[found.pk]))
        return self._render(request, "upload", title="Import items", form=form)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = self.find(request, object_id)
        counts = count_decisions(item_import=found)
        wanted = request.GET.get("decision", "")
        decision = wanted if wanted in DECISIONS else ""
        rows = Paginator(list_rows(item_import=found, decision=decision), ROWS_A_PAGE)
        told = [(name, MEANINGS[name], count) for name, count in counts.items() if count]
        return self._render(
            request,
            "plan",
            title=found.source_name,
            item_import=found,
            format_label=READ[found.format_name].label if found.format_name in READ else "",
            told=told,
            refused=counts["refused"],
            to_write=counts["create"] + counts["change"],
            decision=decision,
            page=rows.get_page(request.GET.get("page")),
            may_decide=self.has_add_permission(request),
        )

    def confirm_view(self, request: HttpRequest, import_id: int) -> HttpResponse:
        found = self.find(request, str(import_id))
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            requests.confirm_import(item_import=found, is_partial="is_partial" in request.POST)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        return HttpResponseRedirect(reverse("admin:exchange_itemimport_change", args=[found.pk]))

    def discard_view(self, request: HttpRequest, import_id: int) -> HttpResponse:
        found = self.find(request, str(import_id))
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            requests.discard_import(item_import=found)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
            return HttpResponseRedirect(reverse("admin:exchange_itemimport_change", args=[found.pk]))
        messages.success(request, f"{found.source_name} was discarded; nothing was stored of it.")
        return HttpResponseRedirect(reverse("admin:exchange_itemimport_changelist"))

    def template_view(self, request: HttpRequest, format_name: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = respond_with_template(format_name)
        if response is None:
            raise Http404
        return response

    def guide_view(self, request: HttpRequest) -> HttpResponse:
        return guide_view(request, self)

    def _render(self, request: HttpRequest, name: str, **context: Any) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/exchange/import_{name}.html", {**base, **context})
