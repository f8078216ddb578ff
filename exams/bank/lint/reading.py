"""Rules about how an item reads: R01 to R06. Pure."""

import re
from collections.abc import Iterator

from exams.bank.lint import prose
from exams.bank.lint.case import Case
from exams.bank.lint.facts import Knowledge
from exams.bank.lint.finding import Finding, by_threshold, error, warning
from exams.bank.lint.spelling import correct, is_known
from exams.bank.lint.word_lists import ABBREVIATIONS, TERMS

# A text in another language would fill pages.
MOST_WORDS = 12
_ABBREVIATION = re.compile(r"(?<![\w.-])([A-Z]{2,5})s?(?![\w-])")
_TOLD_AS_FORMER = re.compile(r"\b(?:former|formerly|previously|renamed|until\s+\d{4})\b")
_PLAIN_WORD = re.compile(r"[a-z]{3,}(?:['’][a-z]+)?\Z|[A-Z][a-z]{2,}(?:['’][a-z]+)?\Z")


def check_sentences(case: Case) -> Iterator[Finding]:
    for where, text in case.shown_texts():
        for sentence in prose.sentences(text):
            count = len(prose.words(sentence))
            message = f"A sentence has {count} words: “{' '.join(sentence.split()[:6])} …”"
            yield from by_threshold("R01", where, message, count, warn=30, fail=40)
    grade = prose.grade(tuple(_without_names(case, sentence) for sentence in prose.sentences(case.content.stem)))
    if grade > 13:
        yield warning("R01", "stem", f"The stem reads like grade {grade:.1f} (Flesch-Kincaid); 13 is the limit.")


def _without_names(case: Case, text: str) -> str:
    for pattern in (case.knowledge.current_names, case.knowledge.former_names):
        text = pattern.sub(prose.CODE, text) if pattern else text
    return text


def check_question(case: Case) -> Iterator[Finding]:
    if not prose.ends_with_question(case.content.stem):
        yield error("R02", "stem", "The stem does not end with a question.")
    count = prose.word_count(case.content.stem)
    if count < 50 and case.facts.style != "fundamentals" and not case.content.stimulus_code:
        message = f"The stem has {count} words; below 50 it is an item of the style “fundamentals”."
        yield warning("R02", "stem", message)


def check_length(case: Case) -> Iterator[Finding]:
    stem = prose.word_count(case.content.stem)
    total = stem + sum(prose.word_count(option.text) for option in case.content.options)
    if stem > 130:
        yield warning("R03", "stem", f"The stem has {stem} words; 130 is the limit.")
    if total > 300:
        yield warning("R03", "", f"Stem and options have {total} words; 300 is the limit.")


def check_spelling(case: Case) -> Iterator[Finding]:
    """Each unknown word once, where it stands first."""
    allowed = TERMS | case.knowledge.words | case.knowledge.name_words
    told: dict[str, str] = {}
    for where, text in case.texts():
        for word in _spelled_words(text):
            if not _is_spelled(word, allowed):
                told.setdefault(word.lower(), where)
    for word, where in list(told.items())[:MOST_WORDS]:
        better = correct(word)
        hint = f" Did you mean “{better}”?" if better else ""
        yield warning("R04", where, f"“{word}” is not in the list of words.{hint}")


def _spelled_words(text: str) -> list[str]:
    """Words in small letters, or with a capital at the beginning of a sentence: other capitals make a name."""
    found = []
    for sentence in prose.sentences(text):
        for index, word in enumerate(part for whole in prose.words(sentence) for part in re.split(r"[-/.&+]", whole)):
            if _PLAIN_WORD.match(word) and (word[0].islower() or index == 0):
                found.append(word)
    return found


def _is_spelled(word: str, allowed: frozenset[str]) -> bool:
    small = word.lower().replace("’", "'").removesuffix("'s")
    return small in allowed or is_known(small) or small.removesuffix("s") in allowed


def check_names(case: Case) -> Iterator[Finding]:
    knowledge = case.knowledge
    for where, text in case.texts():
        shown = prose.plain(text)
        for name in former_names_in(shown, knowledge):
            product = knowledge.by_former_name[name.lower()]
            yield error("R05", where, f"“{name}” is now called {product.name}.")
        if where != "explanation" and knowledge.retired_names:
            for name in dict.fromkeys(found.group() for found in knowledge.retired_names.finditer(shown)):
                yield warning("R05", where, f"{name} is retired or about to be; it must not decide an item.")


def former_names_in(shown: str, knowledge: Knowledge) -> list[str]:
    """Former names in prose, each once: not those inside a current name, nor those that are told to be former."""
    if knowledge.former_names is None:
        return []
    current = [found.span() for found in knowledge.current_names.finditer(shown)] if knowledge.current_names else []
    found: dict[str, None] = {}
    for match in knowledge.former_names.finditer(shown):
        is_inside = any(start <= match.start() and match.end() <= end for start, end in current)
        around = shown[max(0, match.start() - 40) : match.end() + 15]
        if match.group()[:1].isupper() and not (is_inside or _TOLD_AS_FORMER.search(around)):
            found[" ".join(match.group().split())] = None
    return list(found)


def check_abbreviations(case: Case) -> Iterator[Finding]:
    allowed = ABBREVIATIONS | case.knowledge.abbreviations
    named = {word.upper() for word in case.knowledge.name_words}
    told = {word for _, text in case.texts() for word in re.findall(r"\(([A-Z]{2,5})s?\)", text)}
    for where, text in case.shown_texts():
        used = dict.fromkeys(_ABBREVIATION.findall(prose.plain(text)))
        for word in used:
            if word not in allowed and word not in named and word not in told:
                yield warning("R06", where, f"“{word}” is not explained.")
