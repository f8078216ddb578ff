"""Whether items are harder for one of two groups of equal ability: a section of a report."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.analysis.outside.problems import InputProblem, Told
from scoring.analysis.outside.study import Study
from scoring.psychometrics.count_table import count
from scoring.psychometrics.dif import FOCAL, REFERENCE, DifRow, analyse_dif, purify
from scoring.psychometrics.dif_logistic import LogisticRow, analyse_logistic

CONVENTION = "matching = total score incl. the studied item; reference odds / focal odds; delta=-2.35*ln(alpha)"
STATISTICS = (
    *("mh_chisq_corrected", "mh_chisq_uncorrected", "mh_alpha", "mh_delta", "mh_var_log_alpha"),
    *("std_p_dif_focal_weights", "ets_class"),
)
LOGISTIC = ("uniform_chi2", "nonuniform_chi2", "both_chi2", "both_deltaR2", "both_deltaR2_cox_snell")


def number_groups(values: Sequence[str], reference: str, focal: str, told: Told) -> NDArray[np.int64]:
    """0 for the reference group, 1 for the focal one, -1 for others. Raises InputProblem for a group nobody is in."""
    there = sorted({value for value in values if value not in ("", "NA")})
    if not reference and not focal:
        if len(there) != 2:
            few = ", ".join(there[:6]) or "none"
            raise InputProblem(f"--group has {len(there)} groups ({few}): name two by --group COLUMN:REFERENCE:FOCAL.")
        reference, focal = there
        told.note(f"Groups: “{reference}” is the reference, “{focal}” the focal group; --group COLUMN:REFERENCE:FOCAL.")
    for name in (reference, focal):
        if name not in there:
            raise InputProblem(f"Nobody is in the group “{name}”; there are {', '.join(there[:6]) or 'none'}.")
    numbers = {reference: REFERENCE, focal: FOCAL}
    return np.array([numbers.get(value, -1) for value in values], dtype=np.int64)


def dif(study: Study) -> dict[str, Any] | None:
    if study.groups is None:
        study.told.gap("dif", "no groups were given: --group")
        return None
    sizes = [int((study.groups == group).sum()) for group in (REFERENCE, FOCAL)]
    fewest = max(study.wanted.minimums.dif_group, 1)
    if min(sizes) < fewest:
        study.told.gap("dif", f"it takes {fewest} sittings in each group; there are {sizes[0]} and {sizes[1]}")
        return None
    table = count(study.responses, study.groups, study.totals)
    rows = analyse_dif(table, study.wanted.minimums)
    purified = purify(study.responses, study.groups, study.wanted.minimums)
    if not purified.has_settled:
        study.told.note("Purification of the matching total went in circles; it was stopped after ten rounds.")
    _tell(study, rows)
    return {
        "convention": CONVENTION,
        "n_reference": sizes[0],
        "n_focal": sizes[1],
        **{name: [getattr(row, name) for row in rows] for name in STATISTICS},
        "purified_dif_items": [item + 1 for item in purified.items],
        "purified_dif_item_names": [study.items[item].name for item in purified.items],
        "has_settled": purified.has_settled,
        "mh_alpha_purified": [row.mh_alpha for row in purified.rows],
        "mh_delta_purified": [row.mh_delta for row in purified.rows],
        "ets_class_purified": [row.ets_class for row in purified.rows],
        **_logistic(analyse_logistic(table, study.wanted.minimums)),
    }


def _logistic(rows: Sequence[LogisticRow]) -> dict[str, Any]:
    return {f"logistic_{name}": [getattr(row, name) for row in rows] for name in LOGISTIC}


def _tell(study: Study, rows: Sequence[DifRow]) -> None:
    without = [study.items[item].name for item, row in enumerate(rows) if row.mh_alpha is None]
    if without:
        words = "partial credit, too few who saw it, or all of a group answered alike"
        study.told.gap(f"dif of {', '.join(without[:10])}{' …' if without[10:] else ''}", words)
