"""Two versions of an item side by side, word by word. Plain values in, plain values out."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from exams.bank.content import ItemContent

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
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(new[new_from:new_to])))
            continue
        pieces.append(Piece("removed", "".join(old[old_from:old_to])))
        pieces.append(Piece("added", "".join(new[new_from:new_to])))
    return tuple(piece for piece in pieces if piece.text)


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
