"""Which step an item may take next, and who may make it take it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from accounts.current import get_person
from exams.bank.errors import StatusRefused
from exams.bank.models import Item, ItemStatus
from exams.bank.services.authoring import TRANSITIONS, change_status

PUBLISH = "bank.publish_item"
# What authors do among themselves; every other step decides what candidates get.
AUTHORS_STEPS = frozenset({"draft", "in_review"})
LABELS = {
    "draft": "Back to draft",
    "in_review": "Send to review",
    "approved": "Approve",
    "live": "Put live",
    "quarantined": "Quarantine",
    "retired": "Retire",
}


@dataclass(frozen=True)
class Step:
    status: str
    label: str


def may_step(request: HttpRequest, item: Item, status: str) -> bool:
    return {item.status, status} <= AUTHORS_STEPS or request.user.has_perm(PUBLISH)


def list_steps(request: HttpRequest, item: Item) -> list[Step]:
    """The statuses that this person may give the item now, in the order of the workflow."""
    return [
        Step(status, LABELS[status])
        for status in ItemStatus.values
        if status in TRANSITIONS[item.status] and may_step(request, item, status)
    ]


def step(request: HttpRequest, item: Item, status: str) -> None:
    """Give the item a status. Raises StatusRefused: the workflow has no such step, or not for this person."""
    if not may_step(request, item, status):
        raise StatusRefused(f"{item.code}: for this step you need the permission to put items live.")
    change_status(actor=get_person(request), item=item, status=status)


def step_all(request: HttpRequest, items: Iterable[Item], status: str) -> list[Item]:
    """Give many items a status and say for each one refused why; the items that took the step."""
    done, refused = [], []
    for item in items:
        try:
            step(request, item, status)
        except StatusRefused as refusal:
            refused.append(refusal.detail)
        else:
            done.append(item)
    label = ItemStatus(status).label.lower()
    if done:
        messages.success(request, f"Now {label}: {', '.join(item.code for item in done)}.")
    for reason in refused:
        messages.error(request, reason)
    return done
