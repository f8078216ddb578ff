"""An item's content as plain values, the rules that no item may break, and its fingerprint. Pure."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from urllib.parse import urlsplit

SINGLE_CHOICE = "single_choice"
MULTIPLE_SELECT = "multiple_select"
COUNT_WORDS = {2: "two", 3: "three", 4: "four"}
MINIMUM_OPTIONS = {SINGLE_CHOICE: 4, MULTIPLE_SELECT: 5}
MAXIMUM_OPTIONS = 8
# What can be stored at all, as a draft: items of other systems have two options, or many.
FEWEST_STORED, MOST_STORED = 2, 26
FRACTION_STEP = Decimal("0.0000001")
MINIMUM_STEM = 40
MINIMUM_RATIONALE = 20


@dataclass(frozen=True)
class OptionContent:
    """`fraction` is the share of the item's credit that choosing this option gives, -1 to 1; None: all or nothing."""

    code: str
    text: str
    rationale: str
    is_correct: bool = False
    mechanism: str = ""
    reference_codes: tuple[str, ...] = ()
    fraction: Decimal | None = None

    def stored_fraction(self) -> Decimal | None:
        """The fraction as the database keeps it: a third has seven places."""
        return None if self.fraction is None else self.fraction.quantize(FRACTION_STEP, ROUND_HALF_EVEN)


@dataclass(frozen=True)
class ReferenceContent:
    id: str
    title: str
    url: str


@dataclass(frozen=True)
class ItemContent:
    """Everything that makes a version; `stimulus_code` and its text are compared, but stored elsewhere."""

    kind: str
    select_count: int
    stem: str
    options: tuple[OptionContent, ...]
    explanation: str
    references: tuple[ReferenceContent, ...] = ()
    is_shuffled: bool = True
    stimulus_code: str = ""
    stimulus_revision: int = 0
    facts: tuple[dict[str, str], ...] = field(default=(), compare=False)

    def shares(self) -> tuple[Decimal, ...]:
        """Of each option, the share of the credit that choosing it gives; the right ones share it evenly if none says."""
        even = Decimal(1) / self.select_count
        return tuple(
            option.fraction if option.fraction is not None else even * option.is_correct for option in self.options
        )

    def fingerprint(self) -> str:
        """SHA-256 over all that a candidate may see, before or after the release (not over the authors' facts)."""
        values = asdict(self)
        values.pop("facts")
        for row, option in zip(values["options"], self.options, strict=True):
            _put_fraction(row, option.stored_fraction())
        return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _put_fraction(row: dict[str, Any], fraction: Decimal | None) -> None:
    """Only what is set is part of a fingerprint: versions stored before there were fractions keep theirs."""
    row.pop("fraction")
    if fraction is not None:
        row["fraction"] = f"{fraction:f}"


@dataclass(frozen=True)
class Finding:
    """Something wrong: `where` names the field (`stem`, `options.b.rationale`), `rule` the writing rule's code."""

    rule: str
    where: str
    message: str


def check_structure(content: ItemContent) -> list[Finding]:
    """What keeps an item from being stored, even as a draft; an empty list means that it can be saved."""
    return [*_check_shape(content), *_check_key(content), *_check_letters(content)]


def check(content: ItemContent) -> list[Finding]:
    """The rules of level E that need the content alone; an empty list means that it can go live."""
    return [*check_structure(content), *_check_stem(content), *_check_options(content), *_check_references(content)]


def _check_shape(content: ItemContent) -> list[Finding]:
    found = []
    if not content.stem.strip():
        found.append(Finding("S01", "stem", "The stem is missing."))
    if not FEWEST_STORED <= len(content.options) <= MOST_STORED:
        found.append(Finding("S01", "options", f"An item has {FEWEST_STORED} to {MOST_STORED} options."))
    return found


def _check_key(content: ItemContent) -> list[Finding]:
    keys = sum(option.is_correct for option in content.options)
    if content.kind not in MINIMUM_OPTIONS:
        return [Finding("S01", "kind", f"There is no kind of item “{content.kind}”.")]
    if content.kind == SINGLE_CHOICE and content.select_count != 1:
        return [Finding("S03", "select_count", "A single-choice item asks for exactly one option.")]
    if content.kind == MULTIPLE_SELECT and content.select_count < min(COUNT_WORDS):
        return [Finding("S03", "select_count", "A multiple-select item asks for two options or more.")]
    if keys != content.select_count:
        asked = f"The item asks for {content.select_count}, but {keys} of its options are marked correct."
        return [Finding("S03", "options", asked)]
    return []


def _check_letters(content: ItemContent) -> list[Finding]:
    found = []
    codes = [option.code for option in content.options]
    if len(set(codes)) != len(codes):
        found.append(Finding("S01", "options", "Two options have the same letter."))
    for option in content.options:
        if not option.text.strip():
            found.append(Finding("S01", f"options.{option.code}.text", f"Option {option.code} has no text."))
        if option.fraction is not None and not -1 <= option.fraction <= 1:
            message = f"Option {option.code} gives a share of the credit beyond -1 to 1."
            found.append(Finding("S03", f"options.{option.code}.fraction", message))
    return found


def _check_stem(content: ItemContent) -> list[Finding]:
    found = []
    if content.stem.strip() and len(content.stem.strip()) < MINIMUM_STEM:
        found.append(Finding("S01", "stem", f"The stem needs at least {MINIMUM_STEM} characters."))
    word = COUNT_WORDS.get(content.select_count)
    if content.kind == MULTIPLE_SELECT and content.select_count > max(COUNT_WORDS):
        message = "A multiple-select item asks for two, three or four options."
        found.append(Finding("S03", "select_count", message))
    if content.kind == MULTIPLE_SELECT and word and not content.stem.rstrip().endswith(f"(Choose {word}.)"):
        found.append(Finding("S04", "stem", f"The stem must end with “(Choose {word}.)”."))
    if not content.explanation.strip():
        found.append(Finding("S05", "explanation", "The explanation is missing."))
    return found


def _check_options(content: ItemContent) -> list[Finding]:
    found = []
    fewest = MINIMUM_OPTIONS.get(content.kind, 4)
    if not fewest <= len(content.options) <= MAXIMUM_OPTIONS:
        found.append(Finding("T17", "options", f"The item needs {fewest} to {MAXIMUM_OPTIONS} options."))
    seen: dict[str, str] = {}
    for option in content.options:
        text = " ".join(option.text.lower().split()).rstrip(".")
        if text and text in seen:
            found.append(Finding("T14", "options", f"Options {seen[text]} and {option.code} say the same."))
        seen.setdefault(text, option.code)
        if len(option.rationale.strip()) < MINIMUM_RATIONALE:
            message = f"Option {option.code} needs a rationale of at least {MINIMUM_RATIONALE} characters."
            found.append(Finding("S05", f"options.{option.code}.rationale", message))
    return found


def _check_references(content: ItemContent) -> list[Finding]:
    found = []
    known = {reference.id for reference in content.references}
    for option in content.options:
        for code in set(option.reference_codes) - known:
            message = f"Option {option.code} names the reference “{code}”, which is not listed."
            found.append(Finding("S06", f"options.{option.code}.refs", message))
    no_address = [reference.url for reference in content.references if not is_https(reference.url)]
    return found + [Finding("S06", "references", f"“{url}” is no https address.") for url in no_address]


def is_https(url: str) -> bool:
    """Whether this is a whole address of a page that is sent encrypted."""
    try:
        address = urlsplit(url)
    except ValueError:  # "https://[": brackets without an address in them
        return False
    return address.scheme == "https" and bool(address.netloc)
