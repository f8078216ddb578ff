"""Questions about the key; only what works after a sitting (marking, release) and authoring asks them."""

from collections.abc import Iterable

from exams.bank.content import ItemContent, OptionContent, ReferenceContent
from exams.bank.models import ItemVersion
from exams.bank.models.key import ItemKey, OptionKey


def get_correct_codes(*, version_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Version id → codes of the correct options. One statement."""
    found: dict[int, set[str]] = {}
    rows = OptionKey.objects.filter(option__version_id__in=list(version_ids), is_correct=True)
    for version_id, code in rows.values_list("option__version_id", "option__code"):
        found.setdefault(version_id, set()).add(code)
    return {version_id: frozenset(codes) for version_id, codes in found.items()}


def get_option_keys(*, version_ids: Iterable[int]) -> dict[int, dict[str, OptionKey]]:
    """Version id → option code → key with rationale. One statement."""
    found: dict[int, dict[str, OptionKey]] = {}
    for key in OptionKey.objects.filter(option__version_id__in=list(version_ids)).select_related("option"):
        found.setdefault(key.option.version_id, {})[key.option.code] = key
    return found


def get_item_keys(*, version_ids: Iterable[int]) -> dict[int, ItemKey]:
    """Version id → explanation and references. One statement."""
    return {key.version_id: key for key in ItemKey.objects.filter(version_id__in=list(version_ids))}


def get_content(*, version: ItemVersion) -> ItemContent:
    """A version as plain values, key included: for editing and export."""
    return get_contents(versions=[version])[version.pk]


def get_contents(*, versions: Iterable[ItemVersion]) -> dict[int, ItemContent]:
    """Version id → content. Two statements besides those for options and stimuli that are not loaded yet."""
    rows = list(versions)
    ids = [version.pk for version in rows]
    option_keys, item_keys = get_option_keys(version_ids=ids), get_item_keys(version_ids=ids)
    return {row.pk: _content(row, option_keys[row.pk], item_keys[row.pk]) for row in rows}


def _content(version: ItemVersion, keys: dict[str, OptionKey], item_key: ItemKey) -> ItemContent:
    return ItemContent(
        kind=version.kind,
        select_count=version.select_count,
        stem=version.stem,
        options=tuple(
            OptionContent(
                code=option.code,
                text=option.text,
                rationale=keys[option.code].rationale,
                is_correct=keys[option.code].is_correct,
                mechanism=keys[option.code].mechanism,
                reference_codes=tuple(keys[option.code].reference_codes),
                fraction=keys[option.code].fraction,
            )
            for option in version.options.all()
        ),
        explanation=item_key.explanation,
        references=tuple(ReferenceContent(**reference) for reference in item_key.references),
        is_shuffled=version.is_shuffled,
        stimulus_code=version.stimulus.code if version.stimulus else "",
        stimulus_revision=version.stimulus.revision if version.stimulus else 0,
        facts=tuple(item_key.facts),
    )
