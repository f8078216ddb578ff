"""Forms and the runs that made them, in the admin: to be read, and thrown away while nobody has sat them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.current import get_person
from common.errors import DomainError
from exams.assembly import selectors
from exams.assembly.models import AssemblyRun, Form, FormItem
from exams.assembly.services.forms import discard_form
from exams.bank.admin.read_only import NotInIndex, ReadOnly
from exams.bank.admin.usage import Use, add_provider


class FormItemInline(ReadOnly, admin.TabularInline):
    model = FormItem
    fields = ("position", "item", "revision", "domain", "weight", "is_anchor", "is_pilot")
    readonly_fields = ("item", "revision")
    ordering = ("position",)
    verbose_name_plural = "Items in order"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormItem]:
        return super().get_queryset(request).select_related("version__item", "domain", "form__exam")

    @admin.display(description="Item")
    def item(self, row: FormItem) -> SafeString:
        version = row.version
        url = reverse("admin:bank_item_version", args=[version.item_id, version.revision])
        return format_html('<a href="{}">{}</a>', url, version.item.code)

    @admin.display(description="Version")
    def revision(self, row: FormItem) -> int:
        return row.version.revision


@admin.register(Form)
class FormAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "origin", "created_at", "item_total", "sitting_total")
    list_filter = ("exam", "origin")
    list_select_related = ("exam",)
    fields = ("exam", "number", "origin", "created_at")
    inlines = (FormItemInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Form]:
        counts = {"items_": Count("items", distinct=True), "sittings_": Count("sittings", distinct=True)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="Items")
    def item_total(self, form: Form) -> int:
        return form.items_  # type: ignore[attr-defined]

    @admin.display(description="Sittings")
    def sitting_total(self, form: Form) -> int:
        return form.sittings_  # type: ignore[attr-defined]

    # --- throwing away ------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.discard_view))
        return [path("<int:form_id>/discard/", view, name="assembly_form_discard"), *super().get_urls()]

    def discard_view(self, request: HttpRequest, form_id: int) -> HttpResponse:
        if not request.user.has_perm("assembly.open_exam"):
            raise PermissionDenied
        form = get_object_or_404(Form.objects.select_related("exam"), pk=form_id)
        exam, name = form.exam, str(form)
        try:
            discard_form(actor=get_person(request), form=form)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        else:
            self.log_change(request, exam, f"Discarded form {form.number}.")
            messages.success(request, f"{name} was discarded.")
        return HttpResponseRedirect(reverse("admin:assembly_exam_forms", args=[exam.pk]))


@admin.register(AssemblyRun)
class AssemblyRunAdmin(NotInIndex, ReadOnly, admin.ModelAdmin):
    """One run's page says how far it is, refreshes itself meanwhile, and then what came of it."""

    list_display = ("__str__", "state", "requested_by", "requested_at", "finished_at")
    list_filter = ("state", "exam")
    list_select_related = ("exam", "requested_by")
    fields = (
        "exam",
        "form_count",
        "overlap_count",
        "seed",
        "requested_by",
        "requested_at",
        "started_at",
        "finished_at",
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        found = AssemblyRun.objects.filter(pk=object_id) if object_id.isdecimal() else AssemblyRun.objects.none()
        run = found.select_related("exam").prefetch_related("forms").first()
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "run": run})


@add_provider
def list_uses_on_forms(version_ids: list[int]) -> dict[int, list[Use]]:
    """Tells the bank's pages on which forms a version stands."""
    found: dict[int, list[Use]] = {}
    for place in selectors.list_forms_with_version(version_ids=version_ids):
        url = reverse("admin:assembly_form_change", args=[place.form_id])
        count: int = place.sitting_count  # type: ignore[attr-defined]
        found.setdefault(place.version_id, []).append(Use(str(place.form), url, count))
    return found
