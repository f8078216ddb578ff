"""What an answer is worth, and what a sum of points says. Pure.

`RULES_VERSION` is stored with every result: change it with every change of these rules.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

RULES_VERSION = 2
KEPT = ("version_id", "domain_id", "selected", "points", "max_points")


@dataclass(frozen=True)
class Mark:
    """What the answer to one position is worth; `domain_id` is where the form counts the item, `selected` its codes."""

    position: int
    version_id: int
    domain_id: int
    selected: str
    points: int
    max_points: int = 1

    @property
    def is_answered(self) -> bool:
        return bool(self.selected)

    @property
    def is_scored(self) -> bool:
        """False for a pilot item: it is worth nothing, whatever was chosen."""
        return self.max_points > 0

    @property
    def is_correct(self) -> bool:
        return self.is_scored and self.points == self.max_points


def pack(marks: Sequence[Mark]) -> dict[str, list[Any]]:
    """Marks in order of position as columns, which is how a result keeps them: {"selected": ["ac", …], …}."""
    return {name: [getattr(mark, name) for mark in marks] for name in KEPT}


def unpack(columns: Mapping[str, Sequence[Any]]) -> list[Mark]:
    """The marks that `pack` was given."""
    if not columns:
        return []
    rows = zip(*(columns[name] for name in KEPT), strict=True)
    return [Mark(position, *row) for position, row in enumerate(rows, start=1)]


@dataclass(frozen=True)
class Tally:
    """Points of a sitting or of a domain."""

    points: int
    max_points: int
    item_count: int

    @property
    def share(self) -> float:
        """Points of those possible, 0 to 1; 0 where nothing was possible."""
        return self.points / self.max_points if self.max_points else 0.0


def mark(*, selected: frozenset[str], correct: frozenset[str]) -> bool:
    """Whether the selection earns the point: all of the key and nothing else (all or nothing, both item types)."""
    return bool(correct) and selected == correct


def mark_sitting(
    items: Sequence[tuple[int, int]],
    selections: Mapping[int, frozenset[str]],
    correct: Mapping[int, frozenset[str]],
    pilots: Collection[int] = frozenset(),
) -> list[Mark]:
    """Marks of all positions in order.

    `items`: (version id, domain id) of position 1, 2, …; `selections`: position → chosen option codes; `correct`:
    version id → the key; `pilots`: versions that are tried out, 0 of 0 points. An item without an answer earns nothing.
    """
    marks = []
    for position, (version_id, domain_id) in enumerate(items, start=1):
        selected = selections.get(position, frozenset())
        max_points = 0 if version_id in pilots else 1
        points = max_points * mark(selected=selected, correct=correct[version_id])
        marks.append(Mark(position, version_id, domain_id, "".join(sorted(selected)), points, max_points))
    return marks


def tally(marks: Sequence[Mark]) -> Tally:
    """Of the scored items alone."""
    count = sum(row.is_scored for row in marks)
    return Tally(sum(row.points for row in marks), sum(row.max_points for row in marks), count)


def tally_domains(marks: Sequence[Mark]) -> dict[int, Tally]:
    """Domain id → its tally, in the order in which the domains first appear; of pilot items alone there is none."""
    domains = dict.fromkeys(row.domain_id for row in marks if row.is_scored)
    return {domain: tally([row for row in marks if row.domain_id == domain]) for domain in domains}


def is_pass(total: Tally, cut_share: Decimal) -> bool:
    """Whether the points reach the cut; reaching it exactly is a pass. Compared without rounding."""
    return total.points >= cut_share * total.max_points
