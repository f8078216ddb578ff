"""American English: which words are spelled right, and what a wrong one was meant to be. Pure."""

from functools import cache, lru_cache

from spellchecker import SpellChecker


@cache
def _checker() -> SpellChecker:
    """Made at the first question: it holds 160,000 words, and most processes never ask."""
    return SpellChecker(language="en", distance=1)


@lru_cache(maxsize=16384)
def is_known(word: str) -> bool:
    """Whether a word in small letters is in the list, or made of two that are by a usual prefix."""
    known = _checker()
    if word in known:
        return True
    return any(word.startswith(prefix) and word[len(prefix) :] in known for prefix in PREFIXES)


PREFIXES = ("non", "re", "un", "pre", "multi", "sub", "auto", "over", "under", "hyper", "micro", "meta", "mis", "post")


@lru_cache(maxsize=4096)
def correct(word: str) -> str:
    """The most frequent word that differs by one letter; empty where there is none."""
    better = _checker().correction(word.lower())
    return better if better and better != word.lower() else ""
