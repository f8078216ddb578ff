"""Computing a stored report, and with it the exam's norms. Imports NumPy: for workers and commands alone."""

from typing import Any

import numpy as np

from scoring.analysis.collecting import Collected, collect
from scoring.analysis.form_reports import (
    FormFindings,
    describe_domains,
    describe_form,
    describe_totals,
    find_forms,
    shares_of,
)
from scoring.analysis.item_reports import SecondCounts, describe_items
from scoring.analysis.models import AnalysisReport
from scoring.analysis.norms_of_sittings import make_norms
from scoring.analysis.reading import LAYOUT
from scoring.analysis.selectors import count_seconds, list_scored_results
from scoring.analysis.services.working import claim, ending, failing, tell
from scoring.marking.models import ExamNorms
from scoring.marking.norms import Norms
from scoring.psychometrics.count_table import count, totals_of
from scoring.psychometrics.minimums import USUAL, Minimums

READ, TIMED = 50, 80


def run_report(*, report_id: int) -> AnalysisReport | None:
    """Compute what a report asks for; None when it has ended already. May run twice: the second to end stores nothing.

    Reading and computing hold no lock and no transaction. A report of all sittings writes the exam's norms as well.
    """
    report = claim(AnalysisReport, report_id)
    if report is None:
        return None
    with failing(report):
        results = list_scored_results(exam=report.exam, form=report.form, since=report.since, until=report.until)
        collected = collect(results)
        tell(report, READ)
        seconds = count_seconds(results=results)
        tell(report, TIMED)
        numbers, norms = analyze(collected, float(report.exam.cut_share), seconds)
        with ending(report) as locked:
            if locked is None:
                return None
            locked.numbers, locked.sitting_count = numbers, collected.n
            if locked.is_of_all:
                _store_norms(locked, norms)
    return locked


def analyze(
    collected: Collected, cut_share: float, seconds: SecondCounts | None = None, minimums: Minimums = USUAL
) -> tuple[dict[str, Any], Norms]:
    """What a report keeps of these sittings, and the norms that follow. No database."""
    responses = collected.responses
    totals = totals_of(responses)
    table = count(responses, totals=totals)
    forms = find_forms(collected, cut_share, minimums)
    main = forms[0] if forms else None
    sat = np.unique(collected.form_ids, return_counts=True)[1]
    spread = describe_totals(collected, shares_of(responses, totals), cut_share, minimums)
    numbers = {
        "layout": LAYOUT,
        "totals": spread,
        "forms": [describe_form(form) for form in forms],
        "domains": describe_domains(collected, table, main, minimums),
        "items": describe_items(collected, table, seconds, _deleted(main), minimums),
        "form_count": len(sat),
        "largest_form": int(sat.max(initial=0)),
    }
    return numbers, make_norms(spread, main)


def _deleted(main: FormFindings | None) -> dict[int, float | None]:
    if main is None or main.reliability.alpha_if_deleted is None:
        return {}
    return dict(zip(main.version_ids, main.reliability.alpha_if_deleted, strict=True))


def _store_norms(report: AnalysisReport, norms: Norms) -> None:
    """Unless a report that was asked for later has ended first. The report's row is locked; one report of an exam is under
    way at a time, so nobody else writes these norms now."""
    known = {"sitting_count": norms.sitting_count, "numbers": norms.pack(), "computed_at": report.requested_at}
    stored, is_new = ExamNorms.objects.select_for_update().get_or_create(exam=report.exam, defaults=known)
    if not is_new and stored.computed_at <= report.requested_at:
        for name, value in known.items():
            setattr(stored, name, value)
        stored.save(update_fields=list(known))
