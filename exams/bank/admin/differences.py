"""Two versions of an item side by side, word by word. Plain values in, plain values out."""

import re
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

from exams.bank.content import ItemContent

# Of all words, the share that two texts must have in common to be one text that was changed here and there.
MOSTLY_KEPT = 0.5
WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Some words; `kind` is "same", "removed" or "added"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A part of an item whose text differs."""

    title: str
    pieces: tuple[Piece, ...]


def list_differences(before: ItemContent | None, after: ItemContent) -> list[Difference]:
    """The parts that differ, in the order of the editor; nothing for a first version."""
    if before is None:
        return []
    old, new = _texts(before), _texts(after)
    # Parts that were taken away stand after those that are left.
    titles = [*new, *(title for title in old if title not in new)]
    pairs = [(title, old.get(title, ""), new.get(title, "")) for title in titles]
    return [Difference(title, compare(one, other)) for title, one, other in pairs if one != other]


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """`after` in pieces, with what was there before and is gone."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    old_at = new_at = 0
    for block in _common(old, new):
        pieces.append(Piece("removed", "".join(old[old_at : block.a])))
        pieces.append(Piece("added", "".join(new[new_at : block.b])))
        old_at, new_at = block.a + block.size, block.b + block.size
        pieces.append(Piece("same", "".join(new[block.b : new_at])))
    return tuple(piece for piece in pieces if piece.text)


def _common(old: list[str], new: list[str]) -> list[Match]:
    """What both have. In a text that was written anew, a single word is no common text: it would only tear sentences."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = sum(_count_words(old, block) for block in blocks)
    if 2 * kept >= MOSTLY_KEPT * sum(token[0].isalnum() for token in (*old, *new)):
        return blocks
    return [block for block in blocks if _is_at_an_end(block, old, new) or _count_words(old, block) > 1]


def _is_at_an_end(block: Match, old: list[str], new: list[str]) -> bool:
    begins = block.a == block.b == 0
    return begins or (block.a + block.size == len(old) and block.b + block.size == len(new))


def _count_words(old: list[str], block: Match) -> int:
    return sum(token[0].isalnum() for token in old[block.a : block.a + block.size])


def _texts(content: ItemContent) -> dict[str, str]:
    """An item as titled texts."""
    texts = {
        "Kind": f"{content.kind.replace('_', ' ').capitalize()}, choose {content.select_count}",
        "Stimulus": f"{content.stimulus_code}, revision {content.stimulus_revision}"
        if content.stimulus_code
        else "None",
        "Stem": content.stem,
        "Key": ", ".join(option.code for option in content.options if option.is_correct),
    }
    for option in content.options:
        texts[f"Option {option.code}"] = option.text
        texts[f"Rationale of {option.code}"] = option.rationale
        texts[f"What makes {option.code} wrong"] = option.mechanism
        texts[f"Credit for {option.code}"] = "" if option.fraction is None else f"{option.fraction.normalize():f}"
        texts[f"References of {option.code}"] = ", ".join(option.reference_codes)
    texts["Explanation"] = content.explanation
    texts["References"] = "\n".join(f"{ref.id}: {ref.title}, {ref.url}" for ref in content.references)
    texts["Shuffling"] = "On" if content.is_shuffled else "Off"
    return texts
