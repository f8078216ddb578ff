"""Every page that is not the exam screen: accessible in both schemes, usable at 320 px, by keyboard alone."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from exams.exchange.services.guides import import_guides, import_resources
from exams.proctoring.models import Verdict
from exams.proctoring.services import review
from exams.sittings.models import Sitting
from scoring.marking.services.scoring import score
from tests.exchange.test_guide_facts import RESOURCES, WHOLE
from tests.fixtures.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGNED_OUT = ["home", "account_login", "account_signup", "account_reset_password", "api-docs"]
SIGNED_IN = [
    *("home", "account_email", "account_change_password", "account_logout", "mfa_index", "usersessions_list"),
    "account_reauthenticate",
]
OF_THE_SITTING = ["sittings:ended", "marking:result"]
LOOKS = [("light", 1280), ("dark", 320)]


def check(page, assert_accessible):
    assert_accessible(page)
    assert page.locator("h1").count() == 1
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"


@pytest.fixture(params=LOOKS, ids=["light-wide", "dark-narrow"])
def look(request, new_page):
    """A page in one of the looks."""
    scheme, width = request.param
    return new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_pages_for_everybody(look, name, exam, assert_accessible):
    look.goto(reverse(name))
    look.wait_for_load_state("networkidle")
    if name == "api-docs":
        # The reference is a library's own page: what is around it is ours.
        look.get_by_text("/api/v1/sittings/{sitting_id}/sync").wait_for()
        return
    check(look, assert_accessible)


def test_the_page_of_a_guide_with_all_its_parts_open(look, exam, assert_accessible):
    import_guides(name="guide.yaml", text=WHOLE)
    import_resources(name="resources.yaml", text=RESOURCES)
    look.goto("/guides/guide-1/")
    check(look, assert_accessible)
    for summary in look.locator("main summary").all():
        summary.click()
    check(look, assert_accessible)
    look.get_by_role("link", name="2.1 Third objective").first.click()
    assert look.locator(":target").get_attribute("id") == "objective-2.1"


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_a_person(look, name, released, alice, sign_in, assert_accessible):
    sign_in(look, alice)
    look.goto(reverse(name))
    check(look, assert_accessible)


@pytest.mark.parametrize("name", OF_THE_SITTING)
def test_pages_after_the_exam(look, name, released, alice, sign_in, assert_accessible):
    sign_in(look, alice)
    look.goto(reverse(name, kwargs={"sitting_id": released.sitting_id}))
    check(look, assert_accessible)
    if name == "marking:result":
        look.get_by_role("button", name="Open all").click()
        check(look, assert_accessible)


@pytest.mark.parametrize("state", ["draft", "check_in", "running", "submitted"])
def test_the_exams_page_and_check_in(look, state, check_in, alice, sign_in, assert_accessible, request):
    if state != "draft":
        request.getfixturevalue(state)
    sign_in(look, alice)
    look.goto("/exams/practice/")
    check(look, assert_accessible)
    look.goto(reverse("sittings:check-in", kwargs={"sitting_id": check_in.pk}))
    if state in {"draft", "check_in"}:
        check(look, assert_accessible)


def test_a_result_that_is_not_ready(look, submitted, alice, sign_in, assert_accessible):
    sign_in(look, alice)
    look.goto(reverse("marking:result", kwargs={"sitting_id": submitted.pk}))
    check(look, assert_accessible)


@pytest.mark.parametrize("name", ["home", "marking:result", "sittings:ended", "review:own", "sittings:exam"])
def test_pages_of_a_result_that_does_not_count(look, name, watched, alice, petra, sign_in, assert_accessible):
    Sitting.objects.update(is_proctored=True, cleared_at=watched.started_at)
    score(sitting_id=watched.pk)
    review.decide(
        actor=petra, sitting_id=watched.pk, verdict=Verdict.VOID, reason="Somebody else answered.", seen_count=0
    )
    score(sitting_id=watched.pk)
    sign_in(look, alice)
    places = {"home": {}, "sittings:exam": {"slug": watched.exam.slug}}
    look.goto(reverse(name, kwargs=places.get(name, {"sitting_id": watched.pk})))
    assert "oes not count" in look.locator("main").inner_text()
    check(look, assert_accessible)


@pytest.mark.allow_console_errors("status of 404")
def test_a_page_that_is_not_there(look, db, assert_accessible):
    look.goto("/no/such/page")
    check(look, assert_accessible)


def test_a_stranger_signs_up_sits_an_exam_and_reads_the_result(page, exam):
    """The whole way, by a name in Arabic, with the code from the mail."""
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.fill("[name=name]", "ليلى حداد")
    page.fill("[name=email]", "layla@example.org")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.locator("[name=code]").wait_for()
    code = re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    page.fill("[name=code]", code[1])
    page.locator("main button[type=submit]").first.click()
    page.get_by_role("heading", name="ليلى حداد").wait_for()

    page.get_by_role("link", name="Practice exam", exact=True).click()
    page.get_by_role("button", name="Go to check-in").click()
    page.get_by_role("button", name="Begin and start the clock").click()
    assert "/check-in/" in page.url, "the rules must be accepted first"
    page.check("[name=accept_rules]")
    page.get_by_role("button", name="Begin and start the clock").click()
    page.get_by_text("1 of 10", exact=True).first.wait_for()
    for _ in range(10):
        page.keyboard.press("A")
        page.keyboard.press("Alt+n")
    page.keyboard.press("Alt+r")
    page.locator("main").get_by_role("button", name="End exam", exact=True).first.click()
    for name in ("End exam", "End exam now"):
        page.locator("dialog[open]").get_by_role("button", name=name, exact=True).click()
    page.wait_for_url("**/ended/")
    page.get_by_role("link", name="See your result").click()
    page.get_by_role("heading", name="Your result is not ready yet").wait_for()

    from exams.sittings.models import Sitting
    from scoring.marking.services.scoring import score

    score(sitting_id=Sitting.objects.get().pk)
    page.locator("#verdict").wait_for()  # the page looks by itself
    assert page.locator("details.review-item").count() == 10


def test_the_exams_page_by_keyboard_alone(page, exam, alice, sign_in):
    sign_in(page, alice)
    page.goto("/exams/practice/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text().startswith("Skip to")
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Go to check-in":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/check-in/")


def test_the_review_filters_and_says_how_many(page, released, alice, sign_in):
    sign_in(page, alice)
    page.goto(f"/results/{released.sitting_id}/")
    page.get_by_label("Not correct").check()
    assert page.locator("details.review-item:visible").count() == 2
    assert page.get_by_role("status").filter(has_text="2").count() == 1


def test_the_theme_is_remembered(page, exam):
    page.goto("/")
    page.get_by_role("button", name="Dark").or_(page.get_by_label("Dark")).first.click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
