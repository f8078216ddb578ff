"""The list of items: columns, filters and what can be done to many at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from exams.bank.admin import workflow
from exams.bank.admin.bulk import BulkPages
from exams.bank.admin.item_filters import DomainFilter, ProductFilter, ReviewerFilter, TagFilter, WaitingFilter
from exams.bank.models import Item, ItemObjective, ItemStatus
from exams.bank.search import search_items

PLACE_CHARACTERS = 40
Action = Callable[[Any, HttpRequest, QuerySet[Item]], Any]


def status_badge(status: str) -> SafeString:
    return format_html('<span class="status status--{}">{}</span>', status, ItemStatus(status).label)


class ItemList(BulkPages):
    list_display = ("code", "status_shown", "kind_shown", "place", "difficulty", "version", "updated_at")
    list_filter = (
        "status",
        WaitingFilter,
        DomainFilter,
        "style",
        "difficulty",
        TagFilter,
        ProductFilter,
        ReviewerFilter,
        "is_generative",
    )
    list_per_page = 50
    # What makes the list show the field; where to look, `search_items` decides.
    search_fields = ("code",)
    search_help_text = "Every word, anywhere: code, stem, options, rationales, explanation, tags, products."
    ordering = ("code",)
    actions: tuple[str | Action, ...] = ("change_many", "send_to_review", "approve", "put_live")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        places = ItemObjective.objects.filter(guide__is_current=True).select_related("objective__domain")
        rows = super().get_queryset(request).select_related("current_version", "next_version")
        return rows.prefetch_related(Prefetch("placements", places, to_attr="current_places"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Item], search_term: str
    ) -> tuple[QuerySet[Item], bool]:
        return search_items(queryset, search_term), False

    @admin.display(description="Status", ordering="status")
    def status_shown(self, item: Item) -> SafeString:
        if not item.next_status:
            return status_badge(item.status)
        return format_html("{} <span>edit: {}</span>", status_badge(item.status), status_badge(item.next_status))

    @admin.display(description="Kind", ordering="current_version__kind")
    def kind_shown(self, item: Item) -> str:
        return item.newest_version.get_kind_display() if item.newest_version else "—"

    @admin.display(description="Objective")
    def place(self, item: Any) -> str:
        titles = (f"{row.objective.code} {row.objective.title}" for row in item.current_places)
        return "; ".join(Truncator(title).chars(PLACE_CHARACTERS) for title in titles) or "—"

    @admin.display(description="Version", ordering="current_version__revision")
    def version(self, item: Item) -> str:
        return str(item.newest_version.revision) if item.newest_version else "—"

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(workflow.PUBLISH)

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(workflow.REVIEW)

    @admin.action(description="Send to review", permissions=["change"])
    def send_to_review(self, request: HttpRequest, queryset: QuerySet[Item]) -> None:
        self._step_all(request, queryset, ItemStatus.IN_REVIEW)

    @admin.action(description="Approve", permissions=["review"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Item]) -> None:
        self._step_all(request, queryset, ItemStatus.APPROVED)

    @admin.action(description="Put live", permissions=["publish"])
    def put_live(self, request: HttpRequest, queryset: QuerySet[Item]) -> None:
        self._step_all(request, queryset, ItemStatus.LIVE)

    def _step_all(self, request: HttpRequest, queryset: QuerySet[Item], status: ItemStatus) -> None:
        for item in workflow.step_all(request, queryset, status):
            self.log_change(request, item, f"Status: {status.label}.")


def add_list_action(action: Action) -> Action:
    """Something that a room above the bank can do with the selected items."""
    ItemList.actions = (*ItemList.actions, action)
    return action
