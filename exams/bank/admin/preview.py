"""An item as a candidate sees it, and the key beneath: made from content that may be half written."""

from dataclasses import dataclass

from common.richtext import render, render_inline
from exams.bank.content import SINGLE_CHOICE, ItemContent, OptionContent, ReferenceContent
from exams.bank.models import Stimulus

# As static/runner/wording.js says them.
NUMBERS = dict(enumerate(["no", "one", "two", "three", "four", "five", "six", "seven", "eight"]))
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
        instruction=f"Choose {NUMBERS.get(content.select_count, content.select_count)}.",
        stem_html=_open_links_elsewhere(render(content.stem)),
        stimulus_title=stimulus.title if stimulus else "",
        stimulus_html=_open_links_elsewhere(render(stimulus.text)) if stimulus else "",
        options=tuple(_show_option(*pair) for pair in zip(SCREEN_LETTERS, content.options, strict=False)),
        explanation_html=render(content.explanation),
        references=content.references,
    )


def _show_option(letter: str, option: OptionContent) -> ShownOption:
    return ShownOption(
        letter=letter,
        code=option.code,
        html=_open_links_elsewhere(render_inline(option.text)),
        is_key=option.is_correct,
        mechanism=option.mechanism,
        rationale_html=render(option.rationale),
    )


def _open_links_elsewhere(html: str) -> str:
    """As on the exam screen; here a link would take the author out of the editor. In cleaned HTML a “<a ” is a tag."""
    return html.replace("<a ", '<a target="_blank" ')


def _stimulus(content: ItemContent) -> Stimulus | None:
    if not content.stimulus_code:
        return None
    return Stimulus.objects.filter(code=content.stimulus_code, revision=content.stimulus_revision).first()
