"""All rules that one item is judged by. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from exams.bank.content import ItemContent
from exams.bank.lint import options, reading, structure, wording
from exams.bank.lint.case import Case
from exams.bank.lint.facts import Facts, Knowledge
from exams.bank.lint.finding import Finding
from exams.bank.lint.waivers import apply_waivers, check_waivers

CHECKS: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    structure.check_content,
    structure.check_codes,
    structure.check_references,
    structure.check_facts_in_time,
    structure.check_accessible,
    options.check_key_length,
    options.check_lengths,
    wording.check_above,
    wording.check_negative,
    wording.check_absolute,
    wording.check_vague,
    options.check_clang,
    options.check_grammar,
    options.check_choices,
    options.check_overlap,
    options.check_order,
    options.check_kinds,
    structure.check_distractors,
    reading.check_sentences,
    reading.check_question,
    reading.check_length,
    reading.check_spelling,
    reading.check_names,
    reading.check_abbreviations,
)


def lint(content: ItemContent, facts: Facts | None = None, knowledge: Knowledge | None = None) -> list[Finding]:
    """Every finding of one item, the excused ones too (`waived_because`). Never raises, whatever the content."""
    case = Case(content, facts or Facts(), knowledge or Knowledge())
    found = [finding for check in CHECKS for finding in check(case)]
    waived = apply_waivers(found, case.facts.waivers)
    return [replace(row, item=case.facts.code) for row in (*waived, *check_waivers(found, case.facts.waivers))]
