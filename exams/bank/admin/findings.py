"""The authoring checks in the admin: what an item's findings are, waiving one with a reason, and what is due."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.current import get_person
from exams.bank.admin.editor import ItemEditor
from exams.bank.admin.field_places import name_place
from exams.bank.admin.typed_checks import check_typed, describe, show_neighbors
from exams.bank.checks import list_findings
from exams.bank.errors import WaiverRefused
from exams.bank.freshness import HORIZON_DAYS, list_due
from exams.bank.lint import Finding, Level, blocks_live
from exams.bank.models import Item, ItemStatus, Product
from exams.bank.nearest import list_nearest
from exams.bank.services.facts import confirm_facts
from exams.bank.services.waivers import LONGEST_REASON, waive, withdraw_waiver
from exams.bank.services.workflow import may_publish

SHOWN_AT_ONCE = 200


def tell(request: HttpRequest, item: Item) -> None:
    """After saving: what the checks found, and whether it keeps the item from going live."""
    findings = list_findings(item=item)
    sentence = describe(findings)
    if not sentence:
        return
    note = " Errors keep it from going live." if blocks_live(findings) else ""
    messages.warning(request, f"{sentence}{note} They are listed under Checks.")


class FindingPages:
    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.admin = model_admin

    def urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin.admin_site.admin_view(view), name=f"bank_item_{name}")

        return [
            page("due/", require_safe(self.due_view), "due"),
            page("typed-checks/", require_POST(self.typed_view), "typed_checks_new"),
            page("<int:item_id>/typed-checks/", require_POST(self.typed_view), "typed_checks"),
            page("<int:item_id>/checks/", require_safe(self.checks_view), "checks"),
            page("<int:item_id>/checks/waive/", require_POST(self.waive_view), "waive"),
            page("<int:item_id>/checks/facts/", require_POST(self.facts_view), "facts"),
        ]

    def typed_view(self, request: HttpRequest, item_id: int | None = None) -> HttpResponse:
        """The checks of what stands in the editor's form. Reads only, but is for those who may write it."""
        item = self._item(request, item_id) if item_id else None
        may_write = self.admin.has_change_permission(request, item) if item else self.admin.has_add_permission(request)
        if not may_write:
            raise PermissionDenied
        values = {"checks": check_typed(ItemEditor(item=item, data=request.POST)), "original": item}
        return TemplateResponse(request, "admin/bank/item/findings.html", values)

    def checks_view(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self._item(request, item_id)
        version = item.newest_version
        findings = list_findings(item=item)
        return self._render(
            request,
            "checks",
            title="Checks",
            subtitle=item.code,
            item=item,
            groups=_group(findings),
            waived=_once([finding for finding in findings if finding.waived_because]),
            neighbors=show_neighbors(list_nearest(stem=version.stem, without=item.code)) if version else [],
            verified_on=item.metadata.get("verified_on", ""),
            may_waive=self._may_waive(request, item),
            longest_reason=LONGEST_REASON,
        )

    def _may_waive(self, request: HttpRequest, item: Item) -> bool:
        """An edit of a live item waits for its approval, a waiver does not: that is for who may put items live."""
        is_live = item.status in {ItemStatus.LIVE, ItemStatus.QUARANTINED}
        return self.admin.has_change_permission(request, item) and (not is_live or may_publish(get_person(request)))

    def waive_view(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """Waive a rule, or with `withdraw` make it count again."""
        item = self._item(request, item_id)
        if not self._may_waive(request, item):
            raise PermissionDenied
        actor, rule, reason = get_person(request), request.POST.get("rule", ""), request.POST.get("reason", "")
        try:
            if "withdraw" in request.POST:
                withdraw_waiver(actor=actor, item=item, rule=rule)
                sentence = f"Waiver of {rule} withdrawn."
            else:
                waive(actor=actor, item=item, rule=rule, reason=reason)
                sentence = f"{rule} waived: {' '.join(reason.split())}"
        except WaiverRefused as refusal:
            messages.error(request, refusal.detail)
        else:
            self.admin.log_change(request, item, sentence)
            messages.success(request, f"Item {item.code}: {sentence}")
        return HttpResponseRedirect(reverse("admin:bank_item_checks", args=[item.pk]))

    def facts_view(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """The facts were checked today."""
        item = self._item(request, item_id)
        if not self.admin.has_change_permission(request, item):
            raise PermissionDenied
        confirm_facts(actor=get_person(request), item=item)
        self.admin.log_change(request, item, "Facts checked.")
        messages.success(request, f"Item {item.code}: facts checked today.")
        return HttpResponseRedirect(reverse("admin:bank_item_checks", args=[item.pk]))

    def due_view(self, request: HttpRequest) -> HttpResponse:
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        product = request.GET.get("product", "")
        rows = list_due(today=timezone.now().date(), product=product)
        return self._render(
            request,
            "due",
            title="What is due",
            rows=rows[:SHOWN_AT_ONCE],
            total=len(rows),
            products=Product.objects.all(),
            product=product,
            horizon_days=HORIZON_DAYS,
        )

    def _item(self, request: HttpRequest, item_id: int) -> Item:
        item = get_object_or_404(
            Item.objects.select_related("current_version__stimulus", "next_version__stimulus"), pk=item_id
        )
        if not self.admin.has_view_permission(request, item):
            raise PermissionDenied
        return item

    def _render(self, request: HttpRequest, name: str, **values: Any) -> HttpResponse:
        context = {**self.admin.admin_site.each_context(request), "opts": self.admin.opts, **values}
        return TemplateResponse(request, f"admin/bank/item/{name}.html", context)


Row = tuple[Finding, bool, str]


def _once(findings: Sequence[Finding]) -> list[Row]:
    """Findings by rule; whether each is its rule's first (why, how and the waiver are shown once a rule); and where."""
    ordered = sorted(findings, key=lambda finding: finding.rule)
    firsts = [index == 0 or ordered[index - 1].rule != row.rule for index, row in enumerate(ordered)]
    return [(row, is_first, name_place(row.where)) for row, is_first in zip(ordered, firsts, strict=True)]


def _group(findings: Sequence[Finding]) -> list[tuple[str, str, list[Row]]]:
    """Name of the level's style, its heading, and its findings that no waiver excuses."""
    headings = {
        Level.ERROR: ("error", "Errors: keep the item from going live"),
        Level.WARNING: ("warning", "Warnings: mend, or waive with a reason"),
        Level.INFORMATION: ("information", "For your information"),
    }
    groups = []
    for level, (name, heading) in headings.items():
        rows = _once([finding for finding in findings if finding.level == level and not finding.waived_because])
        if rows:
            groups.append((name, heading, rows))
    return groups
