"""Rules about single words that give a key away or test something else: T05 to T08, T14. Pure."""

import re
from collections.abc import Iterator

from exams.bank.lint import prose
from exams.bank.lint.case import Case
from exams.bank.lint.finding import Finding, error, information, warning
from exams.bank.lint.word_lists import ABSOLUTE, VAGUE

_ABOVE = re.compile(
    r"\b(?:all|none|any|both|neither|some|each) of (?:the|these) (?:above|below|others?|other options|options|answers)\b"
    r"|\b(?:all|none) of (?:these|them)$"
    r"|\bboth (?:options? )?[a-h]\)? and (?:option )?[a-h]\b"
    r"|\b(?:options?|answers?) [a-h] (?:and|or) [a-h]\b"
    r"|^\W*(?:[a-h](?:, ?| and | or | & ))+[a-h](?: only)?\W*$"
    r"|^\W*(?:[ivx]{1,4}(?:, ?| and | or | & ))+(?:and )?[ivx]{1,4}(?: only)?\W*$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?P<shout>NOT|EXCEPT)\b"
    r"|(?i:\b(?P<except>except)\s*[:?]?\s*$)"
    r"|(?i:\b(?P<least>least (?:likely|appropriate|suitable|effective|important|useful|relevant))\b)"
    r"|(?i:\bwhich\b(?:\s(?!(?:that|so|who|when|if|because|where)\b)[\w,’'-]+){0,6}?\s(?:is|are|was|were|does|do|did|should|would|can|could|will|has|have|must)"
    r"(?:\s(?P<not>not)\b|(?P<contracted>n[’']t)\b))"
)


def check_above(case: Case) -> Iterator[Finding]:
    for option in case.content.options:
        if _ABOVE.search(prose.plain(option.text).strip().rstrip(".")):
            yield error("T05", f"options.{option.code}.text", f"Option {option.code} speaks of other options.")


def check_negative(case: Case) -> Iterator[Finding]:
    found = _NEGATIVE.search(case.ask)
    if not found:
        return
    word = next(value for value in found.groups() if value)
    is_bold = any(f"{mark}{word}{mark}" in case.content.stem for mark in ("**", "__"))
    hint = "" if is_bold else "; a waiver counts only with the word in bold"
    message = f"The question is negative: “{word}”{hint}."
    yield Finding("T06", error("T06", "", "").level, "stem", message, is_mendable_only=not is_bold)


def check_absolute(case: Case) -> Iterator[Finding]:
    """A warning where the words tell key and distractors apart: in one of them, and never or hardly in the other."""
    having = {option.code: _found(option.text, ABSOLUTE) for option in case.content.options}
    every = sorted({word for found in having.values() for word in found})
    if not every or not case.is_comparable:
        return
    keys = [bool(having[option.code]) for option in case.keys]
    others = [bool(having[option.code]) for option in case.distractors]
    is_only_in_keys = any(keys) and not any(others)
    is_only_in_distractors = not any(keys) and 2 * sum(others) > len(others)
    words = ", ".join(f"“{word}”" for word in every)
    if is_only_in_keys:
        yield warning("T07", "options", f"Only the key is absolute: {words}.")
    elif is_only_in_distractors:
        yield warning("T07", "options", f"Most distractors are absolute, the key is not: {words}.")
    else:
        yield information("T07", "options", f"Absolute: {words}.")


def check_vague(case: Case) -> Iterator[Finding]:
    for option in case.content.options:
        found = sorted(_found(option.text, VAGUE))
        if found:
            words = ", ".join(f"“{word}”" for word in found)
            yield warning("T08", f"options.{option.code}.text", f"Option {option.code} is vague: {words}.")


def _found(text: str, wanted: frozenset[str]) -> set[str]:
    words = prose.words(prose.plain(text))
    # Names such as "May" are no vague words; the first word of an option has a capital for another reason.
    small = [word.lower() for index, word in enumerate(words) if index == 0 or word[:1].islower()]
    return set(small) & wanted
