"""Abilities of sittings when the items' parameters are known: EAP, Warm's weighted likelihood, maximum likelihood."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.psychometrics.irt_model import (
    Answers,
    Array,
    chunks,
    log_table,
    normal_grid,
    posterior,
    probability,
    read_answers,
)

# Where the likelihood has no highest point: all right or all wrong.
FARTHEST = 6.0
WIDEST = 10.0
HALVINGS = 40


@dataclass(frozen=True)
class Abilities:
    """(sittings,) each; `ability` and `se` are NaN for a sitting that saw none of the items with parameters (for EAP
    they are the mean and deviation of the prior). `se` of maximum likelihood is infinite at its limits."""

    ability: Array
    se: Array


def _known(scores: ArrayLike, a: Array, d: Array) -> tuple[Answers, Array, Array]:
    answers = read_answers(scores)
    a, d = np.asarray(a, dtype=float), np.asarray(d, dtype=float)
    if a.shape != d.shape or a.shape != (answers.marks.shape[1],):
        raise ValueError("Each item takes one a and one d.")
    usable = np.isfinite(a) & np.isfinite(d)
    return answers.of_items(usable), a[usable], d[usable]


def expected_abilities(
    scores: ArrayLike, a: Array, d: Array, c: Array | float = 0.0, *, variance: float = 1.0
) -> Abilities:
    """EAP: the posterior's mean and standard deviation on 61 nodes over [-6, 6] with normal weights.

    Bock & Mislevy (1982), "Adaptive EAP estimation of ability", Applied Psychological Measurement 6. `scores`: (sittings,
    items) of 0, 1, NaN; `a`, `d`, `c`: (items,), NaN for an item that is left out. Raises ValueError for other shapes.
    """
    usable = np.isfinite(np.asarray(a, dtype=float)) & np.isfinite(np.asarray(d, dtype=float))
    answers, a, d = _known(scores, a, d)
    grid = normal_grid(variance=variance)
    chance = c[usable] if isinstance(c, np.ndarray) else c
    table, both = log_table(grid.nodes, a, d, chance), answers.both
    mean, spread = np.empty(len(both)), np.empty(len(both))
    for part in chunks(len(both)):
        weights = posterior(both[part], table, grid.weights)[0].astype(float)
        mean[part] = weights @ grid.nodes
        spread[part] = np.sqrt((weights * (grid.nodes - mean[part][:, None]) ** 2).sum(axis=1))
    return Abilities(mean, spread)


def reliability(found: Abilities) -> float | None:
    """Empirical reliability of EAP abilities: their variance over itself and the mean squared error; None for fewer
    than two sittings. Green et al. (1984), Journal of Educational Measurement 21."""
    if len(found.ability) < 2:
        return None
    between, within = float(found.ability.var(ddof=1)), float((found.se**2).mean())
    return between / (between + within) if between + within else None


def weighted_abilities(scores: ArrayLike, a: Array, d: Array) -> Abilities:
    """WLE: the root of the score plus J / 2I, which takes the bias of maximum likelihood away (2PL and Rasch).

    Warm (1989), "Weighted likelihood estimation of ability in item response theory", Psychometrika 54.
    """
    return _roots(scores, a, d, _warm, WIDEST)


def likeliest_abilities(scores: ArrayLike, a: Array, d: Array) -> Abilities:
    """Maximum likelihood (2PL and Rasch), limited to [-6, 6]: all right and all wrong have no highest point."""
    return _roots(scores, a, d, _plain, FARTHEST)


def most_probable_abilities(scores: ArrayLike, a: Array, d: Array, *, variance: float = 1.0) -> Abilities:
    """MAP: the posterior's highest point for a normal prior of this variance (Lord, 1986, "Maximum likelihood and Bayesian
    parameter estimation in item response theory", Journal of Educational Measurement 23); `se` is that of the likelihood."""

    def slope(answers: Answers, a: Array, d: Array, at: Array) -> Array:
        return _plain(answers, a, d, at) - at / variance

    return _roots(scores, a, d, slope, WIDEST)


Slope = Callable[[Answers, Array, Array, Array], Array]


def _plain(answers: Answers, a: Array, d: Array, at: Array) -> Array:
    return ((answers.marks - answers.seen * probability(at, a, d)) * a).sum(axis=1)


def _warm(answers: Answers, a: Array, d: Array, at: Array) -> Array:
    share = probability(at, a, d)
    spread = answers.seen * share * (1 - share)
    information = np.maximum(spread @ a**2, 1e-300)
    return ((answers.marks - answers.seen * share) * a).sum(axis=1) + (
        spread * (1 - 2 * share)
    ) @ a**3 / 2 / information


def _roots(scores: ArrayLike, a: Array, d: Array, slope: Slope, limit: float) -> Abilities:
    """Where the slope of the (weighted) log-likelihood is zero: by halving, which cannot leave the limits."""
    answers, a, d = _known(scores, a, d)
    count = len(answers.both)
    found, errors = np.full(count, np.nan), np.full(count, np.nan)
    for part in chunks(count):
        rows = Answers(answers.both[part].astype(float))
        low, high = np.full(len(rows.marks), -limit), np.full(len(rows.marks), limit)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            is_rising = slope(rows, a, d, middle) > 0
            low, high = np.where(is_rising, middle, low), np.where(is_rising, high, middle)
        at = np.round((low + high) / 2, 9)
        share = probability(at, a, d)
        information = (rows.seen * share * (1 - share)) @ a**2
        has_answers = rows.seen.sum(axis=1) > 0
        at_limit = np.abs(at) >= limit
        safe = np.where(information > 0, information, 1.0)
        found[part] = np.where(has_answers, at, np.nan)
        errors[part] = np.where(has_answers, np.where(at_limit, np.inf, 1 / np.sqrt(safe)), np.nan)
    return Abilities(found, errors)
