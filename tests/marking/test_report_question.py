"""A candidate reports a question of their released result, and sees what came of it."""

import pytest
from django.urls import reverse

from exams.bank.models import ItemReport
from exams.bank.services.reports import decline_report
from scoring.marking.rules import unpack

SENT = {"kind": "outdated", "text": "The service has another name now.", "source_url": "https://example.org/news"}


def url(result, position: int = 3) -> str:
    return reverse("marking:report", args=[result.sitting_id, position])


def api_url(result, position: int = 3) -> str:
    return f"/api/v1/sittings/{result.sitting_id}/result/items/{position}/report"


@pytest.fixture
def browser(client, alice):
    client.force_login(alice)
    return client


def test_result_offers_to_report_every_question(browser, released) -> None:
    html = browser.get(reverse("marking:result", args=[released.sitting_id])).content.decode()
    assert all(url(released, position) in html for position in range(1, 11))


def test_report_is_about_the_version_that_was_sat(browser, released, alice) -> None:
    response = browser.post(url(released), SENT, follow=True)
    report = ItemReport.objects.get()
    assert report.version_id == unpack(released.marks)[2].version_id
    assert (report.reporter, report.kind, report.source_url) == (alice, "outdated", "https://example.org/news")
    assert "Nobody has answered yet." in response.content.decode()


@pytest.mark.parametrize("changes", [{"text": ""}, {"kind": "rude"}, {"source_url": "javascript:alert(1)"}])
def test_report_that_makes_no_sense_is_shown_again(browser, released, changes) -> None:
    assert browser.post(url(released), SENT | changes).status_code == 400
    assert not ItemReport.objects.exists()


def test_second_report_of_a_question_says_that_the_first_is_open(browser, released) -> None:
    browser.post(url(released), SENT)
    assert "You have reported this question already" in browser.post(url(released), SENT).content.decode()


def test_position_that_the_form_does_not_have_is_not_found(browser, released) -> None:
    assert browser.get(url(released, 11)).status_code == 404


def test_answer_is_shown_with_the_report(browser, released, ben) -> None:
    browser.post(url(released), SENT)
    decline_report(actor=ben, report=ItemReport.objects.get(), answer="The exam still uses the old name.")
    html = browser.get("/reports/").content.decode()
    assert "Declined" in html
    assert "The exam still uses the old name." in html


def test_reports_are_ones_own(client, released, carol, browser) -> None:
    browser.post(url(released), SENT)
    client.force_login(carol)
    assert "The service has another name now." not in client.get("/reports/").content.decode()
    assert client.get("/api/v1/reports").json()["results"] == []


def test_app_reports_and_lists(browser, released) -> None:
    response = browser.post(api_url(released), SENT, content_type="application/json")
    assert response.status_code == 201
    assert response.json()["state"] == "open"
    assert browser.get("/api/v1/reports").json()["results"] == [response.json()]


def test_app_is_told_what_is_wrong(browser, released) -> None:
    problem = browser.post(api_url(released), {"kind": "rude"}, content_type="application/json").json()
    assert problem["code"] == "invalid-input"
    browser.post(api_url(released), SENT, content_type="application/json")
    again = browser.post(api_url(released), SENT, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (400, "report-refused")
