import pytest

from exams.assembly.models import Exam
from scoring.analysis.models import AnalysisReport
from scoring.analysis.services.reporting import run_report
from scoring.analysis.services.requests import request_report
from tests.analysis.known_exam import make_exam


@pytest.fixture
def known(db) -> Exam:
    """The reference set's exam; nobody has sat it."""
    return make_exam()


def report_of(exam: Exam, **values) -> AnalysisReport:
    """Asked for, computed, and read again."""
    found = run_report(report_id=request_report(actor=None, exam=exam, **values).pk)
    assert found is not None
    return AnalysisReport.objects.get(pk=found.pk)
