"""What the list of items can be narrowed to."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from accounts.models import User
from exams.bank.models import Comment, Domain, Item, ItemReport, ItemStatus, ReviewStep
from exams.bank.models.report import ReportState
from exams.bank.search import list_values, with_value


class DomainFilter(admin.SimpleListFilter):
    """Domains of all guides, those of the guide that exams use now first."""

    title = "domain"
    parameter_name = "domain"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        domains = Domain.objects.select_related("guide").order_by("-guide__is_current", "-guide__code", "code")
        return [(str(row.pk), self._label(row)) for row in domains]

    def _label(self, domain: Domain) -> str:
        return str(domain) if domain.guide.is_current else f"{domain} ({domain.guide.code})"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> QuerySet[Item]:
        value = self.value()
        if not value:
            return queryset
        # An address somebody has typed may hold anything.
        return queryset.filter(placements__objective__domain_id=value) if value.isdecimal() else queryset.none()


class WaitingFilter(admin.SimpleListFilter):
    """What waits for somebody: edits beside live versions, open comments, open reports."""

    title = "what waits"
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("edit", "An edit beside the live version"),
            ("review", "A review"),
            ("comments", "Open comments"),
            ("reports", "Open reports of candidates"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> QuerySet[Item]:
        value = self.value()
        if value == "edit":
            return queryset.exclude(next_version=None)
        if value == "review":
            in_review = ItemStatus.IN_REVIEW
            return queryset.filter(status=in_review) | queryset.filter(next_status=in_review)
        if value == "comments":
            threads = Comment.objects.filter(version__item=OuterRef("pk"), thread=None, resolved_at=None)
            return queryset.filter(Exists(threads))
        if value == "reports":
            reports = ItemReport.objects.filter(version__item=OuterRef("pk"), state=ReportState.OPEN)
            return queryset.filter(Exists(reports))
        return queryset


class ReviewerFilter(admin.SimpleListFilter):
    """Who approved a version of the item."""

    title = "approved by"
    parameter_name = "reviewer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        approvals = ReviewStep.objects.filter(to_status=ItemStatus.APPROVED).order_by().values("actor")
        people = User.objects.filter(pk__in=approvals).order_by("name", "email")
        return [(str(person.pk), str(person)) for person in people]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> QuerySet[Item]:
        value = self.value()
        if not value:
            return queryset
        if not value.isdecimal():
            return queryset.none()
        approvals = ReviewStep.objects.filter(item=OuterRef("pk"), to_status=ItemStatus.APPROVED, actor_id=int(value))
        return queryset.filter(Exists(approvals))


class ListedFilter(admin.SimpleListFilter):
    """A value of a list in the item's metadata."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, value) for value in list_values(self.member)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> QuerySet[Item]:
        value = self.value()
        return with_value(queryset, self.member, value) if value else queryset


class TagFilter(ListedFilter):
    title, parameter_name, member = "tag", "tag", "tags"


class ProductFilter(ListedFilter):
    title, parameter_name, member = "product", "product", "products"
