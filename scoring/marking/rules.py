"""What an answer is worth, and what a sum of points says. Pure, and exact: whole numbers and fractions, never floats.

`RULES_VERSION` is stored with every result: change it with every change of these rules.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

RULES_VERSION = 3
ALL_OR_NOTHING, PARTIAL_NO_PENALTY, RIGHT_MINUS_WRONG = "all_or_nothing", "partial_no_penalty", "right_minus_wrong"
PILOT, DROPPED, CREDITED = "pilot", "dropped", "credited"
KEPT = ("version_id", "domain_id", "selected", "points", "max_points", "weight", "key", "treatment")
THOUSANDTH = Decimal("0.001")
# A weight has two decimals and an item 16 options at most: what was stored as a float is found again exactly.
MOST_DENOMINATOR = 100_000

Number = int | Fraction
Codes = frozenset[str]


@dataclass(frozen=True)
class Key:
    """What earns an item's points: any of the accepted selections. `treatment`: DROPPED, CREDITED to all, or neither."""

    accepted: tuple[Codes, ...]
    treatment: str = ""


@dataclass(frozen=True)
class Place:
    """A position of a sitting. `domain_id`: where the form counts the item; `weight`: points that it is worth."""

    version_id: int
    domain_id: int
    weight: Number = 1
    is_pilot: bool = False


@dataclass(frozen=True)
class Mark:
    """What the answer to one position is worth, and by which key: "ac|b" accepts a and c together, or b alone."""

    position: int
    version_id: int
    domain_id: int
    selected: str
    points: Number
    max_points: Number = 1
    weight: Number = 1
    key: str = ""
    treatment: str = ""

    @property
    def is_answered(self) -> bool:
        return bool(self.selected)

    @property
    def is_scored(self) -> bool:
        """False for a pilot item and for one that was dropped: it is worth nothing, whatever was chosen."""
        return self.max_points > 0

    @property
    def is_correct(self) -> bool:
        return self.is_scored and self.points == self.max_points

    @property
    def accepted(self) -> tuple[Codes, ...]:
        """The selections that earned everything; empty in results of rules before version 3."""
        return tuple(frozenset(codes) for codes in self.key.split("|") if codes)

    @property
    def key_shown(self) -> str:
        """ "ac or b"; empty where the key was not kept."""
        return self.key.replace("|", " or ")


def pack(marks: Sequence[Mark]) -> dict[str, list[Any]]:
    """Marks in order of position as columns, which is how a result keeps them: {"selected": ["ac", …], …}."""
    columns = {name: [getattr(mark, name) for mark in marks] for name in KEPT}
    for name in ("points", "max_points", "weight"):
        columns[name] = [value if isinstance(value, int) else _as_number(value) for value in columns[name]]
    return columns


def unpack(columns: Mapping[str, Sequence[Any]]) -> list[Mark]:
    """The marks that `pack` was given; of older rules too, which kept less."""
    if not columns:
        return []
    count = len(columns["selected"])
    is_old = "key" not in columns
    older = {
        "weight": [1] * count,
        "key": [""] * count,
        "treatment": ["" if most else PILOT for most in columns["max_points"]] if is_old else [],
    }
    rows = zip(*(columns[name] if name in columns else older[name] for name in KEPT), strict=True)
    return [
        Mark(position, version, domain, selected, exact(points), exact(most), exact(weight), key, treatment)
        for position, (version, domain, selected, points, most, weight, key, treatment) in enumerate(rows, start=1)
    ]


def _as_number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


@lru_cache(maxsize=1024)
def exact(value: float | Decimal) -> Number:
    """The whole number or the fraction that was meant, of what a database or JSON keeps."""
    if isinstance(value, int):
        return value
    found = Fraction(value).limit_denominator(MOST_DENOMINATOR)
    return found.numerator if found.denominator == 1 else found


def round_points(points: Number) -> Decimal:
    """To three decimals, half up: how sums are stored and shown. Nothing is decided on it."""
    if isinstance(points, int):
        return Decimal(points)
    return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(THOUSANDTH, ROUND_HALF_UP)


# --- one answer ---------------------------------------------------------------------------------
def _all_or_nothing(selected: Codes, key: Codes) -> Number:
    return int(selected == key)


def _partial_no_penalty(selected: Codes, key: Codes) -> Number:
    return 0 if len(selected) > len(key) else Fraction(len(selected & key), len(key))


def _right_minus_wrong(selected: Codes, key: Codes) -> Number:
    return max(Fraction(len(selected & key) - len(selected - key), len(key)), Fraction(0))


# As scoring.psychometrics.marking_rules, which says where they come from; the tests compare them.
RULES: dict[str, Callable[[Codes, Codes], Number]] = {
    ALL_OR_NOTHING: _all_or_nothing,
    PARTIAL_NO_PENALTY: _partial_no_penalty,
    RIGHT_MINUS_WRONG: _right_minus_wrong,
}


def earn(selected: Codes, accepted: Sequence[Codes], rule: str = ALL_OR_NOTHING) -> Number:
    """Share of an item's points, 0 to 1, that a selection earns: by the accepted selection that is best for it.

    No answer earns nothing, and neither does anything where there is no key.
    """
    if not selected:
        return 0
    return max((RULES[rule](selected, key) for key in accepted if key), default=0)


def mark(position: int, place: Place, selected: Codes, key: Key, rule: str = ALL_OR_NOTHING) -> Mark:
    """A pilot item, and one that was dropped, is 0 of 0; one that is credited earns everybody all its points."""
    treatment = PILOT if place.is_pilot else key.treatment
    most = 0 if treatment in {PILOT, DROPPED} else place.weight
    share = 1 if treatment == CREDITED else earn(selected, key.accepted, rule)
    return Mark(
        position,
        place.version_id,
        place.domain_id,
        "".join(sorted(selected)),
        most * share,
        most,
        place.weight,
        "|".join("".join(sorted(codes)) for codes in key.accepted),
        treatment,
    )


# --- a sitting ----------------------------------------------------------------------------------
def mark_sitting(
    places: Sequence[Place],
    selections: Mapping[int, Codes],
    keys: Mapping[int, Key],
    rule: str = ALL_OR_NOTHING,
) -> list[Mark]:
    """Marks of all positions in order; `selections`: position → chosen option codes; `keys`: version id → key."""
    return [
        mark(position, place, selections.get(position, frozenset()), keys[place.version_id], rule)
        for position, place in enumerate(places, start=1)
    ]


def mark_again(marks: Sequence[Mark], keys: Mapping[int, Key], rule: str = ALL_OR_NOTHING) -> list[Mark]:
    """The same answers by other keys."""
    return [
        mark(
            row.position,
            Place(row.version_id, row.domain_id, row.weight, row.treatment == PILOT),
            frozenset(row.selected),
            keys[row.version_id],
            rule,
        )
        for row in marks
    ]


@dataclass(frozen=True)
class Tally:
    """Points of a sitting or of a domain."""

    points: Number
    max_points: Number
    item_count: int

    @property
    def share(self) -> float:
        """Points of those possible, 0 to 1; 0 where nothing was possible."""
        return float(self.points / self.max_points) if self.max_points else 0.0


def tally(marks: Sequence[Mark]) -> Tally:
    """Of the scored items alone."""
    count = sum(row.is_scored for row in marks)
    return Tally(sum(row.points for row in marks), sum(row.max_points for row in marks), count)


def tally_domains(marks: Sequence[Mark]) -> dict[int, Tally]:
    """Domain id → its tally, in the order in which the domains first appear; of unscored items alone there is none."""
    domains = dict.fromkeys(row.domain_id for row in marks if row.is_scored)
    return {domain: tally([row for row in marks if row.domain_id == domain]) for domain in domains}


def is_pass(total: Tally, cut_share: Decimal) -> bool:
    """Whether the points reach the cut; reaching it exactly is a pass. Compared without rounding."""
    return total.points >= Fraction(cut_share) * total.max_points


@dataclass(frozen=True)
class Scale:
    """Scaled scores of no points, of the cut, and of all points."""

    lowest: int = 100
    cut: int = 700
    highest: int = 1000


def scale_score(total: Tally, cut_share: Decimal, scale: Scale) -> int | None:
    """Scaled score: straight lines through (0, lowest), (cut, scale's cut), (all points, highest); half is rounded up.

    For display alone: a score just under the cut may round to the cut's. None where no points were possible.
    """
    if not total.max_points:
        return None
    cut = Fraction(cut_share) * total.max_points
    points = Fraction(total.points)
    if points < cut:
        exact = scale.lowest + points / cut * (scale.cut - scale.lowest)
    else:
        exact = scale.cut + (points - cut) / ((total.max_points - cut) or 1) * (scale.highest - scale.cut)
    return int((exact + Fraction(1, 2)) // 1)
