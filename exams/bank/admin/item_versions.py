"""All versions of an item: what changed, where each is used, and the way back to an older one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.current import get_person
from exams.bank.admin.changes import describe_changes
from exams.bank.admin.differences import Difference, list_differences
from exams.bank.admin.preview import show
from exams.bank.admin.statistics import get_numbers
from exams.bank.admin.usage import Use, list_uses
from exams.bank.content import ItemContent
from exams.bank.errors import ContentRefused, EditConflict
from exams.bank.keys import get_contents
from exams.bank.models import Item, ItemVersion
from exams.bank.services.authoring import restore_version


@dataclass(frozen=True)
class VersionRow:
    version: ItemVersion
    content: ItemContent
    before: ItemContent | None
    uses: list[Use]
    is_current: bool
    is_next: bool

    @property
    def changes(self) -> str:
        return describe_changes(self.before, self.content)

    @property
    def differences(self) -> list[Difference]:
        return list_differences(self.before, self.content)


def list_rows(item: Item) -> list[VersionRow]:
    """An item's versions, newest first. The number of statements does not grow with their number."""
    rows = item.versions.select_related("created_by", "stimulus", "item").prefetch_related("options")
    versions = list(rows.order_by("revision"))
    contents = get_contents(versions=versions)
    uses = list_uses([version.pk for version in versions])
    before: ItemContent | None = None
    found = []
    for version in versions:
        content = contents[version.pk]
        found.append(
            VersionRow(
                *(version, content, before, uses[version.pk]),
                is_current=version.pk == item.current_version_id,
                is_next=version.pk == item.next_version_id,
            )
        )
        before = content
    return found[::-1]


class VersionPages:
    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.admin = model_admin

    def list_view(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self._get_item(request, item_id)
        return self._render(request, "versions", item, title="Versions", rows=list_rows(item))

    def version_view(self, request: HttpRequest, item_id: int, revision: int) -> HttpResponse:
        item = self._get_item(request, item_id)
        row = next((row for row in list_rows(item) if row.version.revision == revision), None)
        if row is None:
            raise Http404
        values = {
            "row": row,
            "shown": show(row.content),
            "numbers": get_numbers(row.version.pk),
            "numbers_of": row.version,
        }
        return self._render(request, "version", item, title=f"Version {revision}", **values)

    def restore_view(self, request: HttpRequest, item_id: int, revision: int) -> HttpResponse:
        item = get_object_or_404(Item.objects.select_related("current_version", "next_version"), pk=item_id)
        version = get_object_or_404(
            ItemVersion.objects.select_related("item", "stimulus"), item=item, revision=revision
        )
        if not self.admin.has_change_permission(request, item):
            raise PermissionDenied
        try:
            based_on = int(request.POST["based_on"])
            saved, is_new = restore_version(actor=get_person(request), version=version, based_on=based_on)
        except (KeyError, ValueError) as error:
            raise Http404 from error
        except EditConflict as conflict:
            messages.error(
                request, f"{conflict.detail} Version {conflict.revision} is the newest now; nothing was restored."
            )
        except ContentRefused as refusal:
            messages.error(request, f"Version {revision} cannot be restored as it is: {refusal.detail}")
        else:
            self._tell(request, saved, revision, is_new=is_new)
        return HttpResponseRedirect(reverse("admin:bank_item_versions", args=[item.pk]))

    def _tell(self, request: HttpRequest, item: Item, revision: int, *, is_new: bool) -> None:
        if not is_new or item.newest_version is None:
            messages.info(request, f"Nothing has changed: the newest version says the same as version {revision}.")
            return
        newest = item.newest_version.revision
        self.admin.log_change(request, item, f"Version {newest} saved with the content of version {revision}.")
        sentence = f"Version {newest} saved: it says what version {revision} said."
        waits = "It waits beside the live version until it is approved and put live."
        kept = "Sittings keep the version they were drawn with."
        messages.success(request, f"{sentence} {waits if item.next_version else kept}")

    def _get_item(self, request: HttpRequest, item_id: int) -> Item:
        item = get_object_or_404(Item.objects.select_related("current_version", "next_version"), pk=item_id)
        if not self.admin.has_view_or_change_permission(request, item):
            raise PermissionDenied
        return item

    def _render(self, request: HttpRequest, name: str, item: Item, **values: Any) -> HttpResponse:
        context = {
            **self.admin.admin_site.each_context(request),
            "opts": self.admin.opts,
            "item": item,
            "subtitle": item.code,
            "may_restore": self.admin.has_change_permission(request, item),
            **values,
        }
        return TemplateResponse(request, f"admin/bank/item/{name}.html", context)
