"""The pages of a calibration in a real browser: readable by everyone, on a phone too."""

import pytest
from django.urls import reverse

from exams.assembly.models import Exam
from scoring.analysis.models import Calibration
from scoring.analysis.services.calibrating import run_calibration
from scoring.analysis.services.calibrations import request_calibration, use_calibration
from tests.analysis.simulated import simulate, sit
from tests.browser.test_admin_item import AXE_ITSELF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def calibration(exam: Exam) -> Calibration:
    """The second of an exam whose first is in use; one item has a wrong key since."""
    form = exam.forms.get()
    right = simulate(form, 110)
    for number in (1, 2):
        sit(exam, form, right)
        asked = request_calibration(actor=None, exam=exam, model="rasch")
        run_calibration(calibration_id=asked.pk)
        if number == 1:
            use_calibration(actor=None, calibration=asked, instead_of=None)
        right = simulate(form, 110, seed=2, ability=0.6)
        right[:, 3] = 1 - right[:, 3]
    return asked


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_calibrations_page_can_be_read_by_everyone(
    new_page, sign_in, ben, calibration, assert_accessible, scheme
) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    sign_in(page, ben)
    page.goto(reverse("admin:analysis_calibration_change", args=[calibration.pk]))
    assert_accessible(page)
    page.goto(reverse("admin:analysis_calibration_cuts", args=[calibration.exam_id]))
    assert_accessible(page)


def test_a_calibrations_page_is_no_wider_than_a_phone(new_page, sign_in, ben, calibration) -> None:
    page = new_page(viewport={"width": 320, "height": 900})
    sign_in(page, ben)
    for address in (
        reverse("admin:analysis_calibration_change", args=[calibration.pk]),
        reverse("admin:analysis_calibration_add"),
        reverse("admin:analysis_calibration_cuts", args=[calibration.exam_id]),
        reverse("admin:analysis_calibration_changelist"),
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
