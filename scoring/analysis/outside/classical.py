"""Marking, facilities, correlations, reliability, options, Moodle's figures: sections of a report."""

from math import sqrt
from typing import Any

from scoring.analysis.outside.study import Study
from scoring.psychometrics.distractors import analyse_options
from scoring.psychometrics.form_scores import FormRow, analyse_as_moodle, analyse_form
from scoring.psychometrics.item_analysis import analyse_items, moments
from scoring.psychometrics.marking_rules import scale_scores
from scoring.psychometrics.reliability import (
    Reliability,
    analyse_reliability,
    domain_alphas,
    standard_error,
    stratified_alpha,
)

TOO_FEW = "too few sittings: it takes {fewest}, there are {n}; --minimums none computes it"


def marking(study: Study) -> dict[str, Any]:
    """Points, per cent, pass and scaled scores of the first sittings."""
    first, most, cut = study.first(), study.max_points, study.cut
    raw = study.totals
    found: dict[str, Any] = {
        "max_raw": most,
        "cut": cut,
        "ids_first": list(study.ids[:first]),
        "raw_first": raw[:first],
        "percent_first": 100 * raw[:first] / most if most else None,
        "marks_first": study.marks[:first],
        "passed_first": None,
        "scaled_first": None,
    }
    study.persons["raw"] = raw
    if cut is None:
        study.told.gap("marking.passed_first", "no cut was given: --cut")
        return found
    # As when a share of the points is compared: 0.6 × 5 is 3, not a hair more.
    passed = raw >= cut - 1e-9
    found["passed_first"] = passed[:first].tolist()
    study.persons["passed"] = passed
    if 0 <= cut <= most and most > 0:
        lowest, at_cut, highest = study.wanted.scale
        scaled = scale_scores(raw, cut=cut, max_points=most, lowest=lowest, cut_scaled=at_cut, highest=highest)
        found["scaled_first"] = scaled[:first]
        study.persons["scaled"] = scaled
    return found


def ctt(study: Study) -> dict[str, Any]:
    """Classical test theory; names as in the reference sets."""
    form, rows = analyse_form(study.table, study.wanted.minimums), analyse_items(study.table, study.wanted.minimums)
    found = analyse_reliability(study.covariances, study.wanted.minimums)
    _tell_form(study, form, found)
    scored = int(study.scored.sum())
    deleted = found.alpha_if_deleted or (None,) * scored
    return {
        "n": study.n,
        "k": scored,
        "n_complete": found.n,
        "mean": form.mean,
        "sd": form.sd,
        "seen": [row.n for row in rows],
        "omitted": [row.omitted for row in rows],
        "p": [row.p for row in rows],
        "item_sd": [row.sd for row in rows],
        "item_total_r": [row.item_total_r for row in rows],
        "item_rest_r": [row.item_rest_r for row in rows],
        "item_rest_r_95": [row.item_rest_r_95 for row in rows],
        "D27": [row.D27 for row in rows],
        "alpha": found.alpha,
        "alpha_if_deleted": study.all_items(deleted, study.scored),
        "alpha_feldt95": found.alpha_feldt95,
        "kr20_population_variance": found.alpha if study.is_raw_score else None,
        "kr21": found.kr21 if study.is_raw_score else None,
        "guttman_lambda2": found.guttman_lambda2,
        "omega_total_1factor_minres_pearson": found.omega_total_1factor_minres_pearson,
        "sem": found.sem,
        **_by_domain(study, found),
    }


def _tell_form(study: Study, form: FormRow, found: Reliability) -> None:
    gap = study.told.gap
    if form.mean is None:
        gap("ctt.mean, ctt.sd, ctt.p", TOO_FEW.format(fewest=study.wanted.minimums.facility, n=study.n))
    if study.n < study.wanted.minimums.correlation:
        words = TOO_FEW.format(fewest=study.wanted.minimums.correlation, n=study.n)
        gap("ctt.item_total_r, ctt.item_rest_r, ctt.D27, moodle", words)
    if found.alpha is None:
        gap("ctt.alpha and what is made of it", _why_no_alpha(study, found))
    elif found.omega_total_1factor_minres_pearson is None:
        gap("ctt.omega_total_1factor_minres_pearson", "one factor does not fit, or an item does not vary")
    if found.alpha is not None and not study.is_raw_score:
        gap("ctt.kr20_population_variance, ctt.kr21", "they are for items of one point that are right or wrong")
    if 0 < found.n < study.n:
        study.told.note(f"Reliability and domains are those of the {found.n} sittings that saw every scored item.")


def _why_no_alpha(study: Study, found: Reliability) -> str:
    if found.n < max(study.wanted.minimums.reliability, 2):
        fewest = max(study.wanted.minimums.reliability, 2)
        return f"it takes {fewest} sittings that saw every scored item; {found.n} of {study.n} did"
    return "it takes two items, and totals that vary"


def _by_domain(study: Study, found: Reliability) -> dict[str, Any]:
    names, numbers = study.domains
    if len(names) < 2:
        return {}
    empty = {"domain_alpha": None, "stratified_alpha": None, "stratified_sem": None}
    if found.alpha is None:
        return empty
    alphas = domain_alphas(study.covariances, numbers)
    whole = stratified_alpha(study.covariances.of_domains(numbers), alphas)
    if whole is None:
        study.told.gap("ctt.stratified_alpha, ctt.stratified_sem", "a domain has one item, or no alpha")
    error = standard_error(study.covariances.total_variance, whole)
    return {"domain_alpha": list(alphas), "stratified_alpha": whole, "stratified_sem": error}


def moodle(study: Study) -> dict[str, Any]:
    """Moodle's quiz statistics, in per cent where it writes per cent."""
    form = analyse_form(study.table, study.wanted.minimums)
    rows = analyse_as_moodle(study.table, study.wanted.minimums)
    alpha, sem = _moodles_reliability(study)
    return {
        "effective_weight": [row.effective_weight for row in rows],
        "discrimination_index": [row.discrimination_index for row in rows],
        "discriminative_efficiency": [row.discriminative_efficiency for row in rows],
        "median": form.median,
        "skewness": form.skewness,
        "kurtosis": form.kurtosis,
        "cic": None if alpha is None else 100 * alpha,
        "error_ratio": None if alpha is None or alpha > 1 else 100 * sqrt(1 - alpha),
        "standard_error": sem,
    }


def _moodles_reliability(study: Study) -> tuple[float | None, float | None]:
    found = analyse_reliability(study.covariances, study.wanted.minimums)
    return found.alpha, found.sem


def moodle_report(study: Study) -> dict[str, Any]:
    """The same numbers under the names, and in the units, that Moodle's own reports and tests have."""
    form, shares = analyse_form(study.table, study.wanted.minimums), analyse_items(study.table, study.wanted.minimums)
    rows, found = analyse_as_moodle(study.table, study.wanted.minimums), moments(study.table)
    alpha, sem = _moodles_reliability(study)
    efficiency = [row.discriminative_efficiency for row in rows]
    return {
        "median": form.median,
        "mean": form.mean,
        "n": form.n,
        "standarddeviation": form.sd,
        "skewness": form.skewness,
        "kurtosis": form.kurtosis,
        "cic": None if alpha is None else 100 * alpha,
        "errorratio": None if alpha is None or alpha > 1 else 100 * sqrt(1 - alpha),
        "standarderror": sem,
        "facility": [row.p for row in shares],
        "facility_percent": [None if row.p is None else 100 * row.p for row in shares],
        "sd": [row.sd for row in shares],
        "sd_x1000": [None if row.sd is None or row.p is None else 1000 * row.sd for row in shares],
        "effectiveweight": [row.effective_weight for row in rows],
        "covariance": found.rest_covariance,
        "markvariance": found.variance,
        "othermarkvariance": found.rest_variance,
        "covariancemax": [
            100 * value / of_most if of_most else None
            for value, of_most in zip(found.rest_covariance, efficiency, strict=True)
        ],
        "discriminationindex": [row.discrimination_index for row in rows],
        "discriminativeefficiency": efficiency,
        "maxmark": study.responses.max_points,
    }


def distractors(study: Study) -> list[dict[str, Any]] | None:
    """By item, the columns of its table: options in order, the omission ("") last."""
    if not study.responses.choices:
        study.told.gap("distractors", "only marks are known; it takes options and a key")
        return None
    found = []
    for item in range(len(study.items)):
        rows = analyse_options(study.table, item, minimums=study.wanted.minimums)
        names = ("option", "n", "p", "r_rest", "mean_total", "by_group")
        columns: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in names}
        found.append({"item": study.items[item].name, "key": study.items[item].key, **columns})
    if study.n < study.wanted.minimums.correlation:
        words = TOO_FEW.format(fewest=study.wanted.minimums.correlation, n=study.n)
        study.told.gap("distractors.r_rest, .mean_total, .by_group", words)
    return found
