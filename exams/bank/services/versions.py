"""Storing versions: one or thousands in the same few statements, for they are written once and never change."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from exams.bank.content import ItemContent
from exams.bank.models import Item, ItemVersion, Option, Stimulus
from exams.bank.models.key import ItemKey, OptionKey

BATCH = 1000


@dataclass(frozen=True)
class NewVersion:
    """`revision`: free for this item."""

    item: Item
    content: ItemContent
    revision: int


def add_versions(*, actor: User | None, rows: Iterable[NewVersion]) -> list[ItemVersion]:
    """Store versions with options and key. Within the caller's transaction; four statements, or five with stimuli."""
    wanted = list(rows)
    stimuli = _find_stimuli(row.content for row in wanted)
    versions = ItemVersion.objects.bulk_create((_version(row, stimuli, actor) for row in wanted), batch_size=BATCH)
    pairs = list(zip(versions, (row.content for row in wanted), strict=True))
    options = Option.objects.bulk_create(
        (
            Option(version=version, code=row.code, text=row.text)
            for version, content in pairs
            for row in content.options
        ),
        batch_size=BATCH,
    )
    keys = (row for content in wanted for row in content.content.options)
    OptionKey.objects.bulk_create(
        (
            OptionKey(
                option=option,
                is_correct=key.is_correct,
                mechanism=key.mechanism,
                rationale=key.rationale,
                reference_codes=list(key.reference_codes),
                fraction=key.stored_fraction(),
            )
            for option, key in zip(options, keys, strict=True)
        ),
        batch_size=BATCH,
    )
    ItemKey.objects.bulk_create((_item_key(version, content) for version, content in pairs), batch_size=BATCH)
    return versions


def _find_stimuli(contents: Iterable[ItemContent]) -> dict[tuple[str, int], Stimulus]:
    """(code, revision) → stimulus, of those that the contents name."""
    codes = {content.stimulus_code for content in contents if content.stimulus_code}
    rows = Stimulus.objects.filter(code__in=codes) if codes else ()
    return {(row.code, row.revision): row for row in rows}


def _version(row: NewVersion, stimuli: dict[tuple[str, int], Stimulus], actor: User | None) -> ItemVersion:
    content = row.content
    key = (content.stimulus_code, content.stimulus_revision)
    return ItemVersion(
        item=row.item,
        revision=row.revision,
        kind=content.kind,
        select_count=content.select_count,
        is_shuffled=content.is_shuffled,
        stem=content.stem,
        stimulus=stimuli[key] if content.stimulus_code else None,
        fingerprint=content.fingerprint(),
        created_by=actor,
    )


def _item_key(version: ItemVersion, content: ItemContent) -> ItemKey:
    references = [{"id": row.id, "title": row.title, "url": row.url} for row in content.references]
    return ItemKey(version=version, explanation=content.explanation, references=references, facts=list(content.facts))
