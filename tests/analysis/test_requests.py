"""Work for a worker: asked for once, computed once, done again by itself when there is something new."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from scoring.analysis.errors import AnalysisUnderway
from scoring.analysis.models import AnalysisReport, WorkState
from scoring.analysis.schedule import LastReport, Scored, is_due
from scoring.analysis.services import reporting
from scoring.analysis.services.automatic import GIVE_UP, SILENT, analyze_what_is_new, resume_what_was_left
from scoring.analysis.services.reporting import run_report
from scoring.analysis.services.requests import request_report
from scoring.marking.models import ExamNorms
from tests.analysis.conftest import report_of
from tests.analysis.sat_sittings import add_sittings

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, list[int]]]:
    """What workers were told."""
    told: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(
        "scoring.analysis.services.requests.current_app.send_task", lambda name, args: told.append((name, args))
    )
    return told


def sit(exam, count: int) -> None:
    add_sittings(exam, exam.forms.get(), [["a"] * 10] * count)


def test_a_worker_is_told_after_the_commit(exam, sent, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        report = request_report(actor=None, exam=exam)
    assert sent == [("scoring.analysis.tasks.run_report", [report.pk])]


def test_one_report_of_an_exam_is_under_way_at_a_time(exam) -> None:
    first = request_report(actor=None, exam=exam)
    with pytest.raises(AnalysisUnderway):
        request_report(actor=None, exam=exam)
    run_report(report_id=first.pk)
    assert request_report(actor=None, exam=exam).pk != first.pk


def test_a_report_that_is_done_is_not_computed_again(exam) -> None:
    report = report_of(exam)
    sit(exam, 3)
    assert run_report(report_id=report.pk) is None
    report.refresh_from_db()
    assert report.sitting_count == 0


def test_the_second_of_two_workers_stores_nothing(exam, monkeypatch) -> None:
    sit(exam, 3)
    report = request_report(actor=None, exam=exam)
    analyze = reporting.analyze

    def overtaken(*args):
        found = analyze(*args)
        monkeypatch.setattr(reporting, "analyze", analyze)
        run_report(report_id=report.pk)
        AnalysisReport.objects.update(sitting_count=77)
        return found

    monkeypatch.setattr(reporting, "analyze", overtaken)
    assert run_report(report_id=report.pk) is None
    assert AnalysisReport.objects.get().sitting_count == 77
    assert ExamNorms.objects.get().sitting_count == 3


def test_what_goes_wrong_is_said_and_can_be_asked_for_again(exam, monkeypatch) -> None:
    report = request_report(actor=None, exam=exam)
    monkeypatch.setattr(reporting, "analyze", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_report(report_id=report.pk)
    report.refresh_from_db()
    assert (report.state, report.numbers["findings"]) == ("failed", ["This went wrong, and was written to the log."])
    request_report(actor=None, exam=exam)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_requests_at_one_moment_make_one_report(exam) -> None:
    start, outcomes = Barrier(2), []

    def ask() -> None:
        try:
            start.wait()
            request_report(actor=None, exam=exam)
            outcomes.append("queued")
        except AnalysisUnderway:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["queued", "refused"]
    assert AnalysisReport.objects.count() == 1


# --- by itself --------------------------------------------------------------------------------------
def test_an_exam_is_analyzed_by_itself_from_the_30th_sitting_on(exam) -> None:
    sit(exam, 29)
    assert analyze_what_is_new() == []
    sit(exam, 1)
    report = analyze_what_is_new()[0]
    assert (report.exam, report.requested_by, report.is_of_all) == (exam, None, True)
    assert analyze_what_is_new() == []
    run_report(report_id=report.pk)
    assert analyze_what_is_new() == []
    sit(exam, 2)
    assert len(analyze_what_is_new()) == 1


@pytest.mark.parametrize(
    ("last", "scored", "due"),
    [
        (None, Scored(1, 29, NOW, 0.7), False),
        (None, Scored(1, 30, NOW, 0.7), True),
        (LastReport(100, NOW, 0.7), Scored(1, 104, NOW + timedelta(hours=1), 0.7), False),
        (LastReport(100, NOW, 0.7), Scored(1, 105, NOW + timedelta(hours=1), 0.7), True),
        (LastReport(100, NOW - timedelta(days=1), 0.7), Scored(1, 101, NOW, 0.7), True),
        (LastReport(100, NOW - timedelta(days=9), 0.7), Scored(1, 100, NOW - timedelta(days=10), 0.7), False),
        (LastReport(100, NOW, 0.7), Scored(1, 100, NOW - timedelta(days=10), 0.65), True),
        # One that is counted does not count any more; one counts again.
        (LastReport(100, NOW, 0.7), Scored(1, 99, NOW - timedelta(days=10), 0.7), True),
        (LastReport(30, NOW, 0.7), Scored(1, 29, NOW - timedelta(days=10), 0.7), True),
        (LastReport(100, NOW, 0.7), Scored(1, 101, NOW - timedelta(days=10), 0.7), False),
        (LastReport(100, NOW - timedelta(days=1), 0.7), Scored(1, 101, NOW - timedelta(days=10), 0.7), True),
    ],
)
def test_when_an_exam_is_analyzed_again(last, scored, due) -> None:
    assert is_due(last, scored, NOW + timedelta(hours=1)) is due


def test_what_a_dead_worker_left_is_queued_again_and_given_up_in_the_end(
    exam, sent, django_capture_on_commit_callbacks
) -> None:
    report = request_report(actor=None, exam=exam)
    with django_capture_on_commit_callbacks(execute=True):
        assert resume_what_was_left() == 0
    AnalysisReport.objects.update(state=WorkState.RUNNING, touched_at=timezone.now() - SILENT * 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert (resume_what_was_left(), resume_what_was_left()) == (1, 0)
    assert [args for _, args in sent] == [[report.pk]]
    long_ago = timezone.now() - GIVE_UP * 2
    AnalysisReport.objects.update(touched_at=long_ago, requested_at=long_ago)
    assert resume_what_was_left() == 1
    assert AnalysisReport.objects.get().state == WorkState.FAILED
