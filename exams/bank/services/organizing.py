"""What is changed for many items at once, enemies, and copies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db import transaction

from accounts.models import User
from exams.bank.errors import StatusRefused
from exams.bank.keys import get_content
from exams.bank.models import Item
from exams.bank.services.authoring import get_details, save_item

DETAILS = ["style", "difficulty", "metadata", "updated_at"]


@dataclass(frozen=True)
class BulkEdit:
    """What to change; what is empty stays as it is. `enemies`: True makes all of them enemies, False parts them."""

    style: str = ""
    difficulty: str = ""
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    add_products: tuple[str, ...] = ()
    remove_products: tuple[str, ...] = ()
    review_by: date | None = None
    enemies: bool | None = None


@transaction.atomic
def edit_items(*, actor: User | None, items: Iterable[Item], edit: BulkEdit) -> list[Item]:
    """Change the details of many items, all or none; those in which something differs now."""
    ids = [item.pk for item in items]
    rows = list(Item.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    changed = [item for item in rows if _edit(item, edit)]
    for item in changed:
        item.save(update_fields=DETAILS)
    if edit.enemies is not None:
        changed += [item for item in _set_all_enemies(rows, are_enemies=edit.enemies) if item not in changed]
    return changed


def _edit(item: Item, edit: BulkEdit) -> bool:
    metadata = dict(item.metadata)
    for member, added, removed in (
        ("tags", edit.add_tags, edit.remove_tags),
        ("products", edit.add_products, edit.remove_products),
    ):
        before = list(metadata.get(member) or [])
        after = [value for value in dict.fromkeys([*before, *added]) if value not in removed]
        if after != before:
            metadata[member] = after
    if edit.review_by:
        metadata["review_by"] = edit.review_by.isoformat()
    values = (edit.style or item.style, edit.difficulty or item.difficulty, metadata)
    is_changed = values != (item.style, item.difficulty, item.metadata)
    item.style, item.difficulty, item.metadata = values
    return is_changed


def _set_all_enemies(items: list[Item], *, are_enemies: bool) -> list[Item]:
    """The items of which at least one pair was made or parted."""
    link = Item.enemies.through
    ids = {item.pk for item in items}
    present = set(link.objects.filter(from_item__in=ids, to_item__in=ids).values_list("from_item_id", "to_item_id"))
    if not are_enemies:
        link.objects.filter(from_item__in=ids, to_item__in=ids).delete()
        touched = {one for one, _ in present}
    else:
        wanted = {pair for one, other in combinations(sorted(ids), 2) for pair in ((one, other), (other, one))}
        link.objects.bulk_create(link(from_item_id=one, to_item_id=other) for one, other in sorted(wanted - present))
        touched = {one for one, _ in wanted - present}
    return [item for item in items if item.pk in touched]


@transaction.atomic
def duplicate_item(*, actor: User | None, item: Item) -> Item:
    """A draft with the newest text of `item`, under a code of its own; the two may not stand on one form.

    Raises StatusRefused for an item without any text.
    """
    item = Item.objects.select_related("current_version__stimulus", "next_version__stimulus").get(pk=item.pk)
    if item.newest_version is None:
        raise StatusRefused(f"{item.code} has no text to copy.")
    copy, _ = save_item(
        actor=actor,
        code=_free_code(item.code),
        content=get_content(version=item.newest_version),
        details=get_details(item=item),
        based_on=0,
    )
    copy.origin = item
    copy.save(update_fields=["origin"])
    copy.enemies.add(item, *item.enemies.all())
    return copy


def _free_code(code: str) -> str:
    limit = Item._meta.get_field("code").max_length or 60
    stem = code[: limit - len("-copy-999")]
    taken = set(Item.objects.filter(code__startswith=f"{stem}-copy").values_list("code", flat=True))
    names = (f"{stem}-copy" if number == 1 else f"{stem}-copy-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
