"""The list of items: columns, filters and what can be done to many at once."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from exams.bank.admin import workflow
from exams.bank.admin.bulk import BulkPages
from exams.bank.admin.item_filters import DomainFilter, ProductFilter, ReviewerFilter, TagFilter, WaitingFilter
from exams.bank.admin.statistics import VersionNumbers, list_numbers
from exams.bank.lint.prose import plain
from exams.bank.models import Item, ItemObjective, ItemStatus, Kind
from exams.bank.search import search_items

PLACE_CHARACTERS, QUESTION_CHARACTERS = 32, 90
Action = Callable[[Any, HttpRequest, QuerySet[Item]], Any]


def status_badge(status: str) -> SafeString:
    return format_html('<span class="status status--{}">{}</span>', status, ItemStatus(status).label)


class NumberedList(ChangeList):
    """A page of the list, with the numbers of what it shows: for all rows at once."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        numbers = list_numbers([item.current_version_id for item in self.result_list if item.current_version_id])
        for item in self.result_list:
            item.numbers = numbers.get(item.current_version_id)


class KindFilter(admin.ChoicesFieldListFilter):
    """Of the current version."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.title = "kind"


class ItemList(BulkPages):
    list_display = (*("code", "question", "status_shown", "place", "difficulty", "answered", "changed"),)
    list_filter = (
        "status",
        WaitingFilter,
        DomainFilter,
        ("current_version__kind", KindFilter),
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

    @admin.display(description="Question")
    def question(self, item: Item) -> SafeString | str:
        """How the stem begins: so that an item is known again."""
        version = item.newest_version
        if version is None:
            return "—"
        shown = Truncator(" ".join(plain(version.stem, is_code_kept=True).split())).chars(QUESTION_CHARACTERS)
        several = f" (choose {version.select_count})" if version.kind == Kind.MULTIPLE_SELECT else ""
        return format_html('<span dir="auto">{}</span>{}', shown, several)

    @admin.display(description="Right, discrimination")
    def answered(self, item: Any) -> SafeString | str:
        """Of the current version; with too few answers numbers would only mislead."""
        numbers: VersionNumbers | None = item.numbers
        if numbers is None or not numbers.is_enough:
            return "—"
        known = numbers.discrimination is not None
        said = f"{numbers.correct_percent}%, {numbers.discrimination:.2f}" if known else f"{numbers.correct_percent}%"
        if not numbers.is_noteworthy:
            return said
        url = reverse("admin:bank_item_review", args=[item.pk]) + "#numbers-heading"
        shown = '{} <a class="status status--in_review" href="{}" title="{}">Look at it</a>'
        return format_html(shown, said, url, numbers.verdict)

    @admin.display(description="Changed", ordering="updated_at")
    def changed(self, item: Item) -> str:
        return date_format(timezone.localtime(item.updated_at), "M j, Y")

    def get_changelist(self, request: HttpRequest, **values: Any) -> type[ChangeList]:
        return NumberedList

    @admin.display(description="Objective")
    def place(self, item: Any) -> str:
        titles = (f"{row.objective.code} {row.objective.title}" for row in item.current_places)
        return "; ".join(Truncator(title).chars(PLACE_CHARACTERS) for title in titles) or "—"

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
