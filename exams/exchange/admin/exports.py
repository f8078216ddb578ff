"""Export of items in the admin: of those selected in the list, or of all."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.current import get_person
from common.errors import DomainError
from exams.bank.admin.item_list import add_list_action
from exams.bank.forms import CodesField
from exams.bank.models import Item
from exams.exchange.admin.pages import FilePages
from exams.exchange.files import respond_with_file
from exams.exchange.formats.names import WRITTEN
from exams.exchange.models import ItemExport
from exams.exchange.selectors import get_file, list_exports
from exams.exchange.services import requests


class ExportForm(forms.Form):
    format_name = forms.ChoiceField(
        label="Format",
        choices=[(name, value.label) for name, value in WRITTEN.items()],
        help_text="Our own files say everything. Excel, CSV and GIFT have no pictures, Aiken has only text and key.",
    )
    codes = CodesField(
        label="Items",
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 5}),
        help_text="Their codes, with spaces or commas between them. Empty: all that are not retired.",
    )


@add_list_action
@admin.action(description="Export…", permissions=["view"])
def export_items(model_admin: admin.ModelAdmin, request: HttpRequest, queryset: QuerySet[Item]) -> HttpResponse:
    """The list's action: the page of a new export, with what was selected."""
    if not request.user.has_perm("exchange.add_itemexport"):
        raise PermissionDenied
    codes = list(queryset.order_by("code").values_list("code", flat=True))
    return _render_form(model_admin.admin_site, request, ExportForm(initial={"codes": codes}, label_suffix=""))


def _render_form(site: admin.AdminSite, request: HttpRequest, form: ExportForm) -> HttpResponse:
    context = {**site.each_context(request), "opts": ItemExport._meta, "title": "Export items", "form": form}
    return TemplateResponse(request, "admin/exchange/export_form.html", context)


@admin.register(ItemExport)
class ItemExportAdmin(FilePages):
    list_display = ("format_name", "state", "done_count", "requested_by", "requested_at")
    list_filter = ("state", "format_name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemExport]:
        return list_exports()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("<int:export_id>/file/", view, name="exchange_itemexport_file"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ExportForm(request.POST or None, label_suffix="")
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            try:
                found = requests.request_export(
                    actor=get_person(request), format_name=values["format_name"], codes=list(values["codes"])
                )
            except DomainError as refusal:
                form.add_error("codes", refusal.detail)
            else:
                return HttpResponseRedirect(reverse("admin:exchange_itemexport_change", args=[found.pk]))
        return _render_form(self.admin_site, request, form)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = self.find(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": WRITTEN[found.format_name].label,
            "item_export": found,
            "has_file": found.size_bytes and ItemExport.objects.filter(pk=found.pk, data__isnull=False).exists(),
        }
        return TemplateResponse(request, "admin/exchange/export_state.html", context)

    def file_view(self, request: HttpRequest, export_id: int) -> HttpResponse:
        found = self.find(request, str(export_id))
        data = get_file(item_export=found)
        if data is None:
            raise Http404
        return respond_with_file(found, data)
