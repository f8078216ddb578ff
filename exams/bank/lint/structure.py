"""Rules S01 to S08 and T17: what an item needs before anybody can judge how good it is. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from exams.bank.content import (
    COUNT_WORDS,
    MAXIMUM_OPTIONS,
    MINIMUM_OPTIONS,
    MINIMUM_RATIONALE,
    MINIMUM_STEM,
    MULTIPLE_SELECT,
    SINGLE_CHOICE,
)
from exams.bank.lint.case import Case
from exams.bank.lint.finding import Finding, error, warning
from exams.bank.lint.review_by import DAYS_OF_GRACE, parse_day, review_by

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
_MARKS_WORTH_PARSING = ("```", "~~~", "![", "|", "    ", "\t")


def check_structure(case: Case) -> Iterator[Finding]:
    content = case.content
    if content.kind not in {SINGLE_CHOICE, MULTIPLE_SELECT}:
        yield error("S01", "kind", f"There is no kind “{content.kind}”.")
    if len(content.stem.strip()) < MINIMUM_STEM:
        yield error("S01", "stem", f"The stem needs at least {MINIMUM_STEM} characters.")
    codes = [option.code for option in content.options]
    if len(set(codes)) != len(codes):
        yield error("S01", "options", "Two options have the same letter.")
    for option in content.options:
        if not option.text.strip():
            yield error("S01", f"options.{option.code}.text", f"Option {option.code} has no text.")


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


def check_key(case: Case) -> Iterator[Finding]:
    content, marked = case.content, len(case.keys)
    if content.kind == SINGLE_CHOICE and content.select_count != 1:
        yield error("S03", "select_count", "A single-choice item asks for exactly one option.")
    elif content.kind == MULTIPLE_SELECT and content.select_count not in COUNT_WORDS:
        yield error("S03", "select_count", "A multiple-select item asks for two, three or four options.")
    elif marked != content.select_count:
        message = f"The item asks for {content.select_count}, but {marked} of its options are marked correct."
        yield error("S03", "options", message)


def check_count_is_told(case: Case) -> Iterator[Finding]:
    word = COUNT_WORDS.get(case.content.select_count)
    if case.is_multiple and word and not case.content.stem.rstrip().endswith(f"(Choose {word}.)"):
        yield error("S04", "stem", f"The stem must end with “(Choose {word}.)”.")


def check_rationales(case: Case) -> Iterator[Finding]:
    if not case.content.explanation.strip():
        yield error("S05", "explanation", "The explanation is missing.")
    for option in case.content.options:
        if len(option.rationale.strip()) < MINIMUM_RATIONALE:
            message = f"Option {option.code} needs a rationale of at least {MINIMUM_RATIONALE} characters."
            yield error("S05", f"options.{option.code}.rationale", message)


def check_references(case: Case) -> Iterator[Finding]:
    known = {reference.id for reference in case.content.references}
    for option in case.content.options:
        where = f"options.{option.code}.refs"
        if not option.reference_codes:
            yield error("S06", where, f"Option {option.code} names no reference.")
        for code in sorted(set(option.reference_codes) - known):
            yield error("S06", where, f"Option {option.code} names the reference “{code}”, which is not listed.")
    for reference in case.content.references:
        if not is_https(reference.url):
            yield error("S06", "references", f"“{reference.url}” is no https address.")
        if not reference.title.strip():
            yield error("S06", "references", f"The reference “{reference.id}” has no title.")


def is_https(url: str) -> bool:
    try:
        address = urlsplit(url)
    except ValueError:  # "https://[": brackets without an address in them
        return False
    return address.scheme == "https" and bool(address.netloc)


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


def check_option_count(case: Case) -> Iterator[Finding]:
    count, fewest = len(case.content.options), MINIMUM_OPTIONS.get(case.content.kind, 4)
    if not fewest <= count <= MAXIMUM_OPTIONS:
        yield error("T17", "options", f"The item needs {fewest} to {MAXIMUM_OPTIONS} options.")
    elif len(case.distractors) <= len(case.keys):
        yield warning("T17", "options", f"{len(case.keys)} keys need at least {len(case.keys) + 1} distractors.")
