"""An item as a candidate sees it, and the key beneath: made from content that may be half written."""

from dataclasses import dataclass

from common.richtext import render, render_inline
from exams.bank.content import COUNT_WORDS, SINGLE_CHOICE, ItemContent, OptionContent, ReferenceContent
from exams.bank.models import Stimulus

SCREEN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class ShownOption:
    """`letter` stands on the candidate's screen, `code` in the editor: they differ when a letter is left out."""

    letter: str
    code: str
    html: str
    is_key: bool
    mechanism: str
    rationale_html: str


@dataclass(frozen=True)
class ShownItem:
    is_single: bool
    instruction: str
    stem_html: str
    stimulus_title: str
    stimulus_html: str
    options: tuple[ShownOption, ...]
    explanation_html: str
    references: tuple[ReferenceContent, ...]


def show(content: ItemContent) -> ShownItem:
    """Options stand in the order of the editor: a preview that shuffled would jump at every key stroke."""
    stimulus = _stimulus(content)
    return ShownItem(
        is_single=content.kind == SINGLE_CHOICE,
        instruction=f"Choose {COUNT_WORDS.get(content.select_count, 'one')}.",
        stem_html=render(content.stem),
        stimulus_title=stimulus.title if stimulus else "",
        stimulus_html=render(stimulus.text) if stimulus else "",
        options=tuple(_show_option(*pair) for pair in zip(SCREEN_LETTERS, content.options, strict=False)),
        explanation_html=render(content.explanation),
        references=content.references,
    )


def _show_option(letter: str, option: OptionContent) -> ShownOption:
    return ShownOption(
        letter=letter,
        code=option.code,
        html=render_inline(option.text),
        is_key=option.is_correct,
        mechanism=option.mechanism,
        rationale_html=render(option.rationale),
    )


def _stimulus(content: ItemContent) -> Stimulus | None:
    if not content.stimulus_code:
        return None
    return Stimulus.objects.filter(code=content.stimulus_code, revision=content.stimulus_revision).first()
