"""Whether two sittings agree on more answers than their abilities explain: omega, GBT, M4. Questions, never verdicts."""

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import ArrayLike

from scoring.psychometrics.irt_model import Array, probability, read_answers


@dataclass(frozen=True)
class Similarity:
    """(pairs,) each. `same`: items that both saw, with equal marks; `shared`: items that both saw. The p are the chance
    of so much agreement or more without any contact; NaN where no item was shared. Who looks through all pairs of a
    room must expect small ones by chance: divide by the number of pairs."""

    shared: Array
    same: Array
    omega: Array
    omega_p: Array
    gbt_p: Array
    m4_p: Array


def similarity(scores: ArrayLike, a: Array, d: Array, abilities: Array, pairs: ArrayLike) -> Similarity:
    """For each pair of rows (copier, source) of `scores` (sittings, items; 0, 1, NaN), with Rasch or 2PL items.

    omega: Wollack (1997), Applied Psychological Measurement 21, on right and wrong; it takes the source's answers as
    given. GBT: van der Linden & Sotaridona (2006), Journal of Educational and Behavioral Statistics 31. M4: Maynes
    (2014), in Kingston & Clark, "Test fraud". Raises ValueError for scores that are none.
    """
    answers = read_answers(scores)
    chosen = np.asarray(pairs, dtype=int).reshape(-1, 2)
    copier, source = chosen[:, 0], chosen[:, 1]
    usable = np.isfinite(a) & np.isfinite(d)
    a, d = np.where(usable, a, 0.0), np.where(usable, d, 0.0)
    shared = answers.seen[copier] * answers.seen[source] * usable
    share = probability(np.asarray(abilities, dtype=float), a, d)
    of_copier, of_source = share[copier], share[source]
    marks, seen_marks = answers.marks[copier], answers.marks[source]
    is_same = shared * (marks == seen_marks)
    expected = np.where(seen_marks == 1, of_copier, 1 - of_copier)
    spread = (shared * expected * (1 - expected)).sum(axis=1)
    same = is_same.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        omega = np.where(spread > 0, (same - (shared * expected).sum(axis=1)) / np.sqrt(spread), np.nan)
    right, wrong = shared * of_copier * of_source, shared * (1 - of_copier) * (1 - of_source)
    is_any = shared.sum(axis=1) > 0
    gbt = np.where(is_any, upper_tail(right + wrong, same), np.nan)
    both_right = (is_same * marks).sum(axis=1)
    m4 = [
        _m4(one, other, int(r), int(w))
        for one, other, r, w in zip(right, wrong, both_right, same - both_right, strict=True)
    ]
    return Similarity(
        shared=shared.sum(axis=1),
        same=same,
        omega=omega,
        omega_p=np.array([0.5 * erfc(value / sqrt(2)) for value in omega]),
        gbt_p=gbt,
        m4_p=np.where(is_any, np.array(m4), np.nan),
    )


def upper_tail(chances: Array, counts: Array) -> Array:
    """P(as many or more) of a sum of independent events: (pairs, items), (pairs,)."""
    pairs, items = chances.shape
    spread = np.zeros((pairs, items + 1))
    spread[:, 0] = 1
    for item in range(items):
        chance = chances[:, item : item + 1]
        spread[:, 1:] = spread[:, 1:] * (1 - chance) + spread[:, :-1] * chance
        spread[:, 0] *= 1 - chance[:, 0]
    is_as_many = np.arange(items + 1) >= counts[:, None]
    return np.minimum((spread * is_as_many).sum(axis=1), 1.0)


def trinomial(right: Array, wrong: Array) -> Array:
    """Chances of r items right for both and w wrong for both: (items + 1, items + 1)."""
    items = len(right)
    spread = np.zeros((items + 1, items + 1))
    spread[0, 0] = 1
    for one, other in zip(right, wrong, strict=True):
        after = spread * (1 - one - other)
        after[1:] += spread[:-1] * one
        after[:, 1:] += spread[:, :-1] * other
        spread = after
    return spread


def _m4(right: Array, wrong: Array, both_right: int, both_wrong: int) -> float:
    """Cells are ordered by the chance of at least as many of both kinds; those that are no likelier count."""
    spread = trinomial(right, wrong)
    at_least = spread[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1]
    limit = at_least[both_right, both_wrong] * (1 + 1e-12)
    return float(min(spread[at_least <= limit].sum(), 1.0))
