"""The receipt: a hash chain over everything a sitting's clients were told is stored. Pure.

Each acknowledged batch with changes is a *link*, a line of text; the *head* after it is the SHA-256, in hexadecimal,
of the head before it followed by the link (`next_head`). The first link follows an empty head. A link is made of one
*entry* per changed item, ordered by position:

    position:received_ms,at_ms,selected,struck,flag;

`received_ms`: the server's time in milliseconds since 1970; `at_ms`: the candidate's, since the start of the sitting;
`selected` and `struck`: option ids; `flag`: `f` or nothing. So `12:1763721064120,1834211,c,a,f;` says that item 12 was
answered with c, a struck out and the item flagged.

A response keeps its entries, each with the number of its link, as its *trail*: `41,1763721064120,1834211,c,a,f;`. A
`~` before an entry: the change was kept, but a newer one of another client already stood. From the trails of a sitting
the chain can be computed again (`replay`), which is what verifying a receipt means.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

OVERRULED = "~"
# A trail that is longer than this keeps no more entries (some 400 changes of one item): see `Chain.is_whole`.
LONGEST_TRAIL = 16_000


@dataclass(frozen=True)
class Entry:
    """One change of one item, as it was acknowledged. `number`: of its link, counting from 1."""

    number: int
    position: int
    received_ms: int
    at_ms: int
    selected: str
    struck: str
    is_flagged: bool
    is_overruled: bool = False


@dataclass(frozen=True)
class Chain:
    """The chain of a sitting. `heads[n - 1]` is the head after link n; `is_whole`: no link is missing in between."""

    entries: tuple[Entry, ...]
    heads: tuple[str, ...]
    is_whole: bool

    @property
    def head(self) -> str:
        return self.heads[-1] if self.heads else ""


def write_entry(*, received_ms: int, at_ms: int, selected: str, struck: str, is_flagged: bool) -> str:
    """An entry without position and number."""
    return f"{received_ms},{at_ms},{selected},{struck},{'f' if is_flagged else ''};"


def write_link(entries: Mapping[int, str]) -> str:
    """The text of a link; `entries`: position → entry."""
    return "".join(f"{position}:{entries[position]}" for position in sorted(entries))


def next_head(head: str, link: str) -> str:
    """64 hexadecimal digits. The database computes the same (`exams.sittings.statements`)."""
    return hashlib.sha256((head + link).encode()).hexdigest()


def read_trail(position: int, trail: str) -> list[Entry]:
    """The entries of a response, oldest first. Raises ValueError for a text that is no trail."""
    return [_read_entry(position, text) for text in trail.split(";")[:-1]]


def _read_entry(position: int, text: str) -> Entry:
    number, received_ms, at_ms, selected, struck, flag = text.removeprefix(OVERRULED).split(",")
    return Entry(
        number=int(number),
        position=position,
        received_ms=int(received_ms),
        at_ms=int(at_ms),
        selected=selected,
        struck=struck,
        is_flagged=flag == "f",
        is_overruled=text.startswith(OVERRULED),
    )


def replay(trails: Mapping[int, str]) -> Chain:
    """The chain that a sitting's trails (position → trail) make. Raises ValueError for a text that is no trail."""
    entries = [entry for position, trail in trails.items() for entry in read_trail(position, trail)]
    entries.sort(key=lambda entry: (entry.number, entry.position))
    return chain_of(entries)


def chain_of(entries: Sequence[Entry]) -> Chain:
    """The chain of entries that are ordered by number and position."""
    heads: list[str] = []
    head = ""
    is_whole = True
    for number, link in list_links(entries):
        is_whole = is_whole and number == len(heads) + 1
        head = next_head(head, link)
        heads.append(head)
    return Chain(tuple(entries), tuple(heads), is_whole)


def list_links(entries: Iterable[Entry]) -> list[tuple[int, str]]:
    """Number and text of each link that these entries make; they are ordered by number and position."""
    links: dict[int, dict[int, str]] = {}
    for entry in entries:
        links.setdefault(entry.number, {})[entry.position] = write_entry(
            received_ms=entry.received_ms,
            at_ms=entry.at_ms,
            selected=entry.selected,
            struck=entry.struck,
            is_flagged=entry.is_flagged,
        )
    return [(number, write_link(positions)) for number, positions in links.items()]
