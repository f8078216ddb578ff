"""The pages of the review, of many items at once and of reports: by eye, by keyboard and by axe."""

from dataclasses import replace

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exams.bank.models import ExamGuide, Item, ItemReport, ReviewRule
from exams.bank.services.authoring import get_details, save_item
from exams.bank.services.comments import add_comment
from exams.bank.services.reports import decline_report, report_item
from exams.bank.services.workflow import change_status
from tests.fixtures.exam import make_content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# To read the style sheets of a shadow tree, axe writes them into style elements, which the policy refuses.
AXE_ITSELF = "Applying inline style violates"
LOOKS = [
    pytest.param({"viewport": {"width": 1280, "height": 900}}, id="desktop"),
    pytest.param({"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 320, "height": 700}}, id="narrow"),
]


@pytest.fixture
def item(make_item, ben, rita) -> Item:
    """Live, with an edit in review, a thread and an answer."""
    item = make_item("item-1", content=make_content("First"))
    ExamGuide.objects.update(review_rule=ReviewRule.TWO_PEOPLE)
    edit = replace(make_content("First"), stem=make_content("Second").stem)
    item, _ = save_item(actor=ben, code="item-1", content=edit, details=get_details(item=item))
    thread = add_comment(actor=rita, version=item.next_version, text="Is the *second* word needed? See `ML.PREDICT`.")
    add_comment(actor=ben, version=item.next_version, text="It is what the manual says.", thread=thread)
    return change_status(actor=ben, item=item, status="in_review")


@pytest.fixture
def reports(released, ben) -> ItemReport:
    """Two reports of alice's, one declined; the open one."""
    first, second = (row.version for row in released.sitting.form.items.select_related("version")[:2])
    user = released.sitting.user
    done = report_item(actor=user, version=first, kind="unclear", text="What does “low” mean here?")
    decline_report(actor=ben, report=done, answer="The next sentence says it: below 100 a month.")
    source = "https://example.org/a/rather/long/address/that/does/not/fit/a/narrow/screen.html"
    return report_item(actor=user, version=second, kind="wrong_key", text="Option b is right too.", source_url=source)


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def look(page: Page, assert_accessible, address: str) -> None:
    page.goto(address)
    assert_accessible(page)
    assert fits(page), f"{address} is wider than the screen"


def test_no_page_needs_an_inline_script_or_style(new_page, sign_in, ben, item, reports):
    """What the policy refuses, the console says; axe is left out, because it needs some itself."""
    page = new_page()
    sign_in(page, ben)
    for name, arguments in (
        *(("item_review", [item.pk]), ("item_change", [item.pk])),
        *(("itemreport_changelist", []), ("itemreport_change", [reports.pk])),
    ):
        page.goto(reverse(f"admin:bank_{name}", args=arguments))
        expect(page.locator("h1")).to_be_visible()


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("options", LOOKS)
def test_the_review_is_readable_by_everyone(new_page, sign_in, rita, item, assert_accessible, options):
    page = new_page(**options)
    sign_in(page, rita)
    look(page, assert_accessible, reverse("admin:bank_item_review", args=[item.pk]))


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("options", LOOKS)
def test_the_queue_of_reports_is_readable_by_everyone(new_page, sign_in, ben, reports, assert_accessible, options):
    page = new_page(**options)
    sign_in(page, ben)
    look(page, assert_accessible, reverse("admin:bank_itemreport_changelist"))
    look(page, assert_accessible, reverse("admin:bank_itemreport_change", args=[reports.pk]))


@pytest.mark.parametrize("options", LOOKS)
def test_a_candidates_pages_of_reports_are_readable_by_everyone(
    new_page, sign_in, alice, released, reports, assert_accessible, options
):
    page = new_page(**options)
    sign_in(page, alice)
    look(page, assert_accessible, reverse("marking:report", args=[released.sitting_id, 3]))
    look(page, assert_accessible, reverse("marking:reports"))


@pytest.mark.parametrize("options", LOOKS)
def test_the_page_for_many_items_is_readable_by_everyone(
    new_page, sign_in, ben, item, make_item, assert_accessible, options
):
    make_item("item-2")
    page = new_page(**options)
    sign_in(page, ben)
    page.goto(reverse("admin:bank_item_changelist"))
    for box in page.locator("input.action-select").all():
        box.check()
    page.locator("select[name=action]").select_option("change_many")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    expect(page.get_by_role("heading", name="2 items")).to_be_visible()
    assert_accessible(page)
    assert fits(page)


@pytest.mark.allow_console_errors(AXE_ITSELF)
@pytest.mark.parametrize("options", LOOKS)
def test_the_editor_says_that_an_edit_waits(new_page, sign_in, ben, item, assert_accessible, options):
    page = new_page(**options)
    sign_in(page, ben)
    page.goto(reverse("admin:bank_item_change", args=[item.pk]))
    expect(page.locator(".item-status")).to_contain_text("beside version 1")
    assert_accessible(page)


def test_a_reviewer_approves_by_keyboard(page, sign_in, rita, item):
    sign_in(page, rita)
    page.goto(reverse("admin:bank_item_review", args=[item.pk]))
    page.get_by_role("button", name="Approve").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("The edit of item-1 is now approved.")


def test_a_candidate_reports_a_question_of_their_result(page, sign_in, alice, released):
    sign_in(page, alice)
    page.goto(reverse("marking:result", args=[released.sitting_id]))
    page.locator("#item-3 summary").click()
    page.locator("#item-3").get_by_role("link", name="Report this question").click()
    page.get_by_label("What is wrong?").fill("Option b is right too.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Nobody has answered yet.")).to_be_visible()
