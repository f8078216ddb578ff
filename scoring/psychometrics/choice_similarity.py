"""Pairs of sittings that chose the same more often than two independent people of their abilities would: all pairs at once.
Questions, never verdicts. NumPy.

GBT: W. J. van der Linden & L. Sotaridona (2006), "Detecting answer copying when the regular response process follows a known
response model", Journal of Educational and Behavioral Statistics 31. The response model: right by a logistic model; of
wrong choices each with its share among the wrong answers of people of about that ability (as in the nested logit models of
Y. Suh & D. M. Bolt, 2010, Psychometrika 75, with the shares counted).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.similarity import upper_tail

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]
BLOCK = 500
# Wrong choices are counted in so many groups of equal size by ability; a group borrows as much as so many answers.
GROUPS, FEWEST_IN_GROUP, BORROWED = 3, 100, 5.0
LEAST_Z = 2.5


@dataclass(frozen=True)
class Similar:
    """`pairs`: rows of two sittings, by `chance` of as many equal choices or more (GBT); `same` of `shared` items that both
    answered. `compared`: how many pairs there were, listed or not."""

    pairs: NDArray[np.int64]
    chance: Floats
    same: NDArray[np.int64]
    shared: NDArray[np.int64]
    compared: int


@dataclass(frozen=True)
class _Model:
    """Sittings × choices of all items side by side: what was chosen, and the chance of it. `starts`: of each item."""

    chosen: Floats
    chances: Floats
    answered: Floats
    starts: NDArray[np.int64]


def find_similar(
    codes: NDArray[np.integer],
    is_right: Flags,
    is_answered: Flags,
    share: Floats,
    ability: Floats,
    *,
    people: NDArray[np.integer],
    least_shared: int = 20,
    most: int = 1000,
) -> Similar:
    """`codes`: sittings × items, the number of the choice; `is_right`, `is_answered`: of the same shape; `share`: chance of a
    right answer; `ability`: by sitting, to group by; `people`: who sat: two sittings of one person are no pair.

    All pairs are ranked by a normal approximation that is never too large, the `most` similar get their exact chance.
    """
    model = _describe(codes, is_right, is_answered, share, ability)
    pairs, compared = _rank(model, people, least_shared, most)
    if not len(pairs):
        none = np.empty(0)
        return Similar(pairs, none, none.astype(np.int64), none.astype(np.int64), compared)
    one, other = pairs.T
    both = (model.answered[one] * model.answered[other]).astype(float)
    agree = np.add.reduceat(model.chances[one].astype(float) * model.chances[other], model.starts, axis=1) * both
    same = (model.chosen[one] * model.chosen[other]).sum(axis=1).round().astype(np.int64)
    chance = upper_tail(np.clip(agree, 0, 1), same)
    order = np.argsort(chance, kind="stable")
    return Similar(pairs[order], chance[order], same[order], both.sum(axis=1).astype(np.int64)[order], compared)


def _describe(
    codes: NDArray[np.integer], is_right: Flags, is_answered: Flags, share: Floats, ability: Floats
) -> _Model:
    group = _group(ability)
    chosen, chances, starts, width = [], [], [], 0
    for item in range(codes.shape[1]):
        answered, right, p = is_answered[:, item], is_right[:, item] & is_answered[:, item], share[:, item]
        wrong = answered & ~right
        options = np.unique(codes[wrong, item])
        picked = (codes[:, [item]] == options[None, :]) & wrong[:, None]
        shares = _shares(picked, group)
        chosen.append(np.column_stack([right, picked]).astype(np.float32))
        own = np.column_stack([p, (1 - p)[:, None] * shares[group]])
        chances.append(np.where(answered[:, None], own, 0).astype(np.float32))
        starts.append(width)
        width += 1 + len(options)
    none = np.empty((len(codes), 0), dtype=np.float32)
    return _Model(
        chosen=np.hstack(chosen) if chosen else none,
        chances=np.hstack(chances) if chances else none,
        answered=is_answered.astype(np.float32),
        starts=np.array(starts, dtype=np.int64),
    )


def _group(ability: Floats) -> NDArray[np.int64]:
    count = max(1, min(GROUPS, len(ability) // FEWEST_IN_GROUP))
    rank = np.argsort(np.argsort(ability, kind="stable"), kind="stable")
    return rank * count // max(len(ability), 1)


def _shares(picked: Flags, group: NDArray[np.int64]) -> Floats:
    """Groups × wrong choices: each one's share of the group's wrong answers, drawn a little toward that of everybody."""
    if not picked.shape[1]:
        return np.zeros((int(group.max(initial=0)) + 1, 0))
    total = picked.sum(axis=0) / picked.sum()
    counts = np.array([picked[group == number].sum(axis=0) for number in range(int(group.max(initial=0)) + 1)])
    return (counts + BORROWED * total) / (counts.sum(axis=1, keepdims=True) + BORROWED)


def _rank(model: _Model, people: NDArray[np.integer], least_shared: int, most: int) -> tuple[NDArray[np.int64], int]:
    """The pairs with most equal choices, in standard deviations above their expectation, and how many were compared.

    The variance of a sum of independent events is at most what it would be were they all equally likely.
    """
    found, highest, compared = [np.empty((0, 2), dtype=np.int64)], [np.empty(0)], 0
    count = len(model.answered)
    for start in range(0, count, BLOCK):
        rows, columns = slice(start, start + BLOCK), slice(start, count)
        shared = model.answered[rows] @ model.answered[columns].T
        expected = model.chances[rows] @ model.chances[columns].T
        same = model.chosen[rows] @ model.chosen[columns].T
        variance = expected - expected**2 / np.maximum(shared, 1)
        z = (same - expected) / np.sqrt(np.maximum(variance, 1e-6))
        is_pair = (shared >= least_shared) & (people[rows, None] != people[None, columns])
        is_pair &= np.arange(shared.shape[1])[None, :] > np.arange(len(shared))[:, None]
        compared += int(is_pair.sum())
        one, other = np.nonzero(is_pair & (z >= LEAST_Z))
        best = np.argsort(-z[one, other], kind="stable")[:most]
        found.append(np.column_stack([one[best], other[best]]) + start)
        highest.append(z[one[best], other[best]])
    order = np.argsort(-np.concatenate(highest), kind="stable")[:most]
    return np.concatenate(found)[order], compared
