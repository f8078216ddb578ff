"""How often pass and fail are the right decision, and would be the same again, from totals alone. NumPy."""

from dataclasses import dataclass
from math import exp, floor, lgamma

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.beta_distribution import beta_cdf, log_beta
from scoring.psychometrics.minimums import USUAL, Minimums

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Classification:
    """`accuracy`: probability that a decision is the right one; `consistency`: that a parallel form decides the same;
    `consistency_by_chance`, `kappa`: of unrelated decisions, and the agreement beyond them; `sensitivity`: of failing
    who is under the cut, `specificity`: of passing who is not; `under_cut`: share that truly is; `fails`: share that is
    failed."""

    accuracy: float
    consistency: float
    consistency_by_chance: float
    kappa: float | None
    sensitivity: float | None
    specificity: float | None
    under_cut: float
    fails: float


@dataclass(frozen=True)
class BetaModel:
    """True shares as a beta(alpha, beta) distribution, totals as `etl_rounded` draws; `etl`: effective test length."""

    alpha: float
    beta: float
    etl: float
    etl_rounded: int
    k: float


def fit_beta(totals: Floats, max_points: float, reliability: float, minimums: Minimums = USUAL) -> BetaModel | None:
    """S. A. Livingston & C. Lewis (1995), "Estimating the consistency and accuracy of classifications based on test
    scores", Journal of Educational Measurement 32; the beta distribution by its first two moments.

    `totals`: of each sitting, in points. None below 100 sittings (unless told), for a reliability outside 0 to 1, and
    where totals do not spread as a beta distribution's would. A total that is less than two of the effective items has
    no second factorial moment, as in the programs that we compare with.
    """
    n = len(totals)
    if n < max(minimums.reliability, 2) or not 0 < reliability < 1:
        return None
    mean, variance = float(np.mean(totals)), float(np.var(totals, ddof=1))
    if variance <= 1e-12:
        return None
    etl = (mean * (max_points - mean) - reliability * variance) / (variance * (1 - reliability))
    if etl <= 2:
        return None
    effective = np.asarray(totals, dtype=float) * etl / max_points
    second = float(np.where(effective < 2, 0.0, effective * (effective - 1)).mean()) / (etl * (etl - 1))
    share = mean / max_points
    spread = second - share**2
    if not 0 < spread < share * (1 - share):
        return None
    size = share * (1 - share) / spread - 1
    return BetaModel(share * size, (1 - share) * size, etl, round(etl), max_points)


def livingston_lewis(model: BetaModel, cut: float) -> Classification:
    """For a cut in points of the form: its share is the true cut, the nearest whole effective item the observed one.

    All integrals are finite sums of beta functions. Raises ValueError unless 0 < cut <= k.
    """
    if not 0 < cut <= model.k:
        raise ValueError("The cut lies above no points and at most at all of them.")
    n, share = model.etl_rounded, cut / model.k
    passing = _effective_cut(model, cut)
    observed = np.array([_beta_binomial(n, x, model.alpha, model.beta) for x in range(n + 1)])
    under = np.array([beta_cdf(share, model.alpha + x, model.beta + n - x) for x in range(n + 1)])
    true_fail = float((observed * under)[:passing].sum())
    true_pass = float((observed * (1 - under))[passing:].sum())
    is_under = beta_cdf(share, model.alpha, model.beta)
    fails = float(observed[:passing].sum())
    both = _both_fail(model, passing)
    return summarize(true_fail, true_pass, is_under, fails, both + 1 - 2 * fails + both)


def summarize(true_fail: float, true_pass: float, is_under: float, fails: float, consistency: float) -> Classification:
    """From probabilities: fails rightly, passes rightly, is truly under the cut, fails, and decided the same twice."""
    chance = fails**2 + (1 - fails) ** 2
    return Classification(
        accuracy=true_fail + true_pass,
        consistency=consistency,
        consistency_by_chance=chance,
        kappa=(consistency - chance) / (1 - chance) if chance < 1 - 1e-12 else None,
        sensitivity=true_fail / is_under if is_under > 1e-12 else None,
        specificity=true_pass / (1 - is_under) if is_under < 1 - 1e-12 else None,
        under_cut=is_under,
        fails=fails,
    )


def decision_certainty(model: BetaModel, points: float, cut: float) -> float:
    """Probability that who earned `points` was decided on rightly, by the model's distribution of true shares."""
    got = points / model.k * model.etl
    under = beta_cdf(cut / model.k, model.alpha + got, model.beta + model.etl - got)
    return 1 - under if points >= cut else under


def _effective_cut(model: BetaModel, cut: float) -> int:
    # At least one: a form that nobody can fail decides nothing.
    return max(floor(cut / model.k * model.etl_rounded + 0.5), 1)


def _beta_binomial(n: int, x: int, alpha: float, beta: float) -> float:
    choose = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1)
    return exp(choose + log_beta(alpha + x, beta + n - x) - log_beta(alpha, beta))


def _both_fail(model: BetaModel, passing: int) -> float:
    """That two forms both stay under the cut."""
    n = model.etl_rounded
    choose = [lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1) for x in range(passing)]
    base = log_beta(model.alpha, model.beta)
    sums = [log_beta(model.alpha + s, model.beta + 2 * n - s) - base for s in range(2 * passing)]
    return sum(exp(choose[x] + choose[y] + sums[x + y]) for x in range(passing) for y in range(passing))
