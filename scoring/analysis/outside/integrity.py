"""Person fit, similar answers, rapid guessing: sections of a report. Questions, never verdicts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.outside.models import Fitted
from scoring.analysis.outside.problems import InputProblem
from scoring.analysis.outside.study import Study
from scoring.psychometrics.ability import likeliest_abilities, most_probable_abilities
from scoring.psychometrics.person_fit import fit_to_model, fit_to_order
from scoring.psychometrics.response_time import response_time_effort
from scoring.psychometrics.responses import NOT_PRESENTED
from scoring.psychometrics.similarity import similarity

Floats = NDArray[np.float64]
PRIOR_VARIANCE = 5.0
THRESHOLDS = (10, 15, 20)
TIMES = (
    "threshold = min(10 s, k % of the mean time of sittings that reached the item); "
    "RTE = share of reached items with time >= threshold; flag RTE < 0.90"
)


def person_fit(study: Study, fitted: Fitted | None) -> dict[str, Any] | None:
    """Of the first sittings, and of all where persons are wanted."""
    if study.modelled.sum() < 2:
        study.told.gap("person_fit", "it takes two scored items that are right or wrong")
        return None
    first = study.first()
    order = fit_to_order(study.binary)
    found: dict[str, Any] = {}
    of_order = {
        "guttman_errors": order.guttman_errors,
        "guttman_normed": order.guttman_normed,
        "U3": order.u3,
        "Ht": order.ht,
    }
    for name, values in of_order.items():
        found[f"{name}_first"] = values[:first]
        study.persons[name] = values
    if np.isnan(study.binary).any():
        study.told.gap("person_fit.Ht of some sittings", "they did not see every item")
    names = ("ml_theta", "lz", "lzstar")
    if fitted is None:
        study.told.gap(" and ".join(f"person_fit.{name}_first" for name in names), "it takes 2PL parameters")
        return {**{f"{name}_first": None for name in names}, **found}
    rows = slice(None) if study.wanted.is_for_persons else slice(first)
    theta = _abilities(study, fitted, rows)
    of_model = fit_to_model(study.binary[rows], fitted.a, fitted.d, theta)
    for name, values in zip(names, (theta, of_model.lz, of_model.lzstar), strict=True):
        found[f"{name}_first"] = values[:first]
        if study.wanted.is_for_persons:
            study.persons[name] = values
    return {"note": f"parameters: {fitted.name}; ability: ML within [-6, 6]", **found}


def _abilities(study: Study, fitted: Fitted, rows: slice) -> Floats:
    if study.abilities is not None:
        return study.abilities[rows]
    return np.asarray(likeliest_abilities(study.binary[rows], fitted.a, fitted.d).ability, dtype=float)


def similar_answers(study: Study, fitted: Fitted | None) -> dict[str, Any] | None:
    """Of the pairs that were asked for."""
    if not study.wanted.pairs:
        study.told.gap("similarity", "no pairs were given: --pairs")
        return None
    study.told.gap("similarity: K, K1, K2, S1 and S2", "this program has omega, GBT and M4")
    place = {name: number for number, name in enumerate(study.ids)}
    unknown = [name for pair in study.wanted.pairs for name in pair if name not in place]
    if unknown:
        raise InputProblem(f"--pairs names the sitting “{unknown[0]}”, which is not among the responses.")
    if fitted is None:
        study.told.gap("similarity", "it takes 2PL parameters: --minimums none, or --parameters")
        return None
    pairs = np.array([[place[copier], place[source]] for copier, source in study.wanted.pairs])
    rows, inverse = np.unique(pairs, return_inverse=True)
    theta = _map_abilities(study, fitted, rows)
    found = similarity(study.binary[rows], fitted.a, fitted.d, theta, inverse.reshape(pairs.shape))
    codes = study.responses.codes[:, study.scored]
    is_same = (codes[pairs[:, 0]] == codes[pairs[:, 1]]) & (codes[pairs[:, 0]] != NOT_PRESENTED)
    thetas = theta[inverse.reshape(pairs.shape)]
    return {
        "parameters": fitted.name,
        "item_parameters": {
            "a": study.all_items(fitted.a, study.modelled),
            "b": study.all_items(-fitted.d / np.where(fitted.a == 0, np.nan, fitted.a), study.modelled),
        },
        "pairs": [
            {
                "copier": study.wanted.pairs[number][0],
                "source": study.wanted.pairs[number][1],
                "theta_copier": thetas[number, 0],
                "theta_source": thetas[number, 1],
                "shared": found.shared[number],
                "same_score": found.same[number],
                "same_option": is_same[number].sum(),
                "omega": found.omega[number],
                "omega_p": found.omega_p[number],
                "GBT_p": found.gbt_p[number],
                "M4_p": found.m4_p[number],
            }
            for number in range(len(pairs))
        ],
    }


def _map_abilities(study: Study, fitted: Fitted, rows: NDArray[np.int64]) -> Floats:
    """Given ones, otherwise MAP with a wide prior, which all right and all wrong have too."""
    if study.abilities is not None:
        given = study.abilities[rows]
        if not np.isnan(given).any():
            return given
    found = most_probable_abilities(study.binary[rows], fitted.a, fitted.d, variance=PRIOR_VARIANCE).ability
    return np.asarray(found, dtype=float)


def rapid_guessing(study: Study) -> dict[str, Any] | None:
    if study.seconds is None:
        study.told.gap("rapid_guessing", "no times were given: --seconds")
        return None
    first = study.first()
    found: dict[str, Any] = {"convention": TIMES}
    for percent in THRESHOLDS:
        effort = response_time_effort(study.seconds, share=percent / 100)
        is_enough = effort.is_enough | (not study.wanted.has_minimums)
        if not is_enough.all():
            words = "fewer than 30 sittings reached them; --minimums none computes it"
            study.told.gap(f"rapid_guessing.threshold_seconds of {int((~is_enough).sum())} items", words)
        low = np.flatnonzero(effort.is_low)
        found[f"NT{percent}"] = {
            "threshold_seconds": np.where(is_enough, effort.threshold_seconds, np.nan),
            "rte_first50": effort.effort[:first],
            "flagged_rte_below_0_90": low,
            "flagged_ids": [study.ids[row] for row in low],
        }
        study.persons[f"rte_nt{percent}"] = effort.effort
    return found
