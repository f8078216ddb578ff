"""What was computed over many people stays when one of them goes, and what is computed anew has one less."""

import numpy as np
import pytest
from django.urls import reverse

from accounts.models import User
from accounts.services.erasure import erase_person
from scoring.analysis.models import CalibratedSitting, Calibration
from scoring.analysis.services import examining
from scoring.analysis.services.calibrating import run_calibration
from scoring.analysis.services.calibrations import request_calibration
from scoring.analysis.services.examining import run_integrity
from scoring.analysis.services.requests import request_integrity
from scoring.marking.models import ExamNorms, Result
from scoring.marking.services import rescoring
from tests.analysis.conftest import report_of
from tests.analysis.simulated import simulate, sit
from tests.marking.rescoring import drop, first_version, make_preview, run_chunks

pytestmark = pytest.mark.django_db
COUNT = 120


@pytest.fixture
def results(exam) -> list[Result]:
    form = exam.forms.get()
    right = simulate(form, COUNT)
    right[7] = np.arange(10) >= 5
    return sit(exam, form, right)


def erase(result: Result) -> User:
    person = result.sitting.user
    erase_person(actor=person, person=person)
    return person


def test_stored_reports_stay_and_new_ones_have_one_less(results, exam, client, adam):
    report = report_of(exam)
    norms = ExamNorms.objects.get(exam=exam)
    erase(results[0])
    norms.refresh_from_db()
    assert (report.sitting_count, norms.sitting_count) == (COUNT, COUNT)
    client.force_login(adam)
    assert client.get(reverse("admin:analysis_analysisreport_exam", args=[exam.pk])).status_code == 200
    assert report_of(exam).sitting_count == COUNT - 1


def test_of_a_calibration_the_estimate_of_the_person_goes(results, exam, client, adam):
    found = request_calibration(actor=None, exam=exam, model="rasch")
    run_calibration(calibration_id=found.pk)
    erase(results[0])
    assert CalibratedSitting.objects.filter(calibration=found).count() == COUNT - 1
    assert Calibration.objects.get(pk=found.pk).sitting_count == COUNT
    client.force_login(adam)
    assert client.get(reverse("admin:analysis_calibration_change", args=[found.pk])).status_code == 200


def test_a_question_about_a_sitting_that_is_gone_names_nobody(results, exam, client, adam, monkeypatch):
    monkeypatch.setattr(examining, "FEWEST_ITEMS", 10)
    User.objects.filter(pk=results[7].sitting.user_id).update(name="Zenobia")
    asked = request_integrity(actor=None, exam=exam)
    found = run_integrity(report_id=asked.pk)
    assert str(results[7].sitting_id) in str(found.numbers["fit"]["rows"])
    address = reverse("admin:analysis_integrityreport_change", args=[asked.pk])
    client.force_login(adam)
    assert "Zenobia" in client.get(address).content.decode()
    erase(results[7])
    page = client.get(address)
    assert page.status_code == 200
    assert "Zenobia" not in page.content.decode()


def test_a_preview_leaves_out_who_is_gone(results, exam, client, adam):
    run = make_preview(exam, drop(first_version(exam)))
    erase(results[0])
    client.force_login(adam)
    assert client.get(reverse("admin:marking_rescoring_change", args=[run.pk])).status_code == 200


def test_a_rescoring_that_runs_goes_on_without_who_is_gone(results, exam):
    run = make_preview(exam, drop(first_version(exam)))
    run = rescoring.start(actor=None, run=run, reason="Wrong.")
    erase(results[0])
    run_chunks(run)
    run.refresh_from_db()
    assert run.state == "done"
    assert not rescoring.list_left(run=run).exists()
