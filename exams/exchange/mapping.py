"""Between items of other systems and ours. Without the database."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_lowercase

from django.utils.text import slugify

from exams.bank.content import MULTIPLE_SELECT, SINGLE_CHOICE, ItemContent, OptionContent, check_structure
from exams.exchange.foreign import ForeignItem, ForeignOption, Medium, Place
from exams.exchange.references import read_references, write_references

LONGEST_CODE = 60
# Fractions of files are rounded: a third comes as 33.33333 %.
NEARLY = Decimal("0.0001")
# A “[” inside a text is escaped; so no beginning of a picture is looked through more than once.
_SHOWN = re.compile(r"(!\[(?:[^\[\]\\]|\\.)*\]\()([^()\s]+)(\))")
_PICTURE = re.compile(r"(!\[(?:[^\[\]\\]|\\.)*\]\()media:([A-Za-z0-9.-]+)(\))")


@dataclass(frozen=True)
class NotOurs(Exception):
    """The item cannot be one of ours: `reason` in the author's words, and what to do."""

    reason: str
    advice: str


def to_content(item: ForeignItem) -> ItemContent:
    """Our content of an item. Raises NotOurs. Pictures keep their names (`place_pictures`)."""
    keys = sum(option.is_correct for option in item.options)
    if keys == 0:
        raise NotOurs(" ".join(["No option is marked as right.", *item.warnings]), "Mark the key in the file.")
    if len(item.options) > len(ascii_lowercase):
        raise NotOurs(f"It has {len(item.options)} options.", f"An item has {len(ascii_lowercase)} at most.")
    if item.kind == SINGLE_CHOICE and keys > 1:
        raise NotOurs(
            f"It asks for one option, but {keys} bring full credit.", "Leave one key, or let it ask for more."
        )
    content = ItemContent(
        kind=MULTIPLE_SELECT if keys > 1 else SINGLE_CHOICE,
        select_count=keys,
        stem=item.stem,
        options=tuple(
            OptionContent(
                code=code,
                text=option.text,
                rationale=option.feedback,
                is_correct=option.is_correct,
                fraction=None if is_all_or_nothing(item) else option.fraction,
            )
            for code, option in zip(ascii_lowercase, item.options, strict=False)
        ),
        explanation=item.feedback,
        references=read_references(item.metadata.get("references", "")),
        is_shuffled=item.is_shuffled,
    )
    findings = check_structure(content)
    if findings:
        raise NotOurs(" ".join(finding.message for finding in findings), "Mend it in the file.")
    return content


def is_all_or_nothing(item: ForeignItem) -> bool:
    """Whether the fractions say no more than the key: the right options share the credit, the others bring nothing."""
    keys = sum(option.is_correct for option in item.options)
    share = Decimal(1) / keys if keys else Decimal(0)
    return all(abs(row.fraction - (share if row.is_correct else 0)) < NEARLY for row in item.options)


def to_foreign(
    code: str,
    content: ItemContent,
    *,
    tags: tuple[str, ...] = (),
    metadata: Mapping[str, str] | None = None,
    stimulus: tuple[str, str] = ("", ""),
    media: tuple[Medium, ...] = (),
) -> ForeignItem:
    """An item of ours on its way out. `stimulus`: title and text. Texts name pictures as `name_pictures` leaves them."""
    said = {**(metadata or {}), "references": write_references(content.references)}
    return ForeignItem(
        source_id=code,
        kind=content.kind,
        select_count=content.select_count,
        stem=content.stem,
        options=tuple(
            ForeignOption(
                id=option.code,
                text=option.text,
                is_correct=option.is_correct,
                fraction=share,
                feedback=option.rationale,
            )
            for option, share in zip(content.options, content.shares(), strict=True)
        ),
        place=Place(""),
        feedback=content.explanation,
        is_shuffled=content.is_shuffled,
        stimulus_code=content.stimulus_code,
        stimulus_title=stimulus[0],
        stimulus=stimulus[1],
        tags=tags,
        metadata={name: value for name, value in said.items() if value},
        media=media,
    )


def make_code(source: str, source_id: str, *, otherwise: str, longest: int) -> str:
    """A code of at most `longest` characters for what a file calls `source_id`; `otherwise` if nothing of it is left."""
    return slugify(f"{source}-{source_id}")[:longest].strip("-") or otherwise


def digest(item: ForeignItem) -> str:
    """SHA-256 of what the item says, wherever it stands and whatever it is called."""
    values = {
        "kind": item.kind,
        "stem": item.stem,
        "stimulus": item.stimulus,
        "options": [
            [row.text, row.is_correct, f"{row.fraction.quantize(Decimal('0.00001'))}", row.feedback]
            for row in item.options
        ],
        "feedback": item.feedback,
        "is_shuffled": item.is_shuffled,
        "tags": item.tags,
        "media": sorted(hashlib.sha256(medium.data).hexdigest() for medium in item.media),
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def place_pictures(content: ItemContent, addresses: Mapping[str, str]) -> ItemContent:
    """The content with the addresses of its pictures: name → address. Unknown ones stay as they are."""
    return _with_texts(content, lambda text: place_in_text(text, addresses))


def place_in_text(text: str, addresses: Mapping[str, str]) -> str:
    return _PICTURE.sub(lambda found: f"{found[1]}{addresses.get(found[2], 'media:' + found[2])}{found[3]}", text)


def name_pictures(content: ItemContent, names: Mapping[str, str]) -> ItemContent:
    """The other way round: address → name. Pictures that are kept elsewhere stay as they are."""
    return _with_texts(content, lambda text: name_in_text(text, names))


def name_in_text(text: str, names: Mapping[str, str]) -> str:
    def name(found: re.Match[str]) -> str:
        return f"{found[1]}media:{names[found[2]]}{found[3]}" if found[2] in names else found[0]

    return _SHOWN.sub(name, text)


def list_shown(texts: Iterable[str]) -> set[str]:
    """The addresses of all pictures in these texts."""
    return {found[2] for text in texts for found in _SHOWN.finditer(text)}


def list_texts(content: ItemContent) -> list[str]:
    """All texts of an item that may show pictures."""
    return [
        content.stem,
        content.explanation,
        *(text for row in content.options for text in (row.text, row.rationale)),
    ]


def list_item_texts(item: ForeignItem) -> list[str]:
    """All texts of an item on its way in."""
    options = (text for row in item.options for text in (row.text, row.feedback))
    return [item.stem, item.stimulus, item.feedback, *options]


def _with_texts(content: ItemContent, change: Callable[[str], str]) -> ItemContent:
    options = tuple(replace(row, text=change(row.text), rationale=change(row.rationale)) for row in content.options)
    return replace(content, stem=change(content.stem), explanation=change(content.explanation), options=options)


def alternative_text(texts: Iterable[str], name: str) -> str:
    """What the texts say of a picture; "" if they say nothing."""
    found = re.search(rf"!\[((?:[^\[\]\\]|\\.)*)\]\(media:{re.escape(name)}\)", "\n".join(texts))
    return found[1].strip() if found else ""
