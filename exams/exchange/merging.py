"""An item of a file and the item here that it is an edition of: what the file does not say, stays."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from exams.bank.content import ItemContent, OptionContent
from exams.bank.models import ExamGuide
from exams.bank.models.item import Difficulty, Style
from exams.bank.services.authoring import ItemDetails, Placement
from exams.exchange.foreign import ForeignItem
from exams.exchange.references import merge_references
from exams.exchange.services.bank import find_placement, list_known_objectives
from exams.exchange.stored import Stored

# Formats that have no word for it, so that what they seem to say of it is no statement.
SHUFFLE = "shuffle"
UNSAID = {"gift": frozenset({SHUFFLE}), "aiken": frozenset({SHUFFLE})}
# Kept for the next export; nothing here goes by them.
KEPT = ("title", "category", "language", "correct_feedback", "partial_feedback", "incorrect_feedback")


# --- content ------------------------------------------------------------------------------------
def merge_content(new: ItemContent, stored: Stored, *, stimulus: str, unsaid: frozenset[str]) -> ItemContent:
    """What the edition says, and of the stored content what it is silent about.

    `stimulus`: the text that the file gives, or "". A changed one is called by its code and no revision.
    """
    before = stored.content
    options = _merge_options(new.options, before.options)
    code, revision, stem = "", 0, new.stem
    if before.stimulus_code:
        code = before.stimulus_code
        revision = before.stimulus_revision if stimulus in {"", stored.stimulus_text} else 0
    if code and not stimulus:
        # Formats without shared texts write them before the stem.
        stem = stem.removeprefix(stored.stimulus_text.strip()).lstrip("\n")
    return replace(
        new,
        stem=stem,
        options=options,
        explanation=new.explanation or before.explanation,
        references=merge_references(new.references, before.references),
        is_shuffled=before.is_shuffled if SHUFFLE in unsaid else new.is_shuffled,
        stimulus_code=code,
        stimulus_revision=revision,
        facts=new.facts or before.facts,
    )


def _merge_options(new: tuple[OptionContent, ...], before: tuple[OptionContent, ...]) -> tuple[OptionContent, ...]:
    known = {option.text: option for option in before}
    return tuple(_merge_option(option, known.get(option.text)) for option in new)


def _merge_option(new: OptionContent, before: OptionContent | None) -> OptionContent:
    if before is None or before.is_correct != new.is_correct:
        return new
    return replace(
        new,
        rationale=new.rationale or before.rationale,
        mechanism=new.mechanism or before.mechanism,
        reference_codes=new.reference_codes or before.reference_codes,
    )


# --- what is known besides the content ------------------------------------------------------------
class Details:
    """Reads what files say besides an item's content. Knows the guides; one statement."""

    def __init__(self) -> None:
        self._objectives = list_known_objectives()
        self._current = ExamGuide.objects.filter(is_current=True).values_list("code", flat=True).first() or ""

    def of(self, item: ForeignItem, before: ItemDetails) -> tuple[ItemDetails, list[str]]:
        """The details of an edition of an item, and sentences about what cannot be taken over."""
        said = item.metadata
        placements, unknown = self._placements(said.get("objectives", ""))
        metadata: dict[str, Any] = dict(before.metadata)
        if item.tags:
            metadata["tags"] = list(item.tags)
        kept = {name: said[name] for name in KEPT if said.get(name)}
        if kept:
            metadata["imported"] = kept
        details = replace(
            before,
            style=said["style"] if said.get("style") in Style.values else before.style,
            difficulty=said["difficulty"] if said.get("difficulty") in Difficulty.values else before.difficulty,
            placements=_merge_placements(placements, before.placements),
            metadata=metadata,
        )
        return details, unknown

    def _placements(self, text: str) -> tuple[list[Placement], list[str]]:
        found, unknown = [], []
        for word in re.split(r"[;,\s]+", text.strip()):
            if not word:
                continue
            place = self._placement(word)
            if place:
                found.append(place)
            else:
                unknown.append(f"No guide here has the objective “{word[:60]}”.")
        return found, unknown

    def _placement(self, word: str) -> Placement | None:
        guide, _, place = word.rpartition(":")
        return find_placement(self._objectives, guide or self._current, place)


def _merge_placements(new: Iterable[Placement], before: tuple[Placement, ...]) -> tuple[Placement, ...]:
    """One place in each guide; what is said of one guide says nothing of another."""
    places = {place.objective.domain.guide_id: place for place in (*before, *new)}
    return tuple(places[guide] for guide in sorted(places))


def write_placements(placements: Iterable[Placement]) -> str:
    return "; ".join(f"{place.objective.domain.guide.code}:{place.code}" for place in placements)
