"""Rules about the options beside each other: T01, T03, T09, T10, T12 to T16. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise, permutations
from statistics import fmean

from exams.bank.content import OptionContent
from exams.bank.lint import prose
from exams.bank.lint.case import Case
from exams.bank.lint.finding import Finding, by_threshold, information, warning
from exams.bank.lint.word_lists import IMPERATIVES

# Differences that nobody sees are none, whatever their ratio.
VISIBLE_CHARACTERS = 10
FEWEST_CHOICES = 100
LEAST_SHARE = 0.05
CONTAINED = 0.9
_NUMBER = re.compile(
    r"^[~<>≤≥$€£]?\s*(-?\d+(?:[,\u202f ]\d{3})*(?:\.\d+)?)\s*(%|[A-Za-zµ]{0,12}(?:\s?/\s?[A-Za-z]{1,10})?)\.?$"
)
_DAY = re.compile(r"^(\d{4})-(\d\d)(?:-(\d\d))?\.?$")
_RANGE = re.compile(r"^\D{0,12}(\d+(?:\.\d+)?)\s*(?:-|–|to|and)\s*(\d+(?:\.\d+)?)(?:\s?%|\s[A-Za-z]{0,12})?\.?$")
_ARTICLE_BLANK = re.compile(r"\b(an?)\s*(?:_{2,}|…|\.{3})\s*[.?:]?\s*$", re.IGNORECASE)


def check_key_length(case: Case) -> list[Finding]:
    if not case.is_comparable or is_code_or_numbers(case):
        return []
    key = fmean(prose.shown_length(option.text) for option in case.keys)
    others = fmean(prose.shown_length(option.text) for option in case.distractors)
    if not others or key - others < VISIBLE_CHARACTERS:
        return []
    message = f"The key has {key:.0f} characters, the distractors {others:.0f}: {key / others:.2f} times as many."
    return by_threshold("T01", "options", message, key / others, warn=1.25, fail=1.6)


def check_lengths(case: Case) -> list[Finding]:
    lengths = [prose.shown_length(option.text) for option in case.content.options]
    if len(lengths) < 2 or not min(lengths) or max(lengths) - min(lengths) < VISIBLE_CHARACTERS:
        return []
    ratio = max(lengths) / min(lengths)
    message = f"The options have {min(lengths)} to {max(lengths)} characters: {ratio:.2f} times as many."
    if is_code_or_numbers(case):
        return [information("T03", "options", message)] if ratio > 1.6 else []
    return by_threshold("T03", "options", message, ratio, warn=1.6, fail=2.5)


def is_code_or_numbers(case: Case) -> bool:
    """Whether the options are code or numbers, whose length nobody can choose."""
    return all(
        _NUMBER.match(option.text.strip()) or not re.sub(r"\bx\b|[\W_]", "", prose.plain(option.text))
        for option in case.content.options
    )


def check_clang(case: Case) -> Iterator[Finding]:
    if not case.is_comparable:
        return
    stem = prose.content_words(case.content.stem)
    elsewhere = {word for option in case.distractors for word in prose.content_words(option.text)}
    in_keys = {word for option in case.keys for word in prose.content_words(option.text)}
    hidden = {_stem_of(word) for word in elsewhere | case.knowledge.common_words}
    shared = {_stem_of(word): word for word in sorted(stem & in_keys, reverse=True)}
    echoes = sorted(word for root, word in shared.items() if root not in hidden)
    if echoes:
        say = warning if len(echoes) > 1 else information
        yield say("T09", "options", f"Stem and key share {_quoted(echoes)}, and no distractor has it.")


def _stem_of(word: str) -> str:
    """A word without the endings that make no other word of it."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word.removesuffix("e")


def check_grammar(case: Case) -> Iterator[Finding]:
    options = case.content.options
    if len(options) < 3:
        return
    odd = _odd_one(options, [_is_imperative(option.text) for option in options])
    if odd:
        begins = "begins with a verb" if _is_imperative(odd.text) else "does not begin with a verb"
        yield warning("T10", f"options.{odd.code}.text", f"Only option {odd.code} {begins}.")
    ends = [option.text.rstrip()[-1:] in ".!" for option in options]
    if len(set(ends)) > 1:
        yield warning("T10", "options", "Some options end with a full stop, others do not.")
    article = _ARTICLE_BLANK.search(case.content.stem.rstrip())
    if article:
        is_an = article.group(1).lower() == "an"
        misfits = [option.code for option in options if (option.text.strip()[:1].lower() in set("aeiou")) != is_an]
        if misfits:
            message = f"“{article.group(1)}” before the blank does not fit option {', '.join(misfits)}."
            yield warning("T10", "stem", message)


def _is_imperative(text: str) -> bool:
    first = prose.words(prose.plain(text))[:1]
    return bool(first) and first[0].lower() in IMPERATIVES


def _odd_one(options: tuple[OptionContent, ...], flags: list[bool]) -> OptionContent | None:
    for flag in (True, False):
        if flags.count(flag) == 1:
            return options[flags.index(flag)]
    return None


def check_kinds(case: Case) -> Iterator[Finding]:
    """Names among sentences; one that stands alone is told by T10 already."""
    flags = [_is_imperative(option.text) for option in case.content.options]
    counts = [len(prose.words(prose.plain(option.text))) for option in case.content.options]
    names = [not flag and count <= 4 for flag, count in zip(flags, counts, strict=True)]
    if min(sum(names), len(names) - sum(names)) >= 2 and max(counts, default=0) >= 8:
        yield warning("T16", "options", "Some options are names, others are sentences.")


def check_choices(case: Case) -> Iterator[Finding]:
    choices = case.facts.choices
    if choices is None or choices.answered < FEWEST_CHOICES:
        return
    for option in case.distractors:
        share = choices.by_option.get(option.code, 0) / choices.answered
        if share < LEAST_SHARE:
            message = f"{share:.0%} of {choices.answered} candidates chose option {option.code}."
            yield warning("T12", f"options.{option.code}.text", message)


def check_overlap(case: Case) -> Iterator[Finding]:
    tokens = [(option, _tokens(option.text)) for option in case.content.options]
    for (small, few), (large, many) in permutations(tokens, 2):
        if 3 <= len(few) < len(many) and len(few & many) / len(few) >= CONTAINED:
            message = f"Option {large.code} contains nearly all of option {small.code}."
            yield warning("T13", f"options.{large.code}.text", message)
    ranges = sorted(found for option in case.content.options if (found := _range(option.text)))
    for (_, end), (begin, _) in pairwise(ranges):
        if begin < end:
            yield warning("T13", "options", f"The ranges of two options overlap between {begin:g} and {end:g}.")


def _tokens(text: str) -> set[str]:
    return {word.lower() for word in prose.words(prose.plain(text, is_code_kept=True))}


def _range(text: str) -> tuple[float, float] | None:
    match = _RANGE.match(text.strip()[:80])
    return (float(match.group(1)), float(match.group(2))) if match else None


def check_order(case: Case) -> Iterator[Finding]:
    options = case.content.options
    values = [_value(option.text) for option in options]
    if len(options) < 2 or any(value is None for value in values):
        return
    numbers = [value for value in values if value is not None]
    if numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        yield warning("T15", "options", "The options are numbers or days, but not in order.")
    elif case.content.is_shuffled:
        yield warning("T15", "is_shuffled", "The options are numbers or days in order, but they are shuffled.")


def _value(text: str) -> tuple[float, ...] | None:
    """The number or day that an option is; None if it is something else. Units must be the same to be compared."""
    bare = text.strip().strip("`")[:40]
    day = _DAY.match(bare)
    if day:
        return tuple(float(part or 0) for part in day.groups())
    number = _NUMBER.match(bare)
    return (float(re.sub(r"[,\u202f ]", "", number.group(1))),) if number else None


def _quoted(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
