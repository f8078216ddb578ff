"""A choice of any version of QTI, once its reader has taken it apart: checked, and made into an item. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, ForeignOption, Place, Refused
from exams.exchange.formats.choices import MOST_OPTIONS
from exams.exchange.formats.qti_feedback import Sorted
from exams.exchange.formats.qti_scoring import SEVERAL_RIGHT, Verdict
from exams.exchange.formats.qti_texts import SharedText, Texts

# What a choice is called whose key is not one combination of options; after the format's own name.
SEVERAL_KEYS = "with several right combinations"
NO_KEY = "The file does not say which option is right."


def refuse_options(codes: Sequence[str], place: Place, source_id: str) -> Refused | None:
    """Why nothing is made of options with these identifiers; None if they are as they should be."""
    if not codes:
        return Refused(place, "The question has no options.", "Add them, or leave the question out.", source_id)
    if len(codes) > MOST_OPTIONS:
        return Refused(place, f"The question has more than {MOST_OPTIONS} options.", "Shorten it.", source_id)
    if "" in codes or len(set(codes)) != len(codes):
        return Refused(place, "Two options have the same identifier, or one has none.", "Name each once.", source_id)
    return None


def is_shuffled(texts: Texts, fixed: Sequence[bool]) -> bool:
    """Whether the options of a choice that is shuffled are; `fixed`: which of them keep their place."""
    if any(fixed) and not all(fixed):
        texts.warn("Some options keep their place in the file; here all of them do.")
    return not any(fixed)


@dataclass(frozen=True)
class Choice:
    """What an item says. `options`: identifier → Markdown; `metadata`: empty values are left out."""

    stem: str
    options: Mapping[str, str]
    is_single: bool
    is_shuffled: bool
    verdict: Verdict
    feedback: Sorted
    texts: Texts
    max_points: Decimal
    shared: SharedText | None = None
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)

    def item(self, source_id: str, place: Place) -> ForeignItem:
        """The item; what could not be taken over is in its warnings."""
        verdict, shared = self.verdict, self.shared
        if self.is_single and len(verdict.key) > 1:
            self.texts.warn(SEVERAL_RIGHT)
        if not verdict.key:
            self.texts.warn(NO_KEY)
        return ForeignItem(
            source_id=source_id,
            kind=SINGLE_CHOICE if self.is_single else MULTIPLE_SELECT,
            select_count=1 if self.is_single else max(len(verdict.key), 1),
            stem=self.stem,
            options=tuple(
                ForeignOption(code, text, code in verdict.key, verdict.fractions[code], self.feedback.text(code))
                for code, text in self.options.items()
            ),
            place=place,
            feedback=self.feedback.item_text,
            is_shuffled=self.is_shuffled,
            max_points=self.max_points,
            stimulus_code=shared.code if shared else "",
            stimulus_title=shared.title if shared else "",
            stimulus=shared.text if shared else "",
            tags=self.tags,
            metadata={name: text for name, text in {**self.metadata, **self.feedback.named()}.items() if text},
            media=self.texts.media,
            warnings=(*verdict.warnings, *self.texts.warnings),
        )
