"""The norms of an exam, which its result pages read, from what a report found. NumPy: for tasks and commands alone.

Histogram, mean and spread are of all sittings. What depends on how items go together (reliability, decisions, domains)
is of the form that most candidates sat, and stands for the exam: its forms are made to one blueprint. Where no form was
sat by enough candidates those numbers are None.
"""

import numpy as np

from scoring.analysis.form_reports import FormFindings, Numbers
from scoring.marking.norms import DomainNorms, Norms
from scoring.psychometrics.subscores import Subscores, augmented_error, bounded


def make_norms(totals: Numbers, main: FormFindings | None) -> Norms:
    """`totals`: of `describe_totals`; `main`: the form most sat, where there are sittings enough."""
    if main is None or main.reliability.alpha is None:
        return Norms(totals["n"], totals["mean"], totals["sd"], permilles=totals["permilles"])
    decision, beta, sem = main.classification, main.beta, main.reliability.sem
    held = bounded(main.subscores) if main.subscores else None
    return Norms(
        sitting_count=totals["n"],
        mean=totals["mean"],
        sd=totals["sd"],
        reliability=main.reliability.alpha,
        sem=None if sem is None else sem / main.max_points,
        permilles=totals["permilles"],
        beta=(beta.alpha, beta.beta, beta.etl) if beta else None,
        accuracy=decision.accuracy if decision else None,
        consistency=decision.consistency if decision else None,
        domains=tuple(_domain(main, held, place) for place in range(len(main.domain_ids))),
        weights=_weights(main, held),
    )


def _domain(main: FormFindings, found: Subscores | None, place: int) -> DomainNorms:
    return DomainNorms(
        domain_id=main.domain_ids[place],
        mean=float(main.domain_mean[place]),
        sd=float(main.domain_sd[place]),
        alpha=main.domain_alphas[place],
        prmse_subscore=float(found.PRMSE_s[place]) if found else None,
        prmse_total=float(found.PRMSE_x[place]) if found else None,
        error=float(augmented_error(found)[place] / main.domain_points[place]) if found else None,
    )


def _weights(main: FormFindings, found: Subscores | None) -> tuple[tuple[float, ...], ...] | None:
    """From points to shares: a domain's points are its share times what it has."""
    if found is None:
        return None
    worth = main.domain_points
    of_shares = found.weights * worth[None, :] / worth[:, None]
    return tuple(tuple(float(value) for value in row) for row in np.asarray(of_shares))
