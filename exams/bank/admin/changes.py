"""What differs between two versions of an item, in a few words. Plain values in, plain values out."""

from collections.abc import Callable
from typing import Any

from exams.bank.content import ItemContent

PARTS: tuple[tuple[str, Callable[[ItemContent], Any]], ...] = (
    ("stem", lambda content: content.stem),
    ("stimulus", lambda content: (content.stimulus_code, content.stimulus_revision)),
    ("options", lambda content: [(option.code, option.text) for option in content.options]),
    (
        "key",
        lambda content: (
            content.kind,
            content.select_count,
            {option.code for option in content.options if option.is_correct},
            [option.fraction for option in content.options],
        ),
    ),
    (
        "rationales",
        lambda content: [
            (option.code, option.rationale, option.mechanism, option.reference_codes) for option in content.options
        ],
    ),
    ("explanation", lambda content: content.explanation),
    ("references", lambda content: content.references),
    ("shuffling", lambda content: content.is_shuffled),
)


def list_changes(before: ItemContent | None, after: ItemContent) -> list[str]:
    """The names of the parts that differ; a first version differs in nothing."""
    if before is None:
        return []
    return [name for name, part in PARTS if part(before) != part(after)]


def describe_changes(before: ItemContent | None, after: ItemContent) -> str:
    """One line for a list of versions."""
    changes = list_changes(before, after)
    if before is None:
        return "First version"
    return ", ".join(changes).capitalize() if changes else "Nothing that a candidate sees"
