"""Items in the admin: the list, the editor, the preview, the versions and the workflow."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from accounts.current import get_person
from exams.bank.admin import item_versions, review, workflow
from exams.bank.admin.editor import ItemEditor
from exams.bank.admin.findings import FindingPages, tell
from exams.bank.admin.item_list import ItemList, status_badge
from exams.bank.admin.preview import show
from exams.bank.admin.typed_checks import check_typed
from exams.bank.errors import EditConflict, StatusRefused
from exams.bank.lint import blocks_live
from exams.bank.models import Item
from exams.bank.models.key import OptionKey
from exams.bank.services.organizing import duplicate_item


@admin.register(Item)
class ItemAdmin(ItemList):
    """Everything is written by the services; an edit makes a version, and no sitting changes."""

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"bank_item_{name}")

        versions, reviews = item_versions.VersionPages(self), review.ReviewPages(self)
        return [
            page("preview/", require_POST(self.preview_view), "preview"),
            page("<int:item_id>/status/", require_POST(reviews.step_view), "status"),
            page("<int:item_id>/duplicate/", require_POST(self.duplicate_view), "duplicate"),
            page("<int:item_id>/review/", reviews.page_view, "review"),
            page("<int:item_id>/comments/", require_POST(reviews.comment_view), "comment"),
            page("<int:item_id>/comments/<int:comment_id>/", require_POST(reviews.resolve_view), "resolve"),
            page("<int:item_id>/versions/", versions.list_view, "versions"),
            page("<int:item_id>/versions/<int:revision>/", versions.version_view, "version"),
            page("<int:item_id>/versions/<int:revision>/restore/", require_POST(versions.restore_view), "restore"),
            *FindingPages(self).urls(),
            *super().get_urls(),
        ]

    # --- who may do what ------------------------------------------------------------------------
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Sittings point at versions: an item is retired, never deleted."""
        return False

    # --- editor -----------------------------------------------------------------------------------
    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Item | None:
        rows = self.get_queryset(request).select_related(
            "current_version__stimulus", "next_version__stimulus", "origin"
        )
        return rows.filter(pk=object_id).first() if object_id.isdecimal() else None

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        item = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not (self.has_change_permission(request, item) if item else self.has_add_permission(request)):
            return self._show_current_version(request, item)
        if request.method != "POST":
            return self._render_editor(request, ItemEditor(item=item))
        editor = ItemEditor(item=item, data=request.POST)
        if editor.is_valid():
            try:
                saved, sentence = editor.save(actor=get_person(request))
            except EditConflict as conflict:
                editor.show_conflict(conflict)
            except StatusRefused as refusal:
                editor.form.add_error(None, refusal.detail)
            else:
                return self._after_saving(request, saved, sentence, is_new=item is None)
        return self._render_editor(request, editor)

    def _show_current_version(self, request: HttpRequest, item: Item | None) -> HttpResponse:
        """What somebody who may look but not write gets instead of the editor."""
        is_look = item is not None and request.method == "GET" and self.has_view_permission(request, item)
        if not is_look or item is None or item.newest_version is None:
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:bank_item_version", args=[item.pk, item.newest_version.revision]))

    def _after_saving(self, request: HttpRequest, item: Item, sentence: str, *, is_new: bool) -> HttpResponse:
        (self.log_addition if is_new else self.log_change)(request, item, sentence)
        messages.success(request, f"Item {item.code}: {sentence}")
        tell(request, item)
        if "_addanother" in request.POST:
            url = reverse("admin:bank_item_add")
        elif "_continue" in request.POST:
            url = reverse("admin:bank_item_change", args=[item.pk])
        else:
            url = reverse("admin:bank_item_changelist")
        filters = {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}
        return HttpResponseRedirect(add_preserved_filters(filters, url))

    def _render_editor(self, request: HttpRequest, editor: ItemEditor) -> HttpResponse:
        item = editor.item
        context = {
            **self.admin_site.each_context(request),
            "title": "Edit item" if item else "Add item",
            "subtitle": item.code if item else None,
            "adminform": AdminForm(editor.form, _fieldsets(editor), {}, model_admin=self),
            "editor": editor,
            "checks": check_typed(editor),
            "checks_url": reverse("admin:bank_item_typed_checks", args=[item.pk])
            if item
            else reverse("admin:bank_item_typed_checks_new"),
            "shown": show(editor.content()),
            "errors": range(editor.error_count),
            "original": item,
            "status": status_badge(item.stage) if item else "",
            "live_status": status_badge(item.status) if item and item.next_version else "",
            "steps": workflow.list_steps(request, item) if item else [],
            "mechanisms": OptionKey.objects.order_by("mechanism")
            .exclude(mechanism="")
            .values_list("mechanism")
            .distinct(),
            "media": self.media,
            "inline_admin_formsets": [],
            "is_popup": False,
        }
        return self.render_change_form(request, context, add=item is None, change=item is not None, obj=item)

    # --- preview -----------------------------------------------------------------------------------
    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """What was typed, as a candidate would see it; `?part=1` gives the item alone, for the pane beside.

        `?item=`: which item it is that is edited, for what keeps it from going live.
        """
        number = request.GET.get("item", "")
        item = self.get_object(request, number) if number else None
        if not (self.has_change_permission(request, item) if item else self.has_add_permission(request)):
            raise PermissionDenied
        editor = ItemEditor(item=item, data=request.POST)
        values: dict[str, Any] = {"shown": show(editor.content())}
        if "part" in request.GET:
            return TemplateResponse(request, "admin/bank/item/candidate_view.html", values)
        values |= {"title": "Preview", "blockers": blocks_live(editor.list_findings())}
        return TemplateResponse(request, "admin/bank/item/preview.html", values)

    def duplicate_view(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self.get_object(request, str(item_id))
        if item is None:
            raise Http404
        if not (self.has_add_permission(request) and self.has_view_permission(request, item)):
            raise PermissionDenied
        try:
            copy = duplicate_item(actor=get_person(request), item=item)
        except StatusRefused as refusal:
            messages.error(request, refusal.detail)
            return HttpResponseRedirect(reverse("admin:bank_item_change", args=[item.pk]))
        self.log_addition(request, copy, f"Copied from {item.code}.")
        messages.success(request, f"Item {copy.code} is a draft with the text of {item.code}.")
        return HttpResponseRedirect(reverse("admin:bank_item_change", args=[copy.pk]))


def _fieldsets(editor: ItemEditor) -> list[tuple[str, dict[str, Any]]]:
    question = ["based_on", ("kind", "select_count"), "is_shuffled", "stimulus", "stem"]
    return [
        ("Question", {"fields": question if editor.item else ["code", *question]}),
        ("After the exam", {"fields": ["explanation"]}),
        (
            "Where it belongs",
            {
                "fields": [
                    *editor.form.place_names,
                    ("style", "difficulty"),
                    "is_generative",
                    ("tags", "products"),
                    ("enemies", "review_by"),
                ]
            },
        ),
    ]
