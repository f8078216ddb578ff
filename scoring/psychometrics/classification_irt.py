"""How often pass and fail are the right decision, from item parameters and abilities. NumPy."""

from math import erf, sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.psychometrics.classification import Classification, summarize
from scoring.psychometrics.irt_model import probability
from scoring.psychometrics.sum_scores import spread_of_totals

Floats = NDArray[np.float64]
FURTHEST = 12.0


def lee(probabilities: Floats, weights: Floats, cut: float) -> Classification:
    """W.-C. Lee (2010), "Classification consistency and accuracy for complex assessments using item response theory",
    Journal of Educational Measurement 47.

    Pass: raw score >= cut; truly passing: expected raw score > cut. `probabilities`: abilities × items; `weights` of the
    abilities, of any sum: of a quadrature, or 1 for each sitting. Raises ValueError without positive weights.
    """
    scores = np.arange(probabilities.shape[1] + 1)
    passes = spread_of_totals(probabilities.T)[scores >= cut].sum(axis=0)
    return _classify(passes, probabilities.sum(axis=1) > cut, weights)


def rudner(theta: Floats, standard_errors: Floats, weights: Floats, theta_cut: float) -> Classification:
    """L. M. Rudner (2005), "Expected classification accuracy", Practical Assessment, Research & Evaluation 10:
    estimates are normal around each ability. Raises ValueError without positive weights."""
    apart = (np.asarray(theta, dtype=float) - theta_cut) / standard_errors
    passes = np.array([(1 + erf(z / sqrt(2))) / 2 for z in apart])
    return _classify(passes, np.asarray(theta) >= theta_cut, weights)


def theta_at(cut: float, a: Floats, d: Floats) -> float | None:
    """Ability whose expected raw score is the cut, by halving; None where there is none between -12 and 12."""
    low, high = -FURTHEST, FURTHEST
    ends = [float(probability(np.array([end]), a, d).sum()) for end in (low, high)]
    if not ends[0] < cut < ends[1]:
        return None
    for _ in range(80):
        middle = (low + high) / 2
        is_under = probability(np.array([middle]), a, d).sum() < cut
        low, high = (middle, high) if is_under else (low, middle)
    return (low + high) / 2


def _classify(passes: Floats, is_master: NDArray[np.bool_], weights: Floats) -> Classification:
    total = float(np.sum(weights))
    if total <= 0 or np.min(weights) < 0:
        raise ValueError("Abilities weigh something, and none less than nothing.")
    share = np.asarray(weights, dtype=float) / total
    return summarize(
        true_fail=float((share * (1 - passes))[~is_master].sum()),
        true_pass=float((share * passes)[is_master].sum()),
        is_under=float(share[~is_master].sum()),
        fails=float((share * (1 - passes)).sum()),
        consistency=float((share * (passes**2 + (1 - passes) ** 2)).sum()),
    )
