"""How many items of each kind a form needs. Pure."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K")


def apportion(weights: Mapping[K, int], seats: int) -> dict[K, int]:
    """Share `seats` by weight with the largest-remainder method (Hamilton; Hare quota).

    The shares add up to `seats` whatever the weights add up to. Equal remainders go to the larger weight, then
    to the earlier key. Raises ValueError for a negative number or when no weight is positive.
    """
    total = sum(weights.values())
    if seats < 0 or total <= 0 or min(weights.values()) < 0:
        raise ValueError("Seats and weights must not be negative, and one weight must be positive.")
    quotas = {key: Fraction(seats * weight, total) for key, weight in weights.items()}
    shares = {key: int(quota) for key, quota in quotas.items()}
    order = list(weights)
    by_remainder = sorted(order, key=lambda key: (shares[key] - quotas[key], -weights[key], order.index(key)))
    for key in by_remainder[: seats - sum(shares.values())]:
        shares[key] += 1
    return shares
