"""Every statistic of a study, section by section."""

from collections.abc import Callable
from typing import Any

from scoring.analysis.outside import classical, decisions, domains, group_differences, integrity, models
from scoring.analysis.outside.problems import Told
from scoring.analysis.outside.study import Study

LAYOUT = 1


def analyze(study: Study, progress: Callable[[str], None] = lambda words: None) -> dict[str, Any]:
    """The sections that have numbers, and `not_computed`: the others, and why. Names: docs/SCORING.md."""
    report: dict[str, Any] = {
        "items": [item.name for item in study.items],
        "is_scored": study.scored.tolist(),
        "domains": list(study.domains[0]),
    }
    for name, section in (
        ("marking", classical.marking),
        ("ctt", classical.ctt),
        ("moodle", classical.moodle),
        ("moodle_report", classical.moodle_report),
        ("distractors", classical.distractors),
        ("subscores", domains.subscores),
        ("dif", group_differences.dif),
        ("rapid_guessing", integrity.rapid_guessing),
    ):
        progress(name)
        report[name] = section(study)
    progress("irt")
    report["irt"], fitted = models.irt(study)
    if fitted is not None:
        fitted = models.without_unknown(fitted)
    for name, by_model in (
        ("classification", decisions.classification),
        ("person_fit", integrity.person_fit),
        ("similarity", integrity.similar_answers),
    ):
        progress(name)
        report[name] = by_model(study, fitted)
    return report


def complete(report: dict[str, Any], told: Told) -> dict[str, Any]:
    """The report with what its reader must know: how files were understood, and what could not be computed."""
    gaps = [{"statistic": name, "why": why} for name, why in told.gaps]
    return {**report, "notes": told.notes, "not_computed": gaps}
