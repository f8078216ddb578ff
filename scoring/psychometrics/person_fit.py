"""Whether one sitting's answers look like the model's: lz, lz*, Guttman errors, U3, HT. Questions, never verdicts.

A low lz or lz*, a high U3 or share of Guttman errors, a low HT: hard items right, easy ones wrong.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.psychometrics.irt_model import Answers, Array, probability, read_answers


@dataclass(frozen=True)
class ModelFit:
    """(sittings,) each; NaN where a sitting saw no item with parameters, or nothing can vary."""

    lz: Array
    lzstar: Array


@dataclass(frozen=True)
class PatternFit:
    """(sittings,) each. NaN: U3 and HT where all or nothing is right; HT where answers are missing or fewer than two
    sittings are comparable. Of two
    equally easy items the first column counts as the easier one."""

    guttman_errors: Array
    guttman_normed: Array
    u3: Array
    ht: Array


def fit_to_model(scores: ArrayLike, a: Array, d: Array, abilities: Array) -> ModelFit:
    """lz (Drasgow, Levine & Williams, 1985, British Journal of Mathematical and Statistical Psychology 38) and lz*
    (Snijders, 2001, Psychometrika 66), for abilities by maximum likelihood of a Rasch or 2PL model.

    `scores`: (sittings, items) of 0, 1, NaN; `a`, `d`: (items,), NaN for an item left out; `abilities`: (sittings,).
    Raises ValueError for scores that are none.
    """
    a, d = np.asarray(a, dtype=float), np.asarray(d, dtype=float)
    usable = np.isfinite(a) & np.isfinite(d)
    answers = read_answers(scores).of_items(usable)
    a, d = a[usable], d[usable]
    share = probability(np.asarray(abilities, dtype=float), a, d)
    spread = answers.seen * share * (1 - share)
    logit = np.log(share) - np.log1p(-share)
    surprise = ((answers.marks - answers.seen * share) * logit).sum(axis=1)
    # What estimating the ability takes away: r = P' / (P (1 - P)) = a for these models, r0 = 0 for the likeliest.
    information = spread @ a**2
    taken = np.where(information > 0, ((spread * logit) @ a) / np.where(information > 0, information, 1), 0)
    freed = logit - taken[:, None] * a
    return ModelFit(_standard(surprise, spread * logit**2), _standard(surprise, spread * freed**2))


def _standard(value: Array, variances: Array) -> Array:
    variance = variances.sum(axis=1)
    return np.where(variance > 1e-12, value / np.sqrt(np.where(variance > 1e-12, variance, 1)), np.nan)


def fit_to_order(scores: ArrayLike) -> PatternFit:
    """Guttman errors and their share of the most possible (Meijer, 1994, Applied Psychological Measurement 18), U3 (van
    der Flier, 1982, Journal of Cross-Cultural Psychology 13), HT (Sijtsma & Meijer, 1992, Applied Psychological
    Measurement 16). `scores`: (sittings, items) of 0, 1, NaN. Raises ValueError for scores that are none."""
    answers = read_answers(scores)
    sittings, items = answers.marks.shape
    if not sittings or not items:
        none = np.full(sittings, np.nan)
        return PatternFit(none, none, none, none)
    seen = answers.seen.sum(axis=0)
    easiness = np.round(answers.marks.sum(axis=0) / np.maximum(seen, 1), 12)
    order = np.argsort(-easiness, kind="stable")
    sorted_answers = Answers(answers.both[:, np.concatenate([order, order + items])])
    right, all_seen = answers.marks.sum(axis=1), answers.seen.sum(axis=1)
    errors = _guttman_errors(sorted_answers)
    most = right * (all_seen - right)
    normed = np.where(all_seen > 0, errors / np.maximum(most, 1), np.nan)
    u3 = np.where(most > 0, _u3(sorted_answers, easiness[order], right), np.nan)
    return PatternFit(errors, normed, u3, _ht(answers))


def _guttman_errors(answers: Answers) -> Array:
    """Pairs of items of which the harder is right and the easier wrong; items are sorted, easiest first."""
    return (answers.marks * np.cumsum(answers.seen - answers.marks, axis=1)).sum(axis=1)


def _u3(answers: Answers, easiness: Array, right: Array) -> Array:
    limited = np.clip(easiness, 1e-6, 1 - 1e-6)
    weights = np.log(limited) - np.log1p(-limited)
    place = np.cumsum(answers.seen, axis=1)
    wrong = answers.seen.sum(axis=1) - right
    best = (answers.seen * (place <= right[:, None])) @ weights
    worst = (answers.seen * (place > wrong[:, None])) @ weights
    width = best - worst
    return np.where(width > 1e-12, (best - answers.marks @ weights) / np.where(width > 1e-12, width, 1), np.nan)


def _ht(answers: Answers) -> Array:
    """Covariances with all other sittings over the most that their totals allow; by sums, without a square table."""
    marks, items = answers.marks.astype(float), answers.marks.shape[1]
    share = marks.mean(axis=1)
    is_usable = (answers.seen.sum(axis=1) == items) & (share > 0) & (share < 1)
    found = np.full(len(marks), np.nan)
    if is_usable.sum() < 2:
        return found
    rows, p = marks[is_usable], share[is_usable]
    together = rows @ rows.sum(axis=0) / items - p * p.sum() - p * (1 - p)
    # The most: smaller share times one less the larger. By sorting: sums over those below, and over those above.
    order = np.argsort(p, kind="stable")
    ordered = p[order]
    below = np.cumsum(ordered) - ordered
    above = (1 - ordered)[::-1].cumsum()[::-1] - (1 - ordered)
    most = np.empty(len(p))
    most[order] = (1 - ordered) * below + ordered * above
    found[is_usable] = together / most
    return found
