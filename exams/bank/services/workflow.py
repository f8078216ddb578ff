"""Steps of the review: who may take which, and what is written down of it."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exams.bank.checks import list_findings
from exams.bank.content import check
from exams.bank.errors import StatusRefused
from exams.bank.keys import get_content
from exams.bank.lint import blocks_live
from exams.bank.models import Item, ItemStatus, ItemVersion, ReviewRule, ReviewStep
from exams.bank.states import PERMISSION_NAMES, PUBLISHER, Rule, list_rules

NAMES = dict(ItemStatus.choices)
STRICTEST_FIRST = (ReviewRule.TWO_PEOPLE, ReviewRule.APPROVAL, ReviewRule.FREE)
STATE = ["status", "current_version", "next_version", "next_status"]


def get_review_rule(*, item: Item) -> ReviewRule:
    """The strictest rule of the guides that place the item; without a guide, an approval. One statement."""
    found = set(item.placements.values_list("guide__review_rule", flat=True))
    return next((rule for rule in STRICTEST_FIRST if rule in found), ReviewRule.APPROVAL)


def may_publish(actor: User | None) -> bool:
    """Whether this person decides what candidates get; the system itself (None) may."""
    return actor is None or actor.has_perm(PUBLISHER)


@transaction.atomic
def change_status(
    *, actor: User | None, item: Item, status: str, reason: str = "", revision: int | None = None
) -> Item:
    """Take an item, or the edit beside it, one step along the workflow, and note who, when and why.

    `revision` is the version that the person looked at. `actor` None is the system itself, which needs neither role
    nor reason. Raises StatusRefused, which says why.
    """
    rows = Item.objects.select_for_update(of=("self",)).select_related("current_version", "next_version")
    item = rows.get(pk=item.pk)
    if status == item.stage:
        return item
    version = item.newest_version
    rule = _get_rule(item, status)
    _check_step(actor, item, rule, status, reason)
    if revision is not None and (version is None or version.revision != revision):
        raise StatusRefused(f"{item.code} has been edited in the meantime: look at its newest version first.")
    if status in {ItemStatus.APPROVED, ItemStatus.LIVE}:
        _check_content(item, version, status)
    if status == ItemStatus.APPROVED:
        _check_approver(actor, item, version)
    before = item.status if status in {ItemStatus.QUARANTINED, ItemStatus.RETIRED} else item.stage
    _apply(item, status)
    item.save(update_fields=[*STATE, "updated_at"])
    note_step(actor=actor, item=item, version=version, before=before, after=status, reason=reason)
    return item


@transaction.atomic
def drop_next(*, actor: User | None, item: Item, reason: str) -> Item:
    """Give up the edit beside a live version; its text stays in the list of versions. Raises StatusRefused."""
    rows = Item.objects.select_for_update(of=("self",)).select_related("current_version", "next_version")
    item = rows.get(pk=item.pk)
    version, before = item.next_version, item.next_status
    if version is None:
        raise StatusRefused(f"{item.code} has no edit that waits.")
    if actor and not reason.strip():
        raise StatusRefused(f"{item.code}: say why the edit is given up.")
    item.next_version, item.next_status = None, ""
    item.save(update_fields=[*STATE, "updated_at"])
    why = f"The edit was given up. {reason}"
    note_step(actor=actor, item=item, version=version, before=before, after=ItemStatus.RETIRED, reason=why)
    return item


def note_step(
    *, actor: User | None, item: Item, version: ItemVersion | None, before: str, after: str, reason: str = ""
) -> ReviewStep:
    """A row of the log; the caller holds the item's row."""
    return ReviewStep.objects.create(
        item=item,
        version=version,
        from_status=before,
        to_status=after,
        reason=reason.strip(),
        taken_at=timezone.now(),
        actor=actor,
    )


def _get_rule(item: Item, status: str) -> Rule:
    if status not in NAMES:
        raise StatusRefused(f"There is no status “{status}”.")
    rule = list_rules(item.status, item.next_status).get(status)
    if rule is None:
        raise StatusRefused(f"{item.code} is “{NAMES[item.stage]}” and cannot become “{NAMES[status]}” in one step.")
    return rule


def _check_step(actor: User | None, item: Item, rule: Rule, status: str, reason: str) -> None:
    if actor is None:
        return
    if not actor.has_perm(rule.permission):
        needed = PERMISSION_NAMES[rule.permission]
        raise StatusRefused(f"{item.code}: for this step you need the permission to {needed}.")
    if rule.needs_reason and not reason.strip():
        raise StatusRefused(f"{item.code} cannot become “{NAMES[status]}” without a reason.")


def _check_content(item: Item, version: ItemVersion | None, status: str) -> None:
    if status == ItemStatus.LIVE and not (version and item.placements.exists()):
        raise StatusRefused(f"{item.code} needs content and a place in a guide before it can go live.")
    messages = _list_faults(item, version, status) if version else []
    if messages:
        what = " ".join(messages)
        raise StatusRefused(f"{item.code} cannot become “{NAMES[status]}” yet: {what}")


def _list_faults(item: Item, version: ItemVersion, status: str) -> list[str]:
    """What keeps a version from this step: for going live every error of the authoring checks that is not waived."""
    content = get_content(version=version)
    if status == ItemStatus.LIVE:
        return [finding.message for finding in blocks_live(list_findings(item=item, content=content))]
    return [finding.message for finding in check(content)]


def _check_approver(actor: User | None, item: Item, version: ItemVersion | None) -> None:
    is_own = actor is not None and version is not None and version.created_by_id == actor.pk
    if is_own and get_review_rule(item=item) == ReviewRule.TWO_PEOPLE:
        raise StatusRefused(f"{item.code}: you wrote this version, so somebody else must approve it.")


def _apply(item: Item, status: str) -> None:
    if not item.next_version or status == ItemStatus.QUARANTINED:
        item.status = status
    elif status == ItemStatus.LIVE:
        item.status, item.current_version = status, item.next_version
        item.next_version, item.next_status = None, ""
    elif status == ItemStatus.RETIRED:
        item.status, item.next_version, item.next_status = status, None, ""
    else:
        item.next_status = status
