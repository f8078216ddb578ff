"""Reader and writer of Aiken: plain text, a line per option, `ANSWER: B`. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from exams.exchange.foreign import ForeignItem, ForeignOption, Found, Place, Reading, Refused, Source
from exams.exchange.formats.choices import (
    MOST_ITEMS,
    Broken,
    Identities,
    Key,
    check_count,
    even_share,
    find_key,
    gather,
    letter,
)
from exams.exchange.formats.writing import LOSSES_OF_ALL, LOSSES_OF_TEXT_FILES, full_stem, plain_line
from exams.exchange.html_text import text_to_markdown
from exams.exchange.text_files import read_decoded

LOSSES = (
    *LOSSES_OF_ALL,
    *LOSSES_OF_TEXT_FILES,
    "Everything but plain text: emphasis, code, lists, tables and links are written as the text that they show.",
    "Feedback, partial credit and penalties, identity, tags and all other data about an item.",
    "Several right options are written as `ANSWER: A, C`, which not every other system reads.",
    "More than 26 options; a stem that begins like an option gets a dot before it.",
)
_OPTION = re.compile(r"([A-Z])[.)][ \t]*(.*)", re.DOTALL)
_ANSWER = re.compile(r"ANSWER\s*:(.*)", re.IGNORECASE | re.DOTALL)
_LETTERS = re.compile(r"[A-Z](?:\s*[,; ]\s*[A-Z])*", re.IGNORECASE)
MOST_OPTIONS = 26


@dataclass
class Question:
    """A question while its lines are read."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)

    @property
    def has_begun(self) -> bool:
        return bool(self.stem or self.options)


def read_aiken(source: Source) -> Reading:
    """All questions of a file; what is wrong with it, or with one of them, is in `refused`. Never raises."""
    return read_decoded(source, lambda text, warning: _File(source.name, warning).read(text))


class _File:
    def __init__(self, name: str, warning: str) -> None:
        self._name = name
        self._warning = warning
        self._identities = Identities()
        self._found: list[Found] = []

    def read(self, text: str) -> Reading:
        question = Question()
        is_after_gap = True
        for number, raw in enumerate(text.split("\n"), start=1):
            if len(self._found) > MOST_ITEMS:
                break
            line = raw.strip()
            if match := _ANSWER.fullmatch(line):
                question.line = question.line or number
                self._finish(question, match[1].strip(), number)
                question = Question()
            elif line:
                if question.options and is_after_gap and not _OPTION.fullmatch(line):
                    self._refuse_unfinished(question)
                    question = Question()
                question.line = question.line or number
                _take(question, line)
            elif question.stem and not question.options:
                question.stem.append("")
            is_after_gap = not line
        if question.has_begun:
            self._refuse_unfinished(question)
        if not self._found:
            self._refuse(Question(line=1), "No question was found.", "Is this an Aiken file?")
        return gather(self._found, self._name)

    def _finish(self, question: Question, answer: str, number: int) -> None:
        source_id = self._identities.give(text="\n".join(question.stem))
        try:
            key = _key(question, answer, number)
            stem = text_to_markdown("\n".join(question.stem))
            if not stem:
                raise Broken("The question has no text.", "Write it on a line before option A.")
        except Broken as fault:
            self._refuse(question, fault.reason, fault.advice, source_id, fault.line)
            return
        texts = (*question.stem, *(line for lines in question.options for line in lines))
        is_plain = not self._warning or all(map(str.isascii, texts))
        self._found.append(
            ForeignItem(
                source_id=source_id,
                kind=key.kind,
                select_count=key.select_count,
                stem=stem,
                options=key.options,
                place=Place(self._name, question.line),
                warnings=(*key.warnings, *(() if is_plain else (self._warning,))),
            )
        )

    def _refuse_unfinished(self, question: Question) -> None:
        source_id = self._identities.give(text="\n".join(question.stem))
        what = "has no ANSWER line" if question.options else "has neither options nor an ANSWER line"
        self._refuse(question, f"The question {what}.", "Add a line such as “ANSWER: B”.", source_id)

    def _refuse(self, question: Question, reason: str, advice: str, source_id: str = "", line: int = 0) -> None:
        self._found.append(Refused(Place(self._name, line or question.line), reason, advice, source_id))


def _take(question: Question, line: str) -> None:
    match = _OPTION.fullmatch(line)
    if match and ord(match[1]) - ord("A") == len(question.options):
        question.options.append([match[2]])
    elif question.options:
        question.options[-1].append(line)
    else:
        question.stem.append(line)


def _key(question: Question, answer: str, number: int) -> Key:
    if not _LETTERS.fullmatch(answer):
        raise Broken(f"“{answer[:40]}” is no letter of an option.", "Write a line such as “ANSWER: B”.", number)
    chosen = {ord(sign) - ord("A") for sign in re.findall("[A-Z]", answer.upper())}
    if chosen and question.options and max(chosen) >= len(question.options):
        raise Broken(f"There is no option {chr(ord('A') + max(chosen))}.", "Correct the ANSWER line.", number)
    check_count(len(question.options))
    credit = even_share(len(chosen))
    options = [
        ForeignOption(letter(index), text_to_markdown(" ".join(lines)), False, credit * (index in chosen))
        for index, lines in enumerate(question.options)
    ]
    return find_key(options, is_single=len(chosen) == 1)


def write_aiken(items: Iterable[ForeignItem]) -> bytes:
    """A UTF-8 file."""
    return "\n".join(map(_question, items)).encode()


def _question(item: ForeignItem) -> str:
    stem = _shown(full_stem(item))
    if _OPTION.fullmatch(stem) or _ANSWER.fullmatch(stem):
        stem = f"· {stem}"
    options = item.options[:MOST_OPTIONS]
    lines = [f"{letter(index).upper()}) {_shown(option.text)}" for index, option in enumerate(options)]
    key = ", ".join(letter(index).upper() for index, option in enumerate(options) if option.is_correct)
    return "\n".join([stem, *lines, f"ANSWER: {key}", ""])


def _shown(text: str) -> str:
    """A picture without words is nothing in plain text, and nothing is no option."""
    return plain_line(text) or "…"
