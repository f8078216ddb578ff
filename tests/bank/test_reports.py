"""Reports of candidates: making one, answering it, the queue, the mail."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from exams.bank.errors import ReportRefused, TooManyReports
from exams.bank.mail import send_report_answer
from exams.bank.models import ExamGuide, Item, ItemReport
from exams.bank.services.authoring import get_details, save_item
from exams.bank.services.reports import accept_report, decline_report, report_item
from exams.bank.services.workflow import change_status
from tests.fixtures.exam import make_content

QUEUE = "/admin/bank/itemreport/"
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def item(make_item) -> Item:
    return make_item("one", content=make_content("One"))


@pytest.fixture
def report(item, alice) -> ItemReport:
    text, source = "Option b is right too.", "https://example.org/manual"
    return report_item(actor=alice, version=item.current_version, kind="wrong_key", text=text, source_url=source)


@pytest.fixture
def mended(item, report):
    """The item's second version, live."""
    return save_item(actor=None, code="one", content=make_content("Two"), details=get_details(item=item))[
        0
    ].current_version


# --- making one ----------------------------------------------------------------------------------
def test_report_is_open_until_somebody_answers(report, alice) -> None:
    assert (report.state, report.reporter, report.answered_at) == ("open", alice, None)


@pytest.mark.parametrize("text", [" ", "x" * 2001])
def test_report_that_says_nothing_or_too_much_is_refused(item, alice, text) -> None:
    with pytest.raises(ReportRefused):
        report_item(actor=alice, version=item.current_version, kind="other", text=text)


def test_open_report_is_not_made_twice(report, alice) -> None:
    with pytest.raises(ReportRefused, match="reported this question already"):
        report_item(actor=alice, version=report.version, kind="other", text="Again.")


def test_reports_of_a_day_are_limited(make_item, alice) -> None:
    for number in range(20):
        version = make_item(f"item-{number}").current_version
        report_item(actor=alice, version=version, kind="other", text="Look.")
    with pytest.raises(TooManyReports):
        report_item(actor=alice, version=make_item("last").current_version, kind="other", text="Look.")


# --- answering it --------------------------------------------------------------------------------
def test_accepted_report_names_the_version_that_mends_it(report, mended, ben) -> None:
    done = accept_report(actor=ben, report=report, fixed_version=mended, needs_rescore=True)
    assert (done.state, done.fixed_version, done.needs_rescore, done.answered_by) == ("accepted", mended, True, ben)


def test_nothing_is_accepted_before_something_was_changed(report, ben) -> None:
    with pytest.raises(ReportRefused, match="first"):
        accept_report(actor=ben, report=report, fixed_version=None, needs_rescore=False)


def test_item_that_was_set_aside_needs_no_version(report, item, ben) -> None:
    change_status(actor=None, item=item, status="quarantined")
    assert accept_report(actor=ben, report=report, fixed_version=None, needs_rescore=True).state == "accepted"


def test_edit_that_still_waits_mends_nothing(report, item, ben) -> None:
    ExamGuide.objects.update(review_rule="approval")
    item, _ = save_item(actor=ben, code="one", content=make_content("Two"), details=get_details(item=item))
    with pytest.raises(ReportRefused, match="still waits"):
        accept_report(actor=ben, report=report, fixed_version=item.next_version, needs_rescore=False)


def test_version_of_another_item_mends_nothing(report, ben, make_item) -> None:
    other = make_item("two").current_version
    with pytest.raises(ReportRefused, match="same item"):
        accept_report(actor=ben, report=report, fixed_version=other, needs_rescore=False)


def test_report_is_not_declined_without_a_word(report, ben) -> None:
    with pytest.raises(ReportRefused, match="say why"):
        decline_report(actor=ben, report=report, answer=" ")


def test_report_is_answered_once(report, ben) -> None:
    decline_report(actor=ben, report=report, answer="The manual says otherwise.")
    with pytest.raises(ReportRefused, match="declined already"):
        decline_report(actor=ben, report=report, answer="Once more.")


# --- the mail ------------------------------------------------------------------------------------
def test_candidate_is_told_once(report, ben, alice) -> None:
    decline_report(actor=ben, report=report, answer="The manual says otherwise.")
    assert send_report_answer(report_id=report.pk)
    assert not send_report_answer(report_id=report.pk)
    (message,) = mail.outbox
    assert message.to == [alice.email]
    assert "The manual says otherwise." in message.body


def test_open_report_sends_no_mail(report) -> None:
    assert not send_report_answer(report_id=report.pk)
    assert not mail.outbox


def test_mail_that_does_not_go_is_tried_again(report, ben, monkeypatch) -> None:
    decline_report(actor=ben, report=report, answer="No.")
    monkeypatch.setattr("exams.bank.mail.send_mail", lambda *args: (_ for _ in ()).throw(ConnectionError()))
    with pytest.raises(ConnectionError):
        send_report_answer(report_id=report.pk)
    monkeypatch.undo()
    assert send_report_answer(report_id=report.pk)


# --- the queue -----------------------------------------------------------------------------------
def answer_url(report) -> str:
    return reverse("admin:bank_itemreport_answer", args=[report.pk])


def test_what_waits_longest_stands_first(client, ben, report, make_item, carol) -> None:
    client.force_login(ben)
    newer = report_item(actor=carol, version=make_item("two").current_version, kind="other", text="Newer.")
    decline_report(actor=ben, report=report, answer="No.")
    older = report_item(actor=carol, version=report.version, kind="other", text="Open too.")
    assert list(client.get(QUEUE).context["cl"].result_list) == [newer, older, report]


def test_report_is_declined_on_its_page(client, rita, report) -> None:
    client.force_login(rita)
    html = client.get(reverse("admin:bank_itemreport_change", args=[report.pk])).content.decode()
    assert "Option b is right too." in html
    assert "One: a team trains a model" in html
    client.post(answer_url(report), {"decision": "decline", "answer": "It is not."})
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_by) == ("declined", "It is not.", rita)


def test_report_is_accepted_on_its_page(client, ben, report, mended) -> None:
    client.force_login(ben)
    client.post(answer_url(report), {"decision": "accept", "fixed_version": mended.pk, "needs_rescore": "on"})
    report.refresh_from_db()
    assert (report.state, report.fixed_version, report.needs_rescore) == ("accepted", mended, True)


def test_refusal_is_said_on_the_page(client, ben, report) -> None:
    client.force_login(ben)
    response = client.post(answer_url(report), {"decision": "decline", "answer": ""}, follow=True)
    assert "say why" in str(next(iter(response.context["messages"])))


@pytest.mark.parametrize("name", ["alice", "petra"])
def test_nobody_else_answers(client, request, report, name) -> None:
    client.force_login(request.getfixturevalue(name))
    assert client.post(answer_url(report), {"decision": "decline", "answer": "No."}).status_code in {302, 403}
    report.refresh_from_db()
    assert report.state == "open"


# --- the database refuses nonsense ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "lost", "answered_at": NOW}, "report_state_is_known"),
        ({"state": "accepted"}, "closed_report_was_answered"),
        ({"needs_rescore": True}, "only_accepted_reports_change_something"),
    ],
)
def test_half_answered_report_is_refused(report, values, name) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ItemReport.objects.update(**values)


def test_who_judges_a_report_sees_key_and_rationales_as_they_were_sat(client, ben, report, mended) -> None:
    client.force_login(ben)
    html = client.get(reverse("admin:bank_itemreport_change", args=[report.pk])).content.decode()
    assert "The item, as it was sat" in html
    assert "One, answer b" in html
    assert "Two, answer b" not in html


def test_a_refused_answer_is_still_there_to_be_mended(client, ben, report) -> None:
    """Nothing was mended yet, so it cannot be accepted; what was written to the candidate is not lost."""
    client.force_login(ben)
    response = client.post(answer_url(report), {"decision": "accept", "answer": "You are right."}, follow=True)
    assert "You are right." in response.content.decode()
    page = reverse("admin:bank_itemreport_change", args=[report.pk])
    assert "You are right." not in client.get(page).content.decode()
