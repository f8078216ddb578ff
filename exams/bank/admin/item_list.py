"""The list of items: columns, filters and what can be done to many at once."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from exams.bank.admin import workflow
from exams.bank.models import Domain, Item, ItemObjective, ItemStatus

PLACE_CHARACTERS = 40


def status_badge(status: str) -> SafeString:
    return format_html('<span class="status status--{}">{}</span>', status, ItemStatus(status).label)


class DomainFilter(admin.SimpleListFilter):
    """Domains of the guide that exams use now."""

    title = "domain"
    parameter_name = "domain"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        domains = Domain.objects.filter(guide__is_current=True).order_by("code")
        return [(str(domain.pk), f"{domain.code} {domain.title}") for domain in domains]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> QuerySet[Item]:
        value = self.value()
        if not value:
            return queryset
        # An address somebody has typed may hold anything.
        return queryset.filter(placements__objective__domain_id=value) if value.isdecimal() else queryset.none()


class ItemList(admin.ModelAdmin):
    list_display = ("code", "status_shown", "kind_shown", "place", "difficulty", "version", "updated_at")
    list_filter = ("status", DomainFilter, "style", "difficulty", "is_generative")
    list_per_page = 50
    search_fields = ("code", "current_version__stem")
    search_help_text = "Searches codes and stems."
    ordering = ("code",)
    actions = ("send_to_review", "approve", "put_live")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        places = ItemObjective.objects.filter(guide__is_current=True).select_related("objective__domain")
        rows = super().get_queryset(request).select_related("current_version", "next_version")
        return rows.prefetch_related(Prefetch("placements", places, to_attr="current_places"))

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
