"""What does not count is in no figure of the others: norms, statistics, files, calibrations, integrity, comparisons."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from exams.sittings.services.control import set_void
from scoring.analysis.calibration_selectors import list_abilities
from scoring.analysis.models import Calibration
from scoring.analysis.models.report import StoredWork
from scoring.analysis.services.automatic import analyze_what_is_new
from scoring.analysis.services.calibrating import run_calibration
from scoring.analysis.services.calibrations import request_calibration, use_calibration
from scoring.analysis.services.comparing import run_comparison
from scoring.analysis.services.examining import run_integrity
from scoring.analysis.services.exporting import run_export
from scoring.analysis.services.reporting import run_report
from scoring.analysis.services.requests import request_export, request_integrity, request_period_comparison
from scoring.marking.models import ExamNorms
from scoring.marking.services.scoring import score
from tests.analysis.conftest import report_of
from tests.analysis.sat_sittings import CLOSED_AT
from tests.analysis.simulated import simulate, sit

pytestmark = pytest.mark.django_db
COUNT = 101


@pytest.fixture
def results(exam):
    form = exam.forms.get()
    return sit(exam, form, simulate(form, COUNT))


def void(result) -> None:
    set_void(sitting_id=result.sitting_id, is_void=True)
    score(sitting_id=result.sitting_id)


def compare(exam) -> StoredWork | None:
    middle = CLOSED_AT + timedelta(days=1)
    return run_comparison(comparison_id=request_period_comparison(actor=None, exam=exam, middle=middle).pk)


def calibrate(exam) -> Calibration | None:
    asked = request_calibration(actor=None, exam=exam, guide=None, model="rasch")
    return run_calibration(calibration_id=asked.pk)


WORK: dict[str, Callable] = {
    "statistics": report_of,
    "files": lambda exam: run_export(export_id=request_export(actor=None, exam=exam).pk),
    "calibration": calibrate,
    "integrity": lambda exam: run_integrity(report_id=request_integrity(actor=None, exam=exam).pk),
    "comparison": compare,
}


@pytest.mark.parametrize("name", WORK)
def test_no_figure_counts_it(exam, results, name) -> None:
    void(results[0])
    assert WORK[name](exam).sitting_count == COUNT - 1


def test_the_norms_forget_it_by_themselves(exam, results) -> None:
    report_of(exam)
    assert ExamNorms.objects.get().sitting_count == COUNT
    void(results[0])
    (report,) = analyze_what_is_new()
    run_report(report_id=report.pk)
    assert ExamNorms.objects.get().sitting_count == COUNT - 1
    assert analyze_what_is_new() == []


def test_nobody_is_told_an_ability_by_it(exam, results) -> None:
    use_calibration(actor=None, calibration=calibrate(exam), instead_of=None)
    person = results[0].sitting.user
    assert len(list_abilities(user=person, guide_id=exam.guide_id)) == 1
    void(results[0])
    assert list_abilities(user=person, guide_id=exam.guide_id) == []
