"""Item response models of right and wrong: calibrations, abilities and fit, a section of a report."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.analysis.outside.study import Study
from scoring.psychometrics.ability import Abilities, expected_abilities, reliability, weighted_abilities
from scoring.psychometrics.calibration import FEWEST_SITTINGS, Calibration, calibrate
from scoring.psychometrics.conditional import calibrate_conditionally
from scoring.psychometrics.irt_model import Array
from scoring.psychometrics.item_fit import mean_squares, s_x2
from scoring.psychometrics.item_step import Priors
from scoring.psychometrics.sum_scores import abilities_of_totals, form_information

GRID = "61 equally spaced nodes on [-6,6]"
RASCH = f"P=1/(1+exp(-(theta-b))), theta~N(0,var), D=1; {GRID}"
TWO = f"P=1/(1+exp(-(a*theta+d))), b=-d/a, theta~N(0,1), D=1; {GRID}"
OF_MAP = "; priors a~N(1,.5), d~N(0,2)"
THREE = (
    "P=c+(1-c)/(1+exp(-(a*theta+d))); priors a~lognormal(0,.5), d~N(0,2), "
    "logit(c)~N(logit(.2) single | logit(.08) multiple, .5)"
)
INFORMATION_AT = np.arange(-3.0, 4.0)


@dataclass(frozen=True)
class Fitted:
    """Parameters by which sittings are judged: `name` of the section that they come from; (items of the model,) each."""

    name: str
    a: Array
    d: Array


def irt(study: Study) -> tuple[dict[str, Any] | None, Fitted | None]:
    """The section, and the parameters that person fit, classification and similarity go by."""
    given = _given(study)
    asked, items = study.wanted.models, int(study.modelled.sum())
    if items < 2:
        study.told.gap("irt", "it takes two scored items that are right or wrong")
        return None, given
    partial = [item.name for item, is_in in zip(study.items, study.modelled, strict=True) if not is_in]
    if partial:
        few = f"{', '.join(partial[:10])}{' …' if partial[10:] else ''}"
        study.told.gap(f"irt of {few}", "not scored, or with partial credit; the models are of right and wrong")
    found: dict[str, Any] = {}
    if "rasch" in asked and _is_enough(study, "rasch", "irt.rasch_mml"):
        found["rasch_mml"] = _rasch(study)
    if "cml" in asked and _is_enough(study, "rasch", "irt.rasch_cml"):
        found["rasch_cml"] = _conditional(study)
    fitted: list[Fitted] = []
    for name, section, priors in (("2pl", "m2pl_mml", None), ("2pl-map", "m2pl_map", Priors())):
        if name in asked and _is_enough(study, "2pl", f"irt.{section}"):
            found[section], one = _two(study, section, priors)
            fitted += [one] if one is not None else []
    if "3pl" in asked and _is_enough(study, "3pl", "irt.m3pl_map"):
        found["m3pl_map"] = _three(study)
    used = given or next(iter(fitted), None)
    return {**found, "used": used.name if used else None} if found else None, used


def _given(study: Study) -> Fitted | None:
    if study.parameters is None:
        return None
    a, d = study.parameters
    return Fitted("given", a[study.modelled], d[study.modelled])


def _is_enough(study: Study, model: str, section: str) -> bool:
    fewest, most = FEWEST_SITTINGS[model], int((~np.isnan(study.binary)).sum(axis=0).max(initial=0))
    if study.wanted.has_minimums and most < fewest:
        study.told.gap(section, f"it takes {fewest} sittings of an item; none has more than {most}; see --minimums")
        return False
    return True


def _shown(study: Study, found: Calibration, values: Array) -> list[Any]:
    """Of all items; None where too few saw it."""
    enough = found.is_enough if study.wanted.has_minimums else np.ones(len(values), dtype=bool)
    return study.all_items(np.where(enough, values, np.nan), study.modelled)


def _common(study: Study, found: Calibration, section: str, convention: str) -> dict[str, Any]:
    if found.why_not:
        study.told.gap(f"irt.{section}", found.why_not)
    elif not found.converged:
        words = f"it did not converge in {found.steps} steps; take the numbers for nothing; m2pl_map has priors"
        study.told.gap(f"irt.{section}", words)
    few = int((~found.is_enough).sum())
    if few and study.wanted.has_minimums:
        fewest = FEWEST_SITTINGS[found.model]
        study.told.gap(f"irt.{section} of {few} items", f"fewer than {fewest} sittings saw them; see --minimums")
    return {"convention": convention, "loglik": found.loglik, "converged": found.converged, "steps": found.steps}


def _abilities(study: Study, found: Abilities, prefix: str) -> dict[str, Any]:
    first = study.first()
    study.persons[f"{prefix}eap"], study.persons[f"{prefix}eap_se"] = found.ability, found.se
    return {
        "eap_first": found.ability[:first],
        "eap_se_first": found.se[:first],
        "eap_mean": float(found.ability.mean()) if study.n else None,
        "eap_sd": float(found.ability.std(ddof=1)) if study.n > 1 else None,
    }


def _rasch(study: Study) -> dict[str, Any]:
    found = calibrate(study.binary, "rasch", priors=None)
    fit = mean_squares(study.binary, found.b)
    of_all = expected_abilities(study.binary, found.a, found.d, variance=found.variance)
    return {
        **_common(study, found, "rasch_mml", RASCH),
        "b": _shown(study, found, found.b),
        "se_b": _shown(study, found, found.se_b),
        "variance": found.variance,
        **_abilities(study, of_all, "rasch_"),
        "infit": _shown(study, found, fit.infit),
        "outfit": _shown(study, found, fit.outfit),
    }


def _conditional(study: Study) -> dict[str, Any] | None:
    found = calibrate_conditionally(study.binary)
    if found.why_not:
        study.told.gap("irt.rasch_cml", found.why_not)
        return None
    return {
        "convention": "conditional ML, sum(b)=0",
        "b": study.all_items(found.b, study.modelled),
        "loglik": found.loglik,
        "converged": found.converged,
    }


def _two(study: Study, section: str, priors: Priors | None) -> tuple[dict[str, Any], Fitted | None]:
    found = calibrate(study.binary, "2pl", priors=priors)
    of_all = expected_abilities(study.binary, found.a, found.d)
    report = {
        **_common(study, found, section, TWO + (OF_MAP if priors else "")),
        **({"logpost": found.log_posterior} if priors else {}),
        **{name: _shown(study, found, getattr(found, name)) for name in ("a", "d", "b", "se_a", "se_d", "se_b")},
        **_abilities(study, of_all, "" if priors is None else "map_"),
        "empirical_reliability": reliability(of_all),
        "wle_first": weighted_abilities(study.binary[: study.first()], found.a, found.d).ability,
        **_fit(study, found, section),
    }
    is_usable = found.converged and bool(np.isfinite(found.a).any())
    return report, Fitted(section, found.a, found.d) if is_usable else None


def _fit(study: Study, found: Calibration, section: str) -> dict[str, Any]:
    """S-X2 and abilities of totals take sittings that saw every item, information takes all parameters."""
    report: dict[str, Any] = {"eapsum": None, "s_x2": None, "s_x2_df": None, "s_x2_p": None}
    has_all = bool(np.isfinite(found.a).all())
    if has_all and not np.isnan(study.binary).any():
        totals = abilities_of_totals(found.a, found.d)
        report["eapsum"] = {"sum": list(range(len(found.a) + 1)), "theta": totals.ability, "se": totals.se}
        fit = s_x2(study.binary, found.a, found.d)
        for name, values in (("s_x2", fit.s_x2), ("s_x2_df", fit.df), ("s_x2_p", fit.p)):
            report[name] = study.all_items(values.tolist(), study.modelled)
    else:
        study.told.gap(f"irt.{section}.eapsum, .s_x2", "they take parameters of all items, and sittings that saw all")
    usable = np.isfinite(found.a)
    information = form_information(INFORMATION_AT, found.a[usable], found.d[usable])
    report["test_information"] = {"theta": INFORMATION_AT, "info": information}
    return report


def _three(study: Study) -> dict[str, Any]:
    multiple = np.array([item.is_multiple for item in study.items])[study.modelled]
    priors = Priors(a_mean=0.0, guessing=np.where(multiple, 0.08, 0.2), is_slope_positive=True)
    found = calibrate(study.binary, "3pl", priors=priors, tolerance=1e-5 if study.binary.size <= 4_000_000 else None)
    report = _common(study, found, "m3pl_map", THREE)
    of_all = expected_abilities(study.binary, found.a, found.d, found.c)
    return {
        **report,
        "logpost": found.log_posterior,
        **{name: _shown(study, found, getattr(found, name)) for name in ("a", "d", "b", "c")},
        **_abilities(study, of_all, "3pl_"),
    }


def without_unknown(fitted: Fitted) -> Fitted:
    """The same with NaN in both where one is missing."""
    known = np.isfinite(fitted.a) & np.isfinite(fitted.d)
    return replace(fitted, a=np.where(known, fitted.a, np.nan), d=np.where(known, fitted.d, np.nan))
