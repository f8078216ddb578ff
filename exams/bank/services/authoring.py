"""Writing and editing items: an edit makes a version, and no version ever changes."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from exams.bank.content import ItemContent, check_structure
from exams.bank.errors import ContentRefused, EditConflict, StatusRefused
from exams.bank.keys import get_content
from exams.bank.models import Item, ItemObjective, ItemStatus, ItemVersion, Objective, Option, Stimulus
from exams.bank.models.key import ItemKey, OptionKey

# Who may follow whom; the reviewers' workflow with its roles refines this table.
TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"in_review", "retired"}),
    "in_review": frozenset({"draft", "approved", "retired"}),
    "approved": frozenset({"draft", "live", "retired"}),
    "live": frozenset({"quarantined", "retired", "draft"}),
    "quarantined": frozenset({"draft", "live", "retired"}),
    "retired": frozenset({"draft"}),
}


@dataclass(frozen=True)
class Placement:
    objective: Objective
    consideration: str = ""


@dataclass(frozen=True)
class ItemDetails:
    """What is known about an item besides its content; a change of these makes no version."""

    style: str = ""
    difficulty: str = "medium"
    is_generative: bool = False
    metadata: dict[str, Any] = field(default_factory=dict)
    placements: tuple[Placement, ...] = ()


@transaction.atomic
def save_item(
    *,
    actor: User | None,
    code: str,
    content: ItemContent,
    details: ItemDetails,
    revision: int | None = None,
    based_on: int | None = None,
) -> tuple[Item, bool]:
    """Make the item `code`, or a new version of it where the content differs; `True` says a version was made.

    `revision` is the version's number when an import states it. `based_on` is the revision that was edited (0: the
    item is new). Raises ContentRefused for what cannot be stored even as a draft, EditConflict when another revision is current by now.
    """
    findings = check_structure(content)
    if findings:
        raise ContentRefused(findings)
    item, is_new = (
        Item.objects.select_for_update(of=("self",)).select_related("current_version").get_or_create(code=code)
    )
    current = None if is_new else item.current_version
    if based_on is not None and based_on != (current.revision if current else 0):
        raise EditConflict(current.revision if current else 0)
    is_changed = current is None or current.fingerprint != content.fingerprint()
    if is_changed:
        item.current_version = _add_version(item, content, actor, revision)
    item.style, item.difficulty = details.style, details.difficulty
    item.is_generative, item.metadata = details.is_generative, details.metadata
    item.save(update_fields=["current_version", "style", "difficulty", "is_generative", "metadata", "updated_at"])
    _place(item, details.placements)
    return item, is_changed


def get_details(*, item: Item) -> ItemDetails:
    """What is known about an item besides its content. One statement."""
    places = item.placements.select_related("objective__domain").order_by("guide_id")
    return ItemDetails(
        style=item.style,
        difficulty=item.difficulty,
        is_generative=item.is_generative,
        metadata=item.metadata,
        placements=tuple(Placement(place.objective, place.consideration) for place in places),
    )


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
    stimulus = None
    if content.stimulus_code:
        stimulus = Stimulus.objects.get(code=content.stimulus_code, revision=content.stimulus_revision)
    version = ItemVersion.objects.create(
        item=item,
        revision=max(revision or 0, latest + 1),
        kind=content.kind,
        select_count=content.select_count,
        is_shuffled=content.is_shuffled,
        stem=content.stem,
        stimulus=stimulus,
        fingerprint=content.fingerprint(),
        created_by=actor,
    )
    options = Option.objects.bulk_create(
        Option(version=version, code=option.code, text=option.text) for option in content.options
    )
    OptionKey.objects.bulk_create(
        OptionKey(
            option=row,
            is_correct=option.is_correct,
            mechanism=option.mechanism,
            rationale=option.rationale,
            reference_codes=list(option.reference_codes),
            fraction=option.stored_fraction(),
        )
        for row, option in zip(options, content.options, strict=True)
    )
    references = [{"id": ref.id, "title": ref.title, "url": ref.url} for ref in content.references]
    ItemKey.objects.create(
        version=version, explanation=content.explanation, references=references, facts=list(content.facts)
    )
    return version


def _place(item: Item, placements: tuple[Placement, ...]) -> None:
    wanted = {(place.objective.domain.guide_id, place.objective.pk, place.consideration) for place in placements}
    existing = set(item.placements.values_list("guide_id", "objective_id", "consideration"))
    if wanted == existing:
        return
    item.placements.all().delete()
    ItemObjective.objects.bulk_create(
        ItemObjective(item=item, guide_id=guide, objective_id=objective, consideration=letter)
        for guide, objective, letter in sorted(wanted)
    )


@transaction.atomic
def change_status(*, actor: User | None, item: Item, status: str) -> Item:
    """Move an item along the workflow. Raises StatusRefused for a step that the workflow does not have."""
    item = Item.objects.select_for_update().get(pk=item.pk)
    if status == item.status:
        return item
    names = dict(ItemStatus.choices)
    if status not in names:
        raise StatusRefused(f"There is no status “{status}”.")
    if status not in TRANSITIONS[item.status]:
        raise StatusRefused(f"{item.code} is “{names[item.status]}” and cannot become “{names[status]}” in one step.")
    if status == ItemStatus.LIVE and not (item.current_version and item.placements.exists()):
        raise StatusRefused(f"{item.code} needs content and a place in a guide before it can go live.")
    item.status = status
    item.save(update_fields=["status", "updated_at"])
    return item
