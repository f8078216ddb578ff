"""Whether domains' subscores say more than the total: a section of a report."""

from typing import Any

import numpy as np

from scoring.analysis.outside.study import FIRST_OF_DOMAINS, Study
from scoring.psychometrics import subscores as statistics
from scoring.psychometrics.covariances import membership
from scoring.psychometrics.reliability import domain_alphas
from scoring.psychometrics.subscores import Subscores, analyse_subscores

METHOD = (
    "Haberman (2008); reliability of subscores and of the total = Cronbach's alpha; augmented: Wainer et al. (2001)"
)


def subscores(study: Study) -> dict[str, Any] | None:
    names, numbers = study.domains
    found = analyse_subscores(study.covariances, numbers, study.wanted.minimums) if len(names) > 1 else None
    if found is None:
        study.told.gap("subscores", _why_not(study))
        return None
    most = membership(numbers).T @ study.responses.max_points[study.scored]
    return {
        "method": METHOD,
        "domains": list(names),
        "n": found.n,
        "max_points": most,
        "has_added_value": found.has_added_value.tolist(),
        **{
            name: getattr(found, name)
            for name in ("alpha", "PRMSE_s", "PRMSE_x", "PRMSE_sx", "correlation", "disattenuated")
        },
        "wainer_augmented_reliability": found.wainer_augmented_reliability,
        # The name that the reference sets give to the share of the true score that augmentation predicts.
        "wainer_prmse_python": found.wainer_prmse,
        "augmented_error": statistics.augmented_error(found),
        **_estimates(study, found),
    }


def _estimates(study: Study, found: Subscores) -> dict[str, Any]:
    first = study.first(FIRST_OF_DOMAINS)
    scores = study.marks[:first][:, study.scored] @ membership(study.domains[1])
    estimates = {
        "subscore_first": scores,
        "subscore_s_first": statistics.estimate_from_subscore(found, scores),
        "subscore_x_first": statistics.estimate_from_total(found, scores),
        "subscore_sx_first": statistics.estimate_from_both(found, scores),
        "wainer_augmented_first": statistics.augmented(found, scores),
    }
    if np.isnan(scores).any():
        study.told.gap("subscores.…_first of some sittings", "they did not see every item")
    return estimates


def _why_not(study: Study) -> str:
    names, numbers = study.domains
    if len(names) < 2:
        return "it takes two domains: a column of --items, or --domains"
    n, fewest = study.covariances.n, max(study.wanted.minimums.subscores, 3)
    if n < fewest:
        return f"it takes {fewest} sittings that saw every scored item; {n} of {study.n} did"
    alphas = domain_alphas(study.covariances, numbers)
    bad = [name for name, alpha in zip(names, alphas, strict=True) if alpha is None or alpha <= 0]
    if bad:
        return f"no reliability above 0 for the domain {', '.join(bad)}"
    return "the domains' scores depend on each other"
