"""Writing and editing items: an edit makes a version, and no version ever changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from exams.bank.content import ItemContent, check_structure
from exams.bank.errors import ContentRefused, EditConflict, StatusRefused
from exams.bank.keys import get_content
from exams.bank.models import Item, ItemObjective, ItemStatus, ItemVersion, Objective, ReviewRule, Stimulus
from exams.bank.services.versions import NewVersion, add_versions
from exams.bank.services.workflow import STATE, get_review_rule, may_publish, note_step
from exams.bank.states import WITH_NEXT, after_edit


@dataclass(frozen=True)
class Placement:
    objective: Objective
    consideration: str = ""

    @property
    def code(self) -> str:
        """As guides and files write it: 1.2, or 1.2.d with a consideration."""
        return f"{self.objective.code}.{self.consideration}" if self.consideration else self.objective.code


@dataclass(frozen=True)
class ItemDetails:
    """What is known about an item besides its content; a change of these makes no version.

    `enemies` are codes of other items; None leaves them as they are.
    """

    style: str = ""
    difficulty: str = "medium"
    is_generative: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    placements: tuple[Placement, ...] = ()
    enemies: tuple[str, ...] | None = None


@transaction.atomic
def save_item(
    *,
    actor: User | None,
    code: str,
    content: ItemContent,
    details: ItemDetails,
    revision: int | None = None,
    based_on: int | None = None,
    is_reviewed: bool = False,
) -> tuple[Item, bool]:
    """Make the item `code`, or a new version of it where the content differs; `True` says a version was made.

    A new version of a live item waits beside the live one where the review asks for it, or where `actor` may not put
    items live; `is_reviewed` says that it was reviewed elsewhere. `revision` is the version's number when an import
    states it. `based_on` is the revision that was edited (0: the item is new). Raises ContentRefused for what cannot
    be stored even as a draft, EditConflict when another revision is the newest by now, StatusRefused when a live item
    is moved by who may not.
    """
    findings = check_structure(content)
    if findings:
        raise ContentRefused(findings)
    rows = Item.objects.select_for_update(of=("self",)).select_related("current_version", "next_version")
    item, is_new = rows.get_or_create(code=code)
    newest = None if is_new else item.newest_version
    if based_on is not None and based_on != (newest.revision if newest else 0):
        raise EditConflict(newest.revision if newest else 0)
    is_changed = newest is None or newest.fingerprint != content.fingerprint()
    if is_changed:
        _take_version(item, _add_version(item, content, actor, revision), actor, is_reviewed=is_reviewed)
    item.style, item.difficulty = details.style, details.difficulty
    item.is_generative, item.metadata = details.is_generative, details.metadata
    item.save(update_fields=[*STATE, "style", "difficulty", "is_generative", "metadata", "updated_at"])
    _place(item, details.placements, actor)
    if details.enemies is not None:
        item.enemies.set(Item.objects.filter(code__in=details.enemies).exclude(pk=item.pk))
    return item, is_changed


def _take_version(item: Item, version: ItemVersion, actor: User | None, *, is_reviewed: bool) -> None:
    """Where a new version goes: beside the live one, or in place of the current one."""
    is_published = item.current_version is not None and item.status in WITH_NEXT
    is_free = is_reviewed or (is_published and may_publish(actor) and get_review_rule(item=item) == ReviewRule.FREE)
    if is_published and not is_free:
        before = item.next_status
        item.next_version, item.next_status = version, after_edit(before) or ItemStatus.DRAFT
        note_step(actor=actor, item=item, version=version, before=before or item.next_status, after=item.next_status)
        return
    before = item.status
    item.current_version, item.next_version, item.next_status = version, None, ""
    if not is_free:
        item.status = after_edit(before)
    if is_published or item.status != before:
        note_step(actor=actor, item=item, version=version, before=before, after=item.status)


def get_details(*, item: Item) -> ItemDetails:
    """What is known about an item besides its content. One statement."""
    return get_many_details(items=[item])[item.pk]


def get_many_details(*, items: Iterable[Item]) -> dict[int, ItemDetails]:
    """Item id → what is known about it besides its content. One statement."""
    rows = list(items)
    places: dict[int, list[Placement]] = {item.pk: [] for item in rows}
    stored = ItemObjective.objects.filter(item__in=rows).select_related("objective__domain__guide")
    for place in stored.order_by("guide_id"):
        places[place.item_id].append(Placement(place.objective, place.consideration))
    return {
        item.pk: ItemDetails(
            style=item.style,
            difficulty=item.difficulty,
            is_generative=item.is_generative,
            metadata=item.metadata,
            placements=tuple(places[item.pk]),
        )
        for item in rows
    }


def restore_version(*, actor: User | None, version: ItemVersion, based_on: int) -> tuple[Item, bool]:
    """Make a new version with the content of an old one. Raises as `save_item` does."""
    item = version.item
    return save_item(
        actor=actor,
        code=item.code,
        content=get_content(version=version),
        details=get_details(item=item),
        based_on=based_on,
    )


@transaction.atomic
def add_stimulus(*, actor: User | None, code: str, title: str, text: str) -> tuple[Stimulus, bool]:
    """The next revision of a stimulus, or its latest where nothing differs; `True` says that one was made."""
    latest = Stimulus.objects.select_for_update().filter(code=code).order_by("-revision").first()
    if latest and (latest.title, latest.text) == (title, text):
        return latest, False
    revision = latest.revision + 1 if latest else 1
    return Stimulus.objects.create(code=code, revision=revision, title=title, text=text), True


def _add_version(item: Item, content: ItemContent, actor: User | None, revision: int | None) -> ItemVersion:
    latest = item.versions.aggregate(latest=Max("revision"))["latest"] or 0
    return add_versions(actor=actor, rows=[NewVersion(item, content, max(revision or 0, latest + 1))])[0]


def _place(item: Item, placements: tuple[Placement, ...], actor: User | None) -> None:
    wanted = {(place.objective.domain.guide_id, place.objective.pk, place.consideration) for place in placements}
    existing = set(item.placements.values_list("guide_id", "objective_id", "consideration"))
    if wanted == existing:
        return
    if item.status == ItemStatus.LIVE and existing and not may_publish(actor):
        raise StatusRefused(f"{item.code} is live: to move it in a guide you need the permission to put items live.")
    item.placements.all().delete()
    ItemObjective.objects.bulk_create(
        ItemObjective(item=item, guide_id=guide, objective_id=objective, consideration=letter)
        for guide, objective, letter in sorted(wanted)
    )
