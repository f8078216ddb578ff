"""Waiving a rule for an item, with a reason: who, when and why stay with the item."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.bank.errors import WaiverRefused
from exams.bank.lint.catalogue import RULES
from exams.bank.models import Item

LONGEST_REASON = 300


@transaction.atomic
def waive(*, actor: User, item: Item, rule: str, reason: str) -> Item:
    """Excuse an item from a rule; an older waiver of the rule is replaced. Raises WaiverRefused."""
    reason = " ".join(reason.split())
    if rule not in RULES or not RULES[rule].is_waivable:
        raise WaiverRefused(f"{rule or 'This'} is no rule that can be waived.")
    if not reason:
        raise WaiverRefused("A waiver needs a reason: somebody will ask.")
    if len(reason) > LONGEST_REASON:
        raise WaiverRefused(f"A reason has at most {LONGEST_REASON} characters.")
    item = Item.objects.select_for_update().get(pk=item.pk)
    today = timezone.now().date().isoformat()
    kept = _others(item, rule)
    return _save(item, [*kept, {"rule": rule, "reason": reason, "by": actor.name or actor.email, "on": today}])


@transaction.atomic
def withdraw_waiver(*, actor: User, item: Item, rule: str) -> Item:
    """Make a rule count again. Raises WaiverRefused where nothing was waived."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    kept = _others(item, rule)
    if len(kept) == len(_stored(item)):
        raise WaiverRefused(f"{rule or 'This'} is not waived.")
    return _save(item, kept)


def _stored(item: Item) -> list[Any]:
    rows = item.metadata.get("lint_waivers")
    return rows if isinstance(rows, list) else []


def _others(item: Item, rule: str) -> list[Any]:
    return [row for row in _stored(item) if not (isinstance(row, dict) and row.get("rule") == rule)]


def _save(item: Item, waivers: list[Any]) -> Item:
    metadata = {name: value for name, value in item.metadata.items() if name != "lint_waivers"}
    item.metadata = metadata | ({"lint_waivers": waivers} if waivers else {})
    item.save(update_fields=["metadata", "updated_at"])
    return item
