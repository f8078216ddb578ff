"""What a report says of totals, forms and domains. NumPy: for tasks and commands alone."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.collecting import Collected
from scoring.psychometrics.classification import BetaModel, Classification, fit_beta, livingston_lewis
from scoring.psychometrics.count_table import CHUNK, CountTable, count, share_of_groups, totals_of
from scoring.psychometrics.covariances import covariances, membership
from scoring.psychometrics.distractors import SCORE_GROUPS
from scoring.psychometrics.form_scores import analyse_form
from scoring.psychometrics.minimums import USUAL, Minimums
from scoring.psychometrics.reliability import Reliability, analyse_reliability, domain_alphas
from scoring.psychometrics.responses import NOT_PRESENTED, Responses
from scoring.psychometrics.subscores import Subscores, analyse_subscores

Floats = NDArray[np.float64]
Numbers = dict[str, Any]


@dataclass(frozen=True)
class FormFindings:
    """Of the sittings of one form that saw all of its scored items. `domain_ids`: in the order of `subscores` and
    `domain_alphas`; `domain_points`: what each has; `version_ids`: of the scored items."""

    form_id: int
    sitting_count: int
    version_ids: tuple[int, ...]
    max_points: float
    reliability: Reliability
    beta: BetaModel | None
    classification: Classification | None
    domain_ids: tuple[int, ...]
    domain_points: Floats
    domain_alphas: tuple[float | None, ...]
    domain_mean: Floats
    domain_sd: Floats
    subscores: Subscores | None


def possible_points(responses: Responses) -> Floats:
    """Of each sitting: what the scored items that it saw are worth together."""
    worth = np.where(responses.scored, responses.max_points, 0.0)
    found = np.empty(responses.n)
    for start in range(0, responses.n, CHUNK):
        part = slice(start, start + CHUNK)
        found[part] = (responses.codes[part] != NOT_PRESENTED) @ worth
    return found


def shares_of(responses: Responses, totals: Floats | None = None) -> Floats:
    """Share of the possible points of each sitting; 0 where none were possible."""
    earned, most = totals_of(responses) if totals is None else totals, possible_points(responses)
    return np.divide(earned, most, out=np.zeros_like(earned), where=most > 0)


def describe_totals(collected: Collected, shares: Floats, cut_share: float, minimums: Minimums = USUAL) -> Numbers:
    """Spread of the totals as shares of the points, so that forms of different lengths stand together.

    `permilles`: share in whole thousandths → sittings; `max_points`: where all forms have the same; `passed`: sittings
    that reach the cut.
    """
    none = Responses(np.zeros((collected.n, 0), dtype=np.uint8), np.zeros((0, 1)), np.zeros(0))
    most = np.unique(np.round(possible_points(collected.responses), 9))
    counted = Counter(int(value) for value in np.floor(shares * 1000 + 0.5))
    return {
        **asdict(analyse_form(count(none, totals=shares), minimums)),
        "max_points": float(most[0]) if len(most) == 1 else None,
        "permilles": {str(value): number for value, number in sorted(counted.items())},
        "cut_share": cut_share,
        # The marks' own sums decide, not a share that was divided.
        "passed": int((shares >= cut_share - 1e-9).sum()),
    }


def find_forms(collected: Collected, cut_share: float, minimums: Minimums = USUAL) -> list[FormFindings]:
    """Of each form that enough sittings share for alpha, the most sat first."""
    ids, sizes = np.unique(collected.form_ids, return_counts=True)
    enough = [(-int(size), int(form)) for form, size in zip(ids, sizes, strict=True) if size >= minimums.reliability]
    return [_find_form(collected, form, cut_share, minimums) for _, form in sorted(enough)]


def _find_form(collected: Collected, form_id: int, cut_share: float, minimums: Minimums) -> FormFindings:
    sittings = collected.of_sittings(collected.form_ids == form_id)
    part = sittings.of_items(sittings.responses.scored)
    items = covariances(part.responses)
    reliability = analyse_reliability(items, minimums)
    most = float(part.responses.max_points.sum())
    alpha, cut = reliability.alpha, cut_share * most
    beta = None if alpha is None else fit_beta(totals_of(part.responses), most, alpha, minimums)
    domain_ids, domains = np.unique(part.domain_ids, return_inverse=True)
    sums = items.of_domains(domains)
    worth = np.asarray(part.responses.max_points @ membership(domains))
    return FormFindings(
        form_id=form_id,
        sitting_count=part.n,
        version_ids=tuple(column.version_id for column in part.columns),
        max_points=most,
        reliability=reliability,
        beta=beta,
        classification=livingston_lewis(beta, cut) if beta and 0 < cut <= most else None,
        domain_ids=tuple(int(domain) for domain in domain_ids),
        domain_points=worth,
        domain_alphas=domain_alphas(items, domains) if alpha is not None else (None,) * len(domain_ids),
        domain_mean=sums.mean / np.maximum(worth, 1e-12),
        domain_sd=np.sqrt(np.diag(sums.matrix)) / np.maximum(worth, 1e-12),
        subscores=analyse_subscores(items, domains, minimums),
    )


def describe_form(found: FormFindings) -> Numbers:
    """As JSON keeps it; `sem` in points, `sem_share` in shares of them."""
    reliability = asdict(found.reliability)
    del reliability["alpha_if_deleted"]
    sem = found.reliability.sem
    return {
        "form_id": found.form_id,
        "sitting_count": found.sitting_count,
        "max_points": found.max_points,
        **reliability,
        "sem_share": None if sem is None else sem / found.max_points,
        "classification": asdict(found.classification) if found.classification else None,
    }


def describe_domains(
    collected: Collected, table: CountTable, main: FormFindings | None, minimums: Minimums = USUAL
) -> list[Numbers]:
    """By domain: items, mean share, and share by score group from the lowest (equal groups of the sittings by total);
    alpha and PRMSE are those of the form most sat."""
    counts = table.counts.sum(axis=0)
    earned = np.einsum("jlc,jc->jl", counts, table.points)
    possible = counts.sum(axis=2) * table.max_points[:, None]
    groups = _score_groups(table) if table.n >= minimums.correlation else None
    ids = np.array(collected.domain_ids)
    found = []
    for domain_id in np.unique(ids):
        own = (ids == domain_id) & table.scored
        got, most = earned[own].sum(axis=0), possible[own].sum(axis=0)
        is_known = table.n >= max(minimums.facility, 1) and most.sum() > 0
        found.append(
            {
                "domain_id": int(domain_id),
                "item_count": int(own.sum()),
                "mean": float(got.sum() / most.sum()) if is_known else None,
                "by_group": None if groups is None or not own.any() else _by_group(groups, got, most),
                **_domain_of_form(main, int(domain_id)),
            }
        )
    return found


def _score_groups(table: CountTable) -> Floats:
    """Groups × levels: which share of each level's sittings belongs to a group."""
    bounds = [(group / SCORE_GROUPS, (group + 1) / SCORE_GROUPS) for group in range(SCORE_GROUPS)]
    return np.array([share_of_groups(table.totals, between) for between in bounds])


def _by_group(groups: Floats, earned: Floats, possible: Floats) -> list[float | None]:
    return [float(part @ earned / most) if (most := float(part @ possible)) > 0 else None for part in groups]


def _domain_of_form(main: FormFindings | None, domain_id: int) -> Numbers:
    names = ("alpha", "PRMSE_s", "PRMSE_x", "PRMSE_sx", "has_added_value")
    if main is None or domain_id not in main.domain_ids:
        return dict.fromkeys(names)
    place, subscores = main.domain_ids.index(domain_id), main.subscores
    if subscores is None:
        return dict.fromkeys(names) | {"alpha": main.domain_alphas[place]}
    values = {name: float(getattr(subscores, name)[place]) for name in names[:-1]}
    return values | {"has_added_value": bool(subscores.has_added_value[place])}
