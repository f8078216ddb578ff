"""The review of an item: what its newest version changes, the steps to take, what was said, and what was done."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.current import get_person
from common.errors import DomainError
from common.richtext import render
from exams.bank.admin import workflow
from exams.bank.admin.differences import list_differences
from exams.bank.admin.preview import show
from exams.bank.admin.statistics import get_numbers
from exams.bank.checks import list_findings
from exams.bank.keys import get_contents
from exams.bank.lint import blocks_live
from exams.bank.models import Comment, Item, ItemStatus, ReviewRule
from exams.bank.selectors import list_comments, list_steps_taken
from exams.bank.services.comments import add_comment, set_resolved
from exams.bank.services.workflow import change_status, drop_next, get_review_rule

RULE_SENTENCES = {
    ReviewRule.FREE: "Who may put items live replaces a live version by saving.",
    ReviewRule.APPROVAL: "An edit of a live item waits until it is approved and put live.",
    ReviewRule.TWO_PEOPLE: "An edit waits until somebody else than its author approves it.",
}


@dataclass(frozen=True)
class ShownComment:
    comment: Comment
    html: str


@dataclass(frozen=True)
class Thread:
    """A remark and what was answered."""

    head: ShownComment
    replies: list[ShownComment]

    @property
    def is_resolved(self) -> bool:
        return self.head.comment.resolved_at is not None


def list_threads(item: Item) -> list[Thread]:
    """Open threads first, oldest first. One statement."""
    shown = [ShownComment(row, render(row.text)) for row in list_comments(item=item)]
    replies: dict[int, list[ShownComment]] = {}
    for row in shown:
        if row.comment.thread_id:
            replies.setdefault(row.comment.thread_id, []).append(row)
    threads = [Thread(row, replies.get(row.comment.pk, [])) for row in shown if not row.comment.thread_id]
    return sorted(threads, key=lambda thread: thread.is_resolved)


class ReviewPages:
    def __init__(self, model_admin: admin.ModelAdmin) -> None:
        self.admin = model_admin

    def page_view(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = self._get_item(request, item_id)
        if not self.admin.has_view_or_change_permission(request, item):
            raise PermissionDenied
        if item.newest_version is None:
            return HttpResponseRedirect(reverse("admin:bank_item_change", args=[item.pk]))
        versions = [version for version in (item.current_version, item.next_version) if version]
        contents = get_contents(versions=versions)
        current, newest = contents[versions[0].pk], contents[versions[-1].pk]
        context = {
            **self.admin.admin_site.each_context(request),
            "opts": self.admin.opts,
            "title": "Review",
            "subtitle": item.code,
            "item": item,
            "shown": show(newest),
            "blockers": blocks_live(list_findings(item=item, content=newest)),
            "differences": list_differences(current, newest) if item.next_version else [],
            "steps": workflow.list_steps(request, item),
            "rule": RULE_SENTENCES[get_review_rule(item=item)],
            "threads": list_threads(item),
            "taken": list_steps_taken(item=item),
            # What candidates have answered is the current version, not an edit beside it.
            "numbers": get_numbers(versions[0].pk),
            "numbers_of": versions[0],
            "may_write": self.admin.has_change_permission(request, item),
        }
        return TemplateResponse(request, "admin/bank/item/review.html", context)

    def step_view(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """`status` leads one step on; "drop" gives up the edit beside a live version."""
        item = self._get_item(request, item_id, is_write=True)
        status, reason = request.POST.get("status", ""), request.POST.get("reason", "")
        revision = request.POST.get("revision", "")
        seen = int(revision) if revision.isdecimal() else None
        person = get_person(request)
        try:
            if status == "drop":
                drop_next(actor=person, item=item, reason=reason)
            else:
                change_status(actor=person, item=item, status=status, reason=reason, revision=seen)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        else:
            self._tell(request, item, status)
        name = "review" if request.POST.get("from") == "review" else "change"
        return HttpResponseRedirect(reverse(f"admin:bank_item_{name}", args=[item.pk]))

    def comment_view(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """A remark about the newest version, or an answer in `thread`."""
        item = self._get_item(request, item_id, is_write=True)
        if item.newest_version is None:
            raise PermissionDenied
        number = request.POST.get("thread", "")
        thread = get_object_or_404(Comment, pk=number, version__item=item) if number.isdecimal() else None
        try:
            text = request.POST.get("text", "")
            add_comment(actor=get_person(request), version=item.newest_version, text=text, thread=thread)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        return self._back(item)

    def resolve_view(self, request: HttpRequest, item_id: int, comment_id: int) -> HttpResponse:
        item = self._get_item(request, item_id, is_write=True)
        thread = get_object_or_404(Comment, pk=comment_id, version__item=item)
        try:
            set_resolved(actor=get_person(request), thread=thread, is_resolved="reopen" not in request.POST)
        except DomainError as refusal:
            messages.error(request, refusal.detail)
        return self._back(item)

    def _get_item(self, request: HttpRequest, item_id: int, *, is_write: bool = False) -> Item:
        rows = Item.objects.select_related("current_version__stimulus", "next_version__stimulus")
        rows = rows.select_related("current_version__created_by", "next_version__created_by")
        item = get_object_or_404(rows, pk=item_id)
        if is_write and not self.admin.has_change_permission(request, item):
            raise PermissionDenied
        return item

    def _back(self, item: Item) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:bank_item_review", args=[item.pk]) + "#comments")

    def _tell(self, request: HttpRequest, item: Item, status: str) -> None:
        if status == "drop":
            sentence, note = f"The edit of {item.code} was given up.", "Gave up the edit that waited."
        else:
            label = ItemStatus(status).label
            what = "The edit of" if item.next_version and status not in {"quarantined", "retired"} else "Item"
            sentence, note = f"{what} {item.code} is now {label.lower()}.", f"Status: {label}."
        self.admin.log_change(request, item, note)
        messages.success(request, sentence)
