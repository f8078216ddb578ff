"""What selections earn under each marking rule, for all sittings at once. NumPy; no Django.

A selection is a bit mask: 1 for the first option, 2 for the second, 4 for the third, …; 0 for no answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.integer]
Floats = NDArray[np.float64]
MOST_OPTIONS = 16


class Rule(StrEnum):
    """How a selection's right (r) and wrong (w) options become a share of the item's points; k options are the key."""

    ALL_OR_NOTHING = "all_or_nothing"  # 1 for exactly the key, otherwise minus the penalty
    PARTIAL_NO_PENALTY = (
        "partial_no_penalty"  # r / k, and 0 for more options than the key has: ticking all is no answer
    )
    RIGHT_MINUS_WRONG = "right_minus_wrong"  # (r - w) / k
    RIGHT_MINUS_WRONG_BALANCED = "right_minus_wrong_balanced"  # r / k - w / number of wrong options: guessing earns 0
    PER_OPTION = "per_option"  # share of all options that are rightly ticked or rightly left
    DICHOTOMOUS_RIPKEY = "dichotomous_ripkey"  # the same, stretched so that half right earns 0
    JACCARD = "jaccard"  # r / options that are ticked or of the key


@dataclass(frozen=True)
class ItemRule:
    """How one item is marked. `key`: bit mask; `wrong_penalty`: share of the points that a wrong answer costs, of
    all-or-nothing alone; `min_fraction`: the lowest share that right minus wrong may fall to."""

    key: int
    n_options: int
    rule: Rule = Rule.ALL_OR_NOTHING
    max_mark: float = 1.0
    wrong_penalty: float = 0.0
    min_fraction: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.n_options <= MOST_OPTIONS:
            raise ValueError(f"{self.n_options} options: it must be 1 to {MOST_OPTIONS}.")
        if not 0 < self.key < 1 << self.n_options:
            raise ValueError("The key names no option, or one that the item does not have.")


def mask_of(options: str | Iterable[str], codes: str = "ABCDEFGHIJKLMNOP") -> int:
    """Bit mask of option codes; raises ValueError for a code that is none."""
    return sum(1 << codes.index(code) for code in set(options))


def fractions(selected: Masks, item: ItemRule) -> Floats:
    """Share of the item's points that each selection earns; any shape. No answer earns 0 and never a penalty.

    The rules are compared by D. Schmidt et al. (2021), Educational Research Review 34.
    Raises ValueError for selections that name options the item does not have.
    """
    chosen = np.asarray(selected)
    if chosen.size and (chosen.min() < 0 or chosen.max() >= 1 << item.n_options):
        raise ValueError("A selection names an option that the item does not have.")
    # The share of every possible selection is worked out once, and looked up.
    table = _table(item)
    return table[chosen]


def _table(item: ItemRule) -> Floats:
    masks = np.arange(1 << item.n_options, dtype=np.uint32)
    key = np.uint32(item.key)
    right = np.bitwise_count(masks & key).astype(float)
    wrong = np.bitwise_count(masks & ~key).astype(float)
    shares = _shares(item, right, wrong)
    shares[0] = 0.0
    return shares


def _shares(item: ItemRule, right: Floats, wrong: Floats) -> Floats:
    in_key, n = item.key.bit_count(), item.n_options
    misplaced = in_key - right + wrong
    match item.rule:
        case Rule.ALL_OR_NOTHING:
            return np.where(misplaced == 0, 1.0, -item.wrong_penalty)
        case Rule.PARTIAL_NO_PENALTY:
            return np.where(right + wrong > in_key, 0.0, right / in_key)
        case Rule.RIGHT_MINUS_WRONG:
            return np.maximum((right - wrong) / in_key, item.min_fraction)
        case Rule.RIGHT_MINUS_WRONG_BALANCED:
            return np.maximum(right / in_key - wrong / max(n - in_key, 1), item.min_fraction)
        case Rule.PER_OPTION:
            return (n - misplaced) / n
        case Rule.DICHOTOMOUS_RIPKEY:
            return np.maximum(1 - 2 * misplaced / n, 0.0)
        case Rule.JACCARD:
            return right / (in_key + wrong)


def mark(selected: Masks, item: ItemRule) -> Floats:
    """Points of each selection; see `fractions`."""
    return fractions(selected, item) * item.max_mark


def scale_scores(
    points: Floats, *, cut: float, max_points: float, lowest: int = 100, cut_scaled: int = 700, highest: int = 1000
) -> NDArray[np.int64]:
    """Scaled scores: straight lines through (0, lowest), (cut, cut_scaled), (max_points, highest); half is rounded up.

    For display alone: pass is decided on the points (a score under the cut may round to `cut_scaled`).
    Raises ValueError unless 0 <= cut <= max_points and max_points > 0.
    """
    if not 0 <= cut <= max_points or max_points <= 0:
        raise ValueError("The cut must lie between no points and all, and there must be some.")
    exact = np.asarray(points, dtype=float)
    below = lowest + exact / (cut or 1.0) * (cut_scaled - lowest)
    above = cut_scaled + (exact - cut) / ((max_points - cut) or 1.0) * (highest - cut_scaled)
    # 1e-9: a half that floating point made a little less is a half.
    return np.floor(np.where(exact < cut, below, above) + 0.5 + 1e-9).astype(np.int64)
