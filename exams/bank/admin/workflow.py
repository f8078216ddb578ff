"""The steps that a page offers, and taking one for a single item or for many."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from accounts.current import get_person
from exams.bank.errors import StatusRefused
from exams.bank.models import Item, ItemStatus
from exams.bank.services.workflow import change_status
from exams.bank.states import PUBLISHER, REVIEWER, list_rules

PUBLISH, REVIEW = PUBLISHER, REVIEWER
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
    needs_reason: bool


def list_steps(request: HttpRequest, item: Item) -> list[Step]:
    """The steps that this person may take the item now, in the order of the workflow."""
    rules = list_rules(item.status, item.next_status)
    return [
        Step(status, LABELS[status], rules[status].needs_reason)
        for status in ItemStatus.values
        if status in rules and request.user.has_perm(rules[status].permission)
    ]


def step_all(request: HttpRequest, items: Iterable[Item], status: str, reason: str = "") -> list[Item]:
    """Give many items a status and say for each one refused why; the items that took the step."""
    done, refused = [], []
    for item in items:
        try:
            change_status(actor=get_person(request), item=item, status=status, reason=reason)
        except StatusRefused as refusal:
            refused.append(refusal.detail)
        else:
            done.append(item)
    label = ItemStatus(status).label.lower()
    if done:
        messages.success(request, f"Now {label}: {', '.join(item.code for item in done)}.")
    for reason_refused in refused:
        messages.error(request, reason_refused)
    return done
