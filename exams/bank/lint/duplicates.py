"""Near-duplicates: stems that share many of their runs of four words (Jaccard index of their 4-word shingles). Pure.

An inverted index from shingle to stems; exact, but for shingles that more than `LONGEST_LIST` stems share: of these,
the first so many are compared. So a bank of ten thousand nearly equal stems costs no more than one of different stems,
and each of them is still found beside others.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from math import ceil

WORDS_A_SHINGLE = 4
WARN = 0.15
FAIL = 0.40
LONGEST_LIST = 32
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, order=True)
class Neighbor:
    """`similarity`: 0 to 1, the shared part of all shingles of both."""

    similarity: float
    name: str


@dataclass(frozen=True)
class Pair:
    first: str
    second: str
    similarity: float


def shingles(text: str) -> frozenset[int]:
    """Hashes of the runs of four words; of a shorter text, the one of all its words."""
    words = _WORD.findall(text.lower())
    if not words:
        return frozenset()
    count = max(1, len(words) - WORDS_A_SHINGLE + 1)
    return frozenset(hash(tuple(words[start : start + WORDS_A_SHINGLE])) for start in range(count))


def most_similar(
    parts: frozenset[int], others: Iterable[tuple[str, Collection[int]]], *, threshold: float = WARN, most: int = 5
) -> list[Neighbor]:
    """The names above the threshold, most similar first, by comparing each; `others`: name and its shingles, each once.

    For one question it is faster than making an index, and its memory may be an array.
    """
    found, size = [], len(parts)
    for name, other in others:
        if min(size, len(other)) <= threshold * max(size, len(other)):
            continue
        shared = len(parts.intersection(other))
        similarity = shared / (size + len(other) - shared)
        if similarity > threshold:
            found.append(Neighbor(similarity, name))
    return sorted(found, reverse=True)[:most]


@dataclass
class StemIndex:
    """Stems by name. One index answers any number of questions; adding a name twice is the caller's mistake."""

    _names: list[str] = field(default_factory=list)
    _shingles: list[frozenset[int]] = field(default_factory=list)
    _lists: dict[int, list[int]] = field(default_factory=dict)

    def add(self, name: str, stem: str) -> None:
        self._add(name, shingles(stem))

    def _add(self, name: str, parts: frozenset[int]) -> None:
        number = len(self._names)
        self._names.append(name)
        self._shingles.append(parts)
        for part in parts:
            places = self._lists.setdefault(part, [])
            if len(places) < LONGEST_LIST:
                places.append(number)

    def nearest(self, stem: str, *, threshold: float = WARN, most: int = 5) -> list[Neighbor]:
        """The stems above the threshold that are most like this one, nearest first."""
        found = (Neighbor(value, self._names[number]) for number, value in self._like(shingles(stem), threshold))
        return sorted(found, reverse=True)[:most]

    def _like(self, parts: frozenset[int], threshold: float) -> Iterator[tuple[int, float]]:
        """Numbers of the stems whose similarity is above the threshold.

        Two sets of sizes a and b that are so similar share at least t / (1 + t) * (a + b) shingles, and b is at least
        t * a. So of the a shingles the most frequent t * a need not be looked up, which saves most of the work.
        """
        if not parts:
            return
        size = len(parts)
        lists = sorted((places for part in parts if (places := self._lists.get(part))), key=len)
        fewest = ceil(threshold * size)
        # Shingles that no stem has come first in the order of frequency; they are looked up for nothing.
        unseen = size - len(lists)
        looked_up = lists[: max(0, size - fewest + 1 - unseen)]
        skipped = len(lists) - len(looked_up)
        full = sum(len(places) >= LONGEST_LIST for places in looked_up)
        for number, hits in Counter(chain.from_iterable(looked_up)).items():
            other = self._shingles[number]
            needed = threshold / (1 + threshold) * (size + len(other))
            if hits + skipped + full >= needed:
                shared = len(parts & other)
                similarity = shared / (size + len(other) - shared)
                if similarity > threshold:
                    yield number, similarity


def find_near_duplicates(stems: Mapping[str, str], *, threshold: float = WARN) -> list[Pair]:
    """Pairs of names whose stems are more similar than the threshold, most similar first."""
    index, pairs = StemIndex(), []
    for name, stem in stems.items():
        parts = shingles(stem)
        pairs += [Pair(index._names[number], name, value) for number, value in index._like(parts, threshold)]
        index._add(name, parts)
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.first, pair.second))
