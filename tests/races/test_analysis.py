"""Real threads on PostgreSQL: of two people at the same numbers, one is first, and a closed round stays as it was."""

import pytest

from exams.bank.models import Item
from scoring.analysis.errors import ComparisonIsStale, RoundIsOver
from scoring.analysis.models import CalibratedItem, Calibration, CalibrationState, PanelRating, StandardPanel
from scoring.analysis.services.calibrating import run_calibration
from scoring.analysis.services.calibrations import request_calibration, use_calibration
from scoring.analysis.services.panel_analysis import analyze_round
from scoring.analysis.services.panels import close_round, open_next_round, save_ratings
from tests.analysis.simulated import simulate, sit
from tests.races.test_sittings import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def panel(exam, ben) -> StandardPanel:
    panel = StandardPanel.objects.create(form=exam.forms.get(), title="Panel")
    rate(panel, ben, 40)
    return panel


def rate(panel, rater, percent, round_number=1):
    ids = panel.form.items.values_list("version_id", flat=True)
    return save_ratings(actor=rater, panel=panel, round_number=round_number, percents=dict.fromkeys(ids, percent))


def calibrate(exam) -> Calibration:
    asked = request_calibration(actor=None, exam=exam, model="rasch")
    run_calibration(calibration_id=asked.pk)
    asked.refresh_from_db()
    return asked


def test_of_two_calibrations_used_at_once_one_is_refused(exam):
    form = exam.forms.get()
    sit(exam, form, simulate(form, 100))
    first, second = calibrate(exam), calibrate(exam)
    found = at_once(
        *[lambda one=one: use_calibration(actor=None, calibration=one, instead_of=None) for one in (first, second)]
    )
    assert len([one for one in found if isinstance(one, ComparisonIsStale)]) == 1
    in_use = Calibration.objects.get(is_in_use=True)
    written = {item.metadata.get("statistics", {}).get("calibration") for item in Item.objects.all()}
    assert written - {None} == {in_use.pk}


def test_a_calibration_computed_by_two_workers_is_stored_once(exam):
    form = exam.forms.get()
    sit(exam, form, simulate(form, 100))
    asked = request_calibration(actor=None, exam=exam, model="rasch")
    at_once(*[lambda: run_calibration(calibration_id=asked.pk)] * 2)
    asked.refresh_from_db()
    assert asked.state == CalibrationState.DONE
    assert CalibratedItem.objects.filter(calibration=asked).count() == 10


def test_no_rating_comes_into_a_round_after_it_was_computed(panel, rita):
    closed, saved = at_once(lambda: close_round(actor=None, panel=panel), lambda: rate(panel, rita, 60))
    numbers = analyze_round(round_id=closed.pk).numbers
    assert numbers["ratings"] == PanelRating.objects.filter(round_number=1).count()
    assert isinstance(saved, RoundIsOver) == (numbers["ratings"] == 10)


def test_two_who_begin_the_next_round_begin_one(panel):
    close_round(actor=None, panel=panel)
    at_once(*[lambda: open_next_round(actor=None, panel=panel)] * 2)
    panel.refresh_from_db()
    assert panel.round_number == 2
