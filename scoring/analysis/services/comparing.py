"""Computing a comparison of groups. Imports NumPy: for workers and commands alone."""

import numpy as np
from numpy.typing import NDArray

from accounts.selectors import list_member_ids
from scoring.analysis.collecting import Collected, collect
from scoring.analysis.group_reports import compare_groups, groups_of_cohorts, groups_of_periods
from scoring.analysis.models import GroupComparison
from scoring.analysis.reading import LAYOUT
from scoring.analysis.selectors import list_scored_results
from scoring.analysis.services.working import claim, ending, failing, tell

READ = 60


def run_comparison(*, comparison_id: int) -> GroupComparison | None:
    """Compute what a comparison asks for; None when it has ended already. May run twice: the second stores nothing."""
    work = claim(GroupComparison, comparison_id)
    if work is None:
        return None
    with failing(work):
        collected = collect(list_scored_results(exam=work.exam, since=work.since, until=work.until))
        tell(work, READ)
        numbers = compare_groups(collected, _group(work, collected))
        with ending(work) as locked:
            if locked is None:
                return None
            locked.numbers = {"layout": LAYOUT, **numbers}
            locked.sitting_count = collected.n
    return locked


def _group(work: GroupComparison, collected: Collected) -> NDArray[np.int64]:
    if work.middle is not None:
        return groups_of_periods(collected, work.middle.timestamp())
    focal = list_member_ids(cohort=work.focal) if work.focal else set()
    return groups_of_cohorts(collected, focal, list_member_ids(cohort=work.reference) if work.reference else None)
