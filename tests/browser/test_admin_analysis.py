"""The pages of stored statistics in a real browser: by eye, on a phone and by axe."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from exams.assembly.models import Exam
from scoring.analysis.services.comparing import run_comparison
from scoring.analysis.services.exporting import run_export
from scoring.analysis.services.requests import request_cohort_comparison, request_export, request_period_comparison
from tests.analysis.conftest import report_of
from tests.analysis.known_exam import make_cohorts, make_exam, sit
from tests.analysis.sat_sittings import CLOSED_AT
from tests.browser.test_admin_files import AXE_ITSELF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(db) -> dict[str, str]:
    """Name → address of each page, of an exam that 250 have sat."""
    exam = make_exam()
    copy = make_copy(exam)
    sit(exam, 250)
    report = report_of(exam)
    wrong = next(row for row in report.numbers["items"] if any(flag["code"] == "key" for flag in row["flags"]))
    work = request_cohort_comparison(actor=None, exam=exam, focal=make_cohorts(exam)[1], reference=None)
    run_comparison(comparison_id=work.pk)
    run_export(export_id=request_export(actor=None, exam=exam).pk)
    request_period_comparison(actor=None, exam=exam, middle=CLOSED_AT + timedelta(days=1))
    return {
        "report": reverse("admin:analysis_analysisreport_exam", args=[exam.pk]),
        "item": reverse("admin:analysis_analysisreport_item", args=[report.pk, wrong["version_id"]]),
        "comparison": reverse("admin:analysis_groupcomparison_change", args=[work.pk]),
        "compare": reverse("admin:analysis_groupcomparison_exam", args=[exam.pk]),
        "files": reverse("admin:analysis_statisticsexport_exam", args=[exam.pk]),
        "no files": reverse("admin:analysis_statisticsexport_exam", args=[copy.pk]),
        "empty": reverse("admin:analysis_analysisreport_exam", args=[copy.pk]),
    }


def make_copy(exam: Exam) -> Exam:
    return Exam.objects.create(slug="empty", title="Empty exam", guide=exam.guide, state="open")


def take_picture(page: Page, name: str) -> None:
    """To be looked at: into the folder that PICTURES names."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("names", [("report",), ("item", "comparison"), ("compare", "empty"), ("files", "no files")])
def test_every_page_can_be_read_by_everyone(new_page, sign_in, ben, pages, assert_accessible, scheme, names) -> None:
    page = new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    sign_in(page, ben)
    for name in names:
        page.goto(pages[name])
        take_picture(page, f"{name}-{scheme}")
        assert_accessible(page)


def test_no_page_is_wider_than_a_phone(new_page, sign_in, ben, pages) -> None:
    page = new_page(viewport={"width": 320, "height": 900})
    sign_in(page, ben)
    for name, address in pages.items():
        page.goto(address)
        take_picture(page, f"{name}-phone")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
