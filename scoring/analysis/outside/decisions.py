"""How often pass and fail are the right decision: a section of a report."""

from typing import Any

import numpy as np

from scoring.analysis.outside.models import Fitted
from scoring.analysis.outside.study import Study
from scoring.psychometrics.classification import Classification, fit_beta, livingston_lewis
from scoring.psychometrics.classification_beta import hanson_brennan, livingston_lewis_four
from scoring.psychometrics.classification_irt import lee, rudner, theta_at
from scoring.psychometrics.irt_model import normal_grid, probability
from scoring.psychometrics.reliability import cronbach_alpha
from scoring.psychometrics.sum_scores import form_information

LEE = "pass = raw >= cut; true master = expected raw score > cut; 61 nodes on [-6,6], normal weights"
RUDNER = "theta_cut: expected raw = cut; SE(theta)=1/sqrt(test information); master = theta>=theta_cut; same nodes"


def classification(study: Study, fitted: Fitted | None) -> dict[str, Any] | None:
    if study.cut is None:
        study.told.gap("classification", "no cut was given: --cut")
        return None
    if not 0 < study.cut <= study.max_points:
        words = f"the cut, {study.cut:g}, is not above 0 and at most the {study.max_points:g} points of the form"
        study.told.gap("classification", words)
        return None
    return {
        "cut": study.cut,
        **_livingston_lewis(study, study.cut),
        "hanson_brennan_2P": _hanson_brennan(study, study.cut),
        **_from_abilities(study, study.cut, fitted),
    }


def _livingston_lewis(study: Study, cut: float) -> dict[str, Any]:
    names = ("livingston_lewis_4P", "livingston_lewis_2P")
    alpha = cronbach_alpha(study.covariances.matrix)
    model = None
    if alpha is not None and study.covariances.n == study.n:
        model = fit_beta(study.totals, study.max_points, alpha, study.wanted.minimums)
    if model is None:
        words = "it takes alpha between 0 and 1, 100 sittings that saw every item, and totals that spread"
        study.told.gap(" and ".join(f"classification.{name}" for name in names), words)
        return dict.fromkeys(names)
    length = {"etl": model.etl, "etl_rounded": model.etl_rounded}
    shares, of_four = livingston_lewis_four(study.totals, model, cut)
    limits = {name: getattr(shares, name) for name in ("alpha", "beta", "l", "u")}
    plain = {"alpha": model.alpha, "beta": model.beta, "l": 0, "u": 1}
    of_two = livingston_lewis(model, cut)
    return {
        names[0]: {"model": "4P", "params": {**limits, **length}, **_decisions(of_four)},
        names[1]: {"model": "2P", "params": {**plain, **length}, **_decisions(of_two)},
    }


def _hanson_brennan(study: Study, cut: float) -> dict[str, Any] | None:
    alpha = cronbach_alpha(study.covariances.matrix)
    is_enough = study.n >= study.wanted.minimums.reliability and alpha is not None and 0 < alpha < 1
    found = None
    if is_enough and study.is_raw_score:
        found = hanson_brennan(study.totals, int(study.max_points), alpha or 0.0, cut)
    if found is None:
        words = "it takes items of one point, right or wrong, and what Livingston-Lewis takes"
        study.told.gap("classification.hanson_brennan_2P", words)
        return None
    return _decisions(found)


def _decisions(of: Classification) -> dict[str, Any]:
    return {
        "accuracy": _accuracy(of),
        "consistency": {
            "p": of.consistency,
            "p_c": of.consistency_by_chance,
            "p_c_pos": of.fails**2,
            "p_c_neg": (1 - of.fails) ** 2,
            "Kappa": of.kappa,
        },
    }


def _accuracy(of: Classification) -> dict[str, float | None]:
    """Positive is to be under the cut, as betafunctions has it."""
    true_fail = (of.sensitivity or 0.0) * of.under_cut
    true_pass = (of.specificity or 0.0) * (1 - of.under_cut)
    is_known = of.sensitivity is not None and of.specificity is not None
    return {
        "Sensitivity": of.sensitivity,
        "Specificity": of.specificity,
        "PPV": true_fail / of.fails if of.fails > 1e-12 else None,
        "NPV": true_pass / (1 - of.fails) if of.fails < 1 - 1e-12 else None,
        "Youden.J": (of.sensitivity or 0.0) + (of.specificity or 0.0) - 1 if is_known else None,
        "Accuracy": of.accuracy,
    }


def _from_abilities(study: Study, cut: float, fitted: Fitted | None) -> dict[str, Any]:
    names = ("lee_2pl_marginal", "rudner_2pl_marginal")
    if fitted is None or not study.is_raw_score or not np.isfinite(fitted.a).all():
        words = "it takes 2PL parameters of all items, each right or wrong, of one point and seen by every sitting"
        study.told.gap(" and ".join(f"classification.{name}" for name in names), words)
        return dict.fromkeys(names)
    grid = normal_grid()
    nodes, weights = np.asarray(grid.nodes, dtype=float), np.asarray(grid.weights, dtype=float)
    of_raw = lee(np.asarray(probability(nodes, fitted.a, fitted.d), dtype=float), weights, cut)
    marginal = {"accuracy": of_raw.accuracy, "consistency": of_raw.consistency, "convention": LEE}
    theta_cut = theta_at(cut, np.asarray(fitted.a, float), np.asarray(fitted.d, float))
    if theta_cut is None:
        study.told.gap("classification.rudner_2pl_marginal", "no ability has the cut as its expected score")
        return {names[0]: marginal, names[1]: None}
    information = np.asarray(form_information(nodes, fitted.a, fitted.d), dtype=float)
    of_theta = rudner(nodes, 1 / np.sqrt(np.maximum(information, 1e-300)), weights, theta_cut)
    on_scale = {
        "theta_cut": theta_cut,
        "accuracy": of_theta.accuracy,
        "consistency": of_theta.consistency,
        "convention": RUDNER,
    }
    return {names[0]: marginal, names[1]: on_scale}
