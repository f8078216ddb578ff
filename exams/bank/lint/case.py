"""An item on the linter's table: content, facts and knowledge, and what several rules want to know of them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from exams.bank.content import MULTIPLE_SELECT, ItemContent, OptionContent
from exams.bank.lint import prose
from exams.bank.lint.facts import Facts, Knowledge


@dataclass(frozen=True)
class Case:
    content: ItemContent
    facts: Facts
    knowledge: Knowledge

    @cached_property
    def keys(self) -> list[OptionContent]:
        return [option for option in self.content.options if option.is_correct]

    @cached_property
    def distractors(self) -> list[OptionContent]:
        return [option for option in self.content.options if not option.is_correct]

    @property
    def is_comparable(self) -> bool:
        """Whether there is a key to compare with distractors."""
        return bool(self.keys and self.distractors)

    @property
    def is_multiple(self) -> bool:
        return self.content.kind == MULTIPLE_SELECT

    @cached_property
    def ask(self) -> str:
        return prose.ask(self.content.stem)

    def shown_texts(self) -> Iterator[tuple[str, str]]:
        """Where and what a candidate reads during the exam."""
        yield "stem", self.content.stem
        for option in self.content.options:
            yield f"options.{option.code}.text", option.text

    def texts(self) -> Iterator[tuple[str, str]]:
        """Where and what a candidate ever reads."""
        yield from self.shown_texts()
        for option in self.content.options:
            yield f"options.{option.code}.rationale", option.rationale
        yield "explanation", self.content.explanation
