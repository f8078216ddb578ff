"""What is asked of parallel forms, and what comes of it, as plain values. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from exams.assembly.drawing import PoolItem


class Attribute(StrEnum):
    DOMAIN = "domain"
    OBJECTIVE = "objective"
    TAG = "tag"
    DIFFICULTY = "difficulty"
    STYLE = "style"


VALUES_OF: dict[Attribute, Callable[[PoolItem], frozenset[str]]] = {
    Attribute.DOMAIN: lambda item: frozenset({item.domain}),
    Attribute.OBJECTIVE: lambda item: frozenset({item.objective}),
    Attribute.TAG: lambda item: item.tags,
    Attribute.DIFFICULTY: lambda item: frozenset({item.difficulty}),
    Attribute.STYLE: lambda item: frozenset({item.style}),
}


@dataclass(frozen=True)
class Rule:
    """How many scored items of one kind stand on each form; `at_most` None: any number."""

    attribute: Attribute
    value: str
    at_least: int = 0
    at_most: int | None = None

    @property
    def name(self) -> str:
        return f"{self.attribute.value} {self.value}"

    def counts(self, item: PoolItem) -> bool:
        return self.value in VALUES_OF[self.attribute](item)

    def count(self, items: Sequence[PoolItem]) -> int:
        return sum(self.counts(item) for item in items)


@dataclass(frozen=True)
class Problem:
    """`form_count` forms of `item_count` scored items and `pilot_count` pilot items each.

    `items`: what may be scored; `pilots`: what may be tried out; `anchors`: codes of `items` that stand on every form.
    Two forms share at most `overlap_count` items besides the anchors (pilot items do not count). Items with one
    stimulus stand on a form all together or not at all; enemies never stand on one form.
    """

    items: tuple[PoolItem, ...]
    rules: tuple[Rule, ...]
    form_count: int
    item_count: int
    overlap_count: int = 0
    anchors: frozenset[str] = frozenset()
    pilots: tuple[PoolItem, ...] = ()
    pilot_count: int = 0
    seed: int = 0

    @cached_property
    def is_overlap_free(self) -> bool:
        """Whether any two forms may share as much as they like."""
        return self.form_count == 1 or self.overlap_count >= self.item_count

    @cached_property
    def is_calibrated(self) -> bool:
        return any(item.information for item in self.items)

    @cached_property
    def usual_information(self) -> float:
        """Of a form of average items."""
        return sum(item.information or 0.0 for item in self.items) / len(self.items) * self.item_count


@dataclass(frozen=True)
class AssembledForm:
    items: tuple[PoolItem, ...]
    pilots: tuple[PoolItem, ...] = ()

    @property
    def expected_share(self) -> float:
        """Mean over the scored items."""
        return sum(item.expected_share for item in self.items) / len(self.items) if self.items else 0.0

    @property
    def information(self) -> float:
        """Sum over the calibrated items."""
        return sum(item.information or 0.0 for item in self.items)


@dataclass(frozen=True)
class Assembled:
    """`is_best`: no forms closer to each other in difficulty and information exist, within the tolerance.

    Where it is false, time ran out first: the forms keep every rule, and another run may give others.
    """

    forms: tuple[AssembledForm, ...]
    is_best: bool

    @property
    def share_gap(self) -> float:
        """Between the easiest and the hardest form, in expected share."""
        shares = [form.expected_share for form in self.forms]
        return max(shares) - min(shares)


@dataclass(frozen=True)
class Way:
    """Changes that together make the forms possible, each a sentence."""

    changes: tuple[str, ...]


@dataclass(frozen=True)
class Impossible:
    """`findings`: what contradicts what, and by how much; `ways`: what would help, any one of them.

    `possible_form_count`: how many forms the pool has by these rules; None where that was not found out.
    """

    findings: tuple[str, ...]
    ways: tuple[Way, ...] = ()
    possible_form_count: int | None = None


@dataclass(frozen=True)
class Undecided:
    """Time ran out before any forms were found, and before it was clear that there are none."""


Outcome = Assembled | Impossible | Undecided
