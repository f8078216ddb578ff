"""What points in a few items say about a domain: a share, an interval that is honest, and whether it is worth reporting.
Pure. What is known of raw and augmented subscores, and why 80 %, stands in docs/SCORING.md, "Results"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from scoring.marking.norms import Norms
from scoring.psychometrics.beta_distribution import jeffreys

CONFIDENCE = 0.80
# Fewer items say nothing that is worth a share.
LEAST_ITEMS = 5


@dataclass(frozen=True)
class Part:
    """A domain's part of one result. `length`: how many equal items its points are worth."""

    domain_id: int
    points: float
    max_points: float
    length: float

    @property
    def share(self) -> float:
        return self.points / self.max_points if self.max_points else 0.0


@dataclass(frozen=True)
class Estimate:
    """Of a domain's true share, with its 80 % interval; all 0 to 1. `is_augmented`: borrowed from the other domains.

    `has_added_value`: whether the domain's own points say more of it than the total does; None: nobody knows yet.
    """

    share: float
    low: float
    high: float
    is_augmented: bool
    has_added_value: bool | None


class Apart(StrEnum):
    """Whether domains can be told apart by their points."""

    NOT_ONE = "not_one"
    SOME = "some"
    UNKNOWN = "unknown"


def estimate_all(parts: Sequence[Part], norms: Norms | None) -> dict[int, Estimate]:
    """Domain's id → what can be said of it.

    By the norms where they judge a subscore to say less than the total (Haberman 2008): the augmented estimate (Wainer
    et al. 2001) with its normal interval. Else the raw share with Jeffreys' interval.
    """
    judged = {row.domain_id: row.has_added_value for row in norms.domains} if norms else {}
    borrowed = _augment(parts, norms) if norms else {}
    found = {}
    for part in parts:
        value = judged.get(part.domain_id)
        if value is False and part.domain_id in borrowed:
            found[part.domain_id] = borrowed[part.domain_id]
        else:
            low, high = jeffreys(part.share * part.length, part.length, confidence=CONFIDENCE)
            found[part.domain_id] = Estimate(part.share, low, high, is_augmented=False, has_added_value=value)
    return found


def _augment(parts: Sequence[Part], norms: Norms) -> dict[int, Estimate]:
    """None of them unless the result has exactly the domains of the norms."""
    shares = {part.domain_id: part.share for part in parts if part.max_points}
    if norms.weights is None or set(shares) != {row.domain_id for row in norms.domains}:
        return {}
    apart = [shares[row.domain_id] - row.mean for row in norms.domains]
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    found = {}
    for row, weights in zip(norms.domains, norms.weights, strict=True):
        if row.error is None:
            continue
        middle = row.mean + sum(weight * value for weight, value in zip(weights, apart, strict=True))
        share, low, high = (min(max(middle + side * z * row.error, 0.0), 1.0) for side in (0, -1, 1))
        found[row.domain_id] = Estimate(share, low, high, is_augmented=True, has_added_value=row.has_added_value)
    return found


def tell_apart(estimates: Mapping[int, Estimate]) -> Apart:
    """Whether any domain's own points say more of it than the total does."""
    values = {row.has_added_value for row in estimates.values()}
    if True in values:
        return Apart.SOME
    return Apart.UNKNOWN if None in values or not values else Apart.NOT_ONE


def order_by_need(
    weights: Mapping[int, int], estimates: Mapping[int, Estimate], total_share: float
) -> list[tuple[int, bool]]:
    """(domain's id, whether it is named as weak) in the order in which work pays: what is weak first, then by weight.

    Weak is only a domain whose own points say more than the total, and whose whole interval lies below the total.
    """
    weak = {key for key, row in estimates.items() if row.has_added_value and row.high < total_share}
    ordered = sorted(weights, key=lambda key: (key not in weak, -weights[key], key))
    return [(key, key in weak) for key in ordered]


@dataclass(frozen=True)
class Count:
    """Points of the items of one kind. `is_enough`: items enough to read anything into them."""

    name: str
    points: float
    max_points: float
    item_count: int

    @property
    def is_enough(self) -> bool:
        return self.item_count >= LEAST_ITEMS


def count_by(labels: Mapping[int, Sequence[str]], worth: Mapping[int, tuple[float, float]]) -> list[Count]:
    """`labels`: position → the kinds that the item is of; `worth`: position → points and most points. By name."""
    names = sorted({name for position in worth for name in labels.get(position, ())})
    found = []
    for name in names:
        rows = [worth[position] for position in worth if name in labels.get(position, ())]
        found.append(Count(name, sum(row[0] for row in rows), sum(row[1] for row in rows), len(rows)))
    return found
