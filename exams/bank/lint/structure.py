"""Rules S01 to S08 and T17: what an item needs before anybody can judge how good it is. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from markdown_it import MarkdownIt
from markdown_it.token import Token

from exams.bank.content import check
from exams.bank.lint.case import Case
from exams.bank.lint.finding import Finding, error, warning
from exams.bank.lint.review_by import DAYS_OF_GRACE, parse_day, review_by

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_MARKS_WORTH_PARSING = ("```", "~~~", "![", "|", "    ", "\t")


def check_content(case: Case) -> Iterator[Finding]:
    """S01, S03 to S06, T14 and T17, as far as they need the content alone: `exams.bank.content` has them."""
    for found in check(case.content):
        yield error(found.rule, found.where, found.message)


def check_codes(case: Case) -> Iterator[Finding]:
    facts, knowledge = case.facts, case.knowledge
    if not facts.is_placed:
        yield error("S02", "placements", "The item has no place in a guide.")
    if knowledge.places is not None:
        for place in sorted(set(facts.placements) - knowledge.places):
            yield error("S02", "placements", f"There is no objective {place.replace(':', ' ', 1)}.")
    if knowledge.products:
        for code in sorted(set(facts.products) - knowledge.product_codes):
            yield error("S02", "products", f"There is no product “{code}”.")
    if knowledge.criteria is not None:
        for code in sorted(set(facts.criteria) - knowledge.criteria):
            yield error("S02", "criteria", f"There is no criterion “{code}”.")


def check_references(case: Case) -> Iterator[Finding]:
    """What files may still lack while they are drafts: a reference for every option, a title for every reference."""
    for option in case.content.options:
        if not option.reference_codes:
            yield error("S06", f"options.{option.code}.refs", f"Option {option.code} names no reference.")
    for reference in case.content.references:
        if not reference.title.strip():
            yield error("S06", "references", f"The reference “{reference.id}” has no title.")


def check_facts_in_time(case: Case) -> Iterator[Finding]:
    today = case.knowledge.today
    if today is None:
        return
    due = review_by(case.facts.verified_on, case.content.facts, stated=case.facts.review_by)
    if due is None:
        yield warning("S07", "verified_on", "Nobody has stated on which day the facts were checked.")
    elif today > due + timedelta(days=DAYS_OF_GRACE):
        yield error("S07", "verified_on", f"The check of the facts ran out on {due}, over {DAYS_OF_GRACE} days ago.")
    elif today > due:
        yield warning("S07", "verified_on", f"The check of the facts ran out on {due}.")
    elif _is_after(case.facts.verified_on, today):
        yield error("S07", "verified_on", f"The facts cannot have been checked on {case.facts.verified_on}.")


def _is_after(text: str, today: date) -> bool:
    day = parse_day(text)
    return day is not None and day > today + timedelta(days=1)  # somewhere it is tomorrow


def check_accessible(case: Case) -> Iterator[Finding]:
    for where, text in case.texts():
        if any(mark in text for mark in _MARKS_WORTH_PARSING):
            for message in dict.fromkeys(_unreadable(_PARSER.parse(text))):
                yield error("S08", where, message)


def _unreadable(tokens: list[Token]) -> Iterator[str]:
    is_head = is_filled = False
    for token in tokens:
        if token.type in {"fence", "code_block"} and not token.info.strip():
            yield "A code block does not state its language."
        if token.type == "thead_open":
            is_head, is_filled = True, False
        elif token.type == "thead_close":
            is_head = False
            if not is_filled:
                yield "A table has no header cells."
        elif token.type == "inline":
            is_filled = is_filled or (is_head and bool(token.content.strip()))
            if any(child.type == "image" and not child.content.strip() for child in token.children or ()):
                yield "A picture has no alternative text."


def check_distractors(case: Case) -> Iterator[Finding]:
    if len(case.distractors) <= len(case.keys):
        yield warning("T17", "options", f"{len(case.keys)} keys need at least {len(case.keys) + 1} distractors.")
