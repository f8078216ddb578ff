"""Markdown as prose: what is left when code, pictures and addresses are gone, in sentences and words. Pure."""

import re
from functools import lru_cache

# Stands where code stood: one word of one syllable, that no rule is interested in.
CODE = "x"
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_INLINE_CODE = re.compile(r"``[^\n]*?``|`[^`\n]*`")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_ADDRESS = re.compile(r"\b(?:https?|gs)://\S+")
_MARKS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)|^\s{0,3}(?:#+|>)\s*", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”)]?\s+(?=[\"“(]?[A-Z0-9])")
_WORD = re.compile(r"[^\W_]+(?:['’.\-/&+][^\W_]+)*")
_CHOOSE = re.compile(r"\s*\(Choose \w+\.\)\s*$")
_VOWELS = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=4096)
def plain(text: str, *, is_code_kept: bool = False) -> str:
    """Markdown without its marks, fenced code, tables, pictures and addresses; paragraphs and lists keep lines."""
    lines, fence = [], ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence):
                fence = ""
            continue
        if mark:
            fence = mark.group(1)
            lines.append("")
        elif line.lstrip().startswith("|"):
            lines.append("")
        else:
            lines.append(f"\n{_BULLET.sub('', line)}" if _BULLET.match(line) else line)
    prose = "\n".join(lines)
    prose = _INLINE_CODE.sub((lambda code: code.group().strip("`")) if is_code_kept else f" {CODE} ", prose)
    prose = _ADDRESS.sub(f" {CODE} ", _LINK.sub(r"\1", _IMAGE.sub(" ", prose)))
    return _MARKS.sub("", prose)


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of Markdown; a paragraph and an entry of a list end one too."""
    found = []
    for paragraph in re.split(r"\n\s*\n", plain(text)):
        found += [part.strip() for part in _SENTENCE_END.split(" ".join(paragraph.split()))]
    return tuple(sentence for sentence in found if sentence)


def words(prose: str) -> list[str]:
    """The words of prose (not of Markdown: see `plain`)."""
    return _WORD.findall(prose)


def word_count(text: str) -> int:
    """Words of Markdown as a reader counts them: code of a line included, code blocks not."""
    return len(words(plain(text, is_code_kept=True)))


def content_words(text: str) -> set[str]:
    """The words of Markdown that carry meaning: more than four letters, in small letters."""
    return {word.lower() for word in words(plain(text, is_code_kept=True)) if len(word) > 4}


def ask(stem: str) -> str:
    """What the stem asks: its last sentence with a question mark, or its last sentence. "(Choose two.)" is cut."""
    found = sentences(_CHOOSE.sub("", stem.rstrip()))
    questions = [sentence for sentence in found if sentence.endswith("?")]
    return (questions or list(found) or [""])[-1]


def ends_with_question(stem: str) -> bool:
    found = sentences(_CHOOSE.sub("", stem.rstrip()))
    return bool(found) and found[-1].rstrip("”\")' ").endswith("?")


def shown_length(text: str) -> int:
    """Characters that a candidate sees of an option."""
    return len(" ".join(plain(text, is_code_kept=True).split()))


def syllables(word: str) -> int:
    """An estimate: groups of vowels, without a silent final e."""
    small = word.lower()
    if small.endswith("e") and not small.endswith(("le", "ee")):
        small = small[:-1]
    return max(1, len(_VOWELS.findall(small)))


def grade(prose: tuple[str, ...]) -> float:
    """Flesch-Kincaid grade of some sentences: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    counted = [words(sentence) for sentence in prose]
    counted = [row for row in counted if row]
    total = sum(map(len, counted))
    if not total:
        return 0.0
    spoken = sum(syllables(word) for row in counted for word in row)
    return 0.39 * total / len(counted) + 11.8 * spoken / total - 15.59
