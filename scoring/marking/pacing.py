"""How the time was spent, and how answers changed. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Codes = frozenset[str]
# So much more than the even pace is worth a word.
SLOW = 2.0


@dataclass(frozen=True)
class Pace:
    """`seconds`: active seconds on the item at `position`; 0 where it was never looked at."""

    position: int
    seconds: float
    is_slow: bool


@dataclass(frozen=True)
class Pacing:
    """`even_seconds`: what each item has when all have the same. `items` in the candidate's order."""

    items: tuple[Pace, ...]
    even_seconds: float
    used_seconds: float
    allotted_seconds: int

    @property
    def is_known(self) -> bool:
        """False where the client told no times."""
        return self.used_seconds > 0

    @property
    def most_seconds(self) -> float:
        """The top of a drawing: at least the double even pace."""
        return max([self.even_seconds * 2, *(row.seconds for row in self.items)])

    @property
    def slow_count(self) -> int:
        return sum(row.is_slow for row in self.items)


def pace(spent_ms: Sequence[tuple[int, int]], *, allotted_seconds: int, place_count: int) -> Pacing:
    """`spent_ms`: (position, milliseconds) in order; `place_count`: all items of the form, those without a mark too."""
    even = allotted_seconds / place_count if place_count else 0.0
    rows = [(position, spent / 1000) for position, spent in spent_ms]
    items = tuple(Pace(position, seconds, seconds > SLOW * even) for position, seconds in rows)
    return Pacing(items, even, sum(seconds for _, seconds in rows), allotted_seconds)


@dataclass(frozen=True)
class Changes:
    """How often a full answer became another full answer, by whether the two were right."""

    right_to_wrong: int = 0
    wrong_to_right: int = 0
    wrong_to_wrong: int = 0

    @property
    def total(self) -> int:
        return self.right_to_wrong + self.wrong_to_right + self.wrong_to_wrong

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(
            self.right_to_wrong + other.right_to_wrong,
            self.wrong_to_right + other.wrong_to_right,
            self.wrong_to_wrong + other.wrong_to_wrong,
        )


def count_changes(selections: Iterable[Codes], *, accepted: Collection[Codes], select_count: int) -> Changes:
    """Of one item; `selections`: each that was stored, in order.

    Between ticking the first of two options and the second nothing is answered: only selections of as many options as
    the item asks for count.
    """
    full = [row for row in selections if len(row) == select_count]
    found = Changes()
    for before, after in pairwise(full):
        if before == after:
            continue
        was, is_now = before in accepted, after in accepted
        found += Changes(int(was and not is_now), int(is_now and not was), int(not was and not is_now))
    return found
