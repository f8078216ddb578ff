"""Many new items at once: what an import brings."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import User
from exams.bank.content import ItemContent, check_structure
from exams.bank.errors import ContentRefused
from exams.bank.models import Item, ItemObjective, ItemStatus, ItemVersion
from exams.bank.services.authoring import ItemDetails
from exams.bank.services.versions import BATCH, NewVersion, add_versions

# SQLite takes no more names in one statement than this, whatever it is asked.
MOST_KEYS = 30_000


@dataclass(frozen=True)
class NewItem:
    """`code`: of no item yet. `status`: where it starts; whoever says more than draft knows that it was reviewed."""

    code: str
    content: ItemContent
    details: ItemDetails
    revision: int = 1
    status: str = ItemStatus.DRAFT


@transaction.atomic
def add_items(*, actor: User | None, rows: Sequence[NewItem]) -> list[Item]:
    """Make items, all or none, in a number of statements that does not grow with each of them.

    Raises ContentRefused for what cannot be stored even as a draft, and IntegrityError where a code is taken.
    """
    for row in rows:
        if findings := check_structure(row.content):
            raise ContentRefused(findings)
    items = Item.objects.bulk_create(map(_item, rows), batch_size=BATCH)
    pairs = list(zip(items, rows, strict=True))
    add_versions(actor=actor, rows=(NewVersion(item, row.content, row.revision) for item, row in pairs))
    _show(pairs)
    ItemObjective.objects.bulk_create(
        (
            ItemObjective(
                item=item,
                guide_id=place.objective.domain.guide_id,
                objective=place.objective,
                consideration=place.consideration,
            )
            for item, row in pairs
            for place in row.details.placements
        ),
        batch_size=BATCH,
    )
    return items


def _show(pairs: Sequence[tuple[Item, NewItem]]) -> None:
    """Let each item have its version, and be where it starts: only then may one be live."""
    own = ItemVersion.objects.filter(item=OuterRef("pk")).values("pk")
    by_status: dict[str, list[int]] = {}
    for item, row in pairs:
        by_status.setdefault(row.status, []).append(item.pk)
    for status, ids in by_status.items():
        for start in range(0, len(ids), MOST_KEYS):
            rows = Item.objects.filter(pk__in=ids[start : start + MOST_KEYS])
            rows.update(current_version=Subquery(own), status=status)


def _item(row: NewItem) -> Item:
    details = row.details
    return Item(
        code=row.code,
        style=details.style,
        difficulty=details.difficulty,
        is_generative=details.is_generative,
        metadata=details.metadata,
    )
