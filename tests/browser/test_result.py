"""The result page with everything that it can show: readable in both schemes, at 320 px, with and without norms."""

import os
from pathlib import Path

import pytest
from django.utils import timezone

from exams.assembly.models import Exam
from exams.bank.models import Item
from exams.sittings.models import Response
from scoring.marking.models import ExamNorms, Result
from scoring.marking.norms import DomainNorms, Norms
from scoring.marking.services.report_pdf import make_pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [("light", 1440), ("dark", 320)]
# Where pictures go when somebody wants to look: RESULT_PICTURES=/tmp/pictures.
PICTURES = os.environ.get("RESULT_PICTURES")


@pytest.fixture(params=LOOKS, ids=["light-wide", "dark-narrow"])
def look(request, new_page):
    scheme, width = request.param
    return new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")


@pytest.fixture
def rich(released, alice):
    """Alice, by a name in Arabic, with times, kinds of items, and four hundred sittings to be compared with."""
    alice.name = "ليلى حداد"
    alice.save(update_fields=["name"])
    Item.objects.update(style="coding", metadata={"criteria": ["cost", "latency"]})
    for response in Response.objects.filter(sitting=released.sitting_id):
        Response.objects.filter(sitting=released.sitting_id, position=response.position).update(
            spent_ms=(response.position % 7 + 1) * 110_000
        )
    ids = list(released.subscores.order_by("domain__code").values_list("domain_id", flat=True))
    norms = Norms(
        sitting_count=400,
        permilles={str(100 * tenth): 4 * tenth for tenth in range(3, 11)},
        beta=(9.1, 3.7, 51.2),
        accuracy=0.89,
        consistency=0.84,
        domains=tuple(DomainNorms(pk, 0.7, 0.2, 0.4, 0.4, 0.7, 0.067) for pk in ids),
        weights=((0.3, 0.2, 0.1), (0.2, 0.3, 0.1), (0.2, 0.2, 0.2)),
    )
    ExamNorms.objects.create(
        exam=released.sitting.exam, sitting_count=400, numbers=norms.pack(), computed_at=timezone.now()
    )
    return released


def check(page, assert_accessible, name: str) -> None:
    if PICTURES:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    assert_accessible(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"


def test_a_result_among_many(look, rich, alice, sign_in, assert_accessible):
    sign_in(look, alice)
    look.goto(f"/results/{rich.sitting_id}/")
    for summary in look.locator("details.data > summary").all():
        summary.click()
    check(look, assert_accessible, "many")


def test_a_result_alone(look, released, alice, sign_in, assert_accessible):
    sign_in(look, alice)
    look.goto(f"/results/{released.sitting_id}/")
    check(look, assert_accessible, "alone")


def test_charts_have_a_table_each(page, rich, alice, sign_in):
    sign_in(page, alice)
    page.goto(f"/results/{rich.sitting_id}/")
    for name in ("Sittings by share", "Scores by domain", "Time on each item"):
        assert page.get_by_role("region", name=name, include_hidden=True).count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"release_policy": "by_hand"},
        {"release_policy": "at_moment", "release_at": "2999-01-01T00:00Z"},
        {"release_policy": "as_on_day"},
    ],
    ids=lambda values: values["release_policy"],
)
def test_a_result_that_comes_later(look, submitted, alice, sign_in, assert_accessible, values):
    Exam.objects.update(**values)
    sign_in(look, alice)
    look.goto(f"/results/{submitted.pk}/")
    assert look.locator("h1").inner_text() == "Your result comes later"
    check(look, assert_accessible, values["release_policy"])


def test_a_verdict_alone(look, released, alice, sign_in, assert_accessible):
    Result.objects.update(is_verdict_only=True)
    sign_in(look, alice)
    look.goto(f"/results/{released.sitting_id}/")
    assert look.locator("h1").inner_text() == "You passed this exam."
    check(look, assert_accessible, "verdict")


def test_staff_see_when_results_are_shown(new_page, released, ben, sign_in, assert_accessible):
    page = new_page(viewport={"width": 1280, "height": 700})
    sign_in(page, ben)
    page.goto("/admin/marking/result/exams/")
    check(page, assert_accessible, "gradebooks")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="XLSX of Practice exam").click()
    assert downloading.value.suggested_filename == "practice.xlsx"


def test_the_pdf_is_downloaded_when_it_is_made(page, released, alice, sign_in, monkeypatch, assert_accessible):
    monkeypatch.setattr("scoring.marking.tasks.make_report_pdf.delay", lambda result_id: None)
    sign_in(page, alice)
    page.goto(f"/results/{released.sitting_id}/")
    page.get_by_role("link", name="The report as a PDF").click()
    page.get_by_role("heading", name="Your report is being made").wait_for()
    assert_accessible(page)
    with page.expect_download() as downloading:
        assert make_pdf(result_id=released.pk)
    assert downloading.value.suggested_filename.endswith(".pdf")
