"""Questions about unusual sittings in a real browser: readable by everyone, on a phone too."""

import numpy as np
import pytest
from django.urls import reverse

from exams.assembly.models import Exam
from scoring.analysis.models import IntegrityReport
from scoring.analysis.services import examining
from scoring.analysis.services.examining import run_integrity
from scoring.analysis.services.requests import request_integrity
from tests.analysis.simulated import simulate, sit
from tests.browser.test_admin_item import AXE_ITSELF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report(exam: Exam, monkeypatch) -> IntegrityReport:
    """Two who answered in haste and one who missed the easy items alone; ten items are enough here."""
    monkeypatch.setattr(examining, "FEWEST_ITEMS", 10)
    form = exam.forms.get()
    right = simulate(form, 120)
    right[7] = np.arange(10) >= 5
    sit(exam, form, right[:118], seconds=60)
    sit(exam, form, right[118:], seconds=1)
    asked = request_integrity(actor=None, exam=exam)
    run_integrity(report_id=asked.pk)
    return asked


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_questions_can_be_read_by_everyone(new_page, sign_in, ben, report, assert_accessible, scheme) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    sign_in(page, ben)
    page.goto(reverse("admin:analysis_integrityreport_change", args=[report.pk]))
    assert_accessible(page)


def test_no_page_of_questions_is_wider_than_a_phone(new_page, sign_in, ben, report) -> None:
    page = new_page(viewport={"width": 320, "height": 900})
    sign_in(page, ben)
    for address in (
        reverse("admin:analysis_integrityreport_change", args=[report.pk]),
        reverse("admin:analysis_integrityreport_add"),
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"
