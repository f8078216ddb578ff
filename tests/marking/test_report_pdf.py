"""The report as a PDF: who gets it, what it is made of, and that no text becomes markup."""

import pytest
from django.urls import reverse

from exams.assembly.models import Exam
from exams.sittings.models import Response
from scoring.marking.models import Result
from scoring.marking.pdf.blocks import is_rtl, read_html
from scoring.marking.pdf.document import describe
from scoring.marking.report import build_report
from scoring.marking.selectors import get_result_or_sitting
from scoring.marking.services import report_pdf
from scoring.marking.services.report_pdf import find_pdf, make_pdf


def url(result) -> str:
    return reverse("marking:pdf", args=[result.sitting_id])


def test_a_worker_makes_the_file_and_the_candidate_gets_it(client, released, alice, monkeypatch):
    alice.name = "ليلى حداد"
    alice.save(update_fields=["name"])
    Exam.objects.update(title="#panic() *Practice* \\ $x$")
    Response.objects.update(spent_ms=90_000)
    asked = []
    monkeypatch.setattr("scoring.marking.tasks.make_report_pdf.delay", asked.append)
    client.force_login(alice)
    waiting = client.get(url(released))
    assert (waiting.status_code, waiting["Refresh"], client.get(url(released)).status_code) == (202, "2", 202)
    assert asked == [released.pk]
    assert make_pdf(result_id=released.pk)
    response = client.get(url(released))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in response.content


def test_what_is_not_wholly_released_makes_no_file(client, released, alice):
    Result.objects.update(is_verdict_only=True)
    assert not make_pdf(result_id=released.pk)
    client.force_login(alice)
    assert client.get(url(released)).status_code == 302


def test_a_result_that_was_scored_again_has_another_file(released, monkeypatch):
    report_pdf.caches["shared"].set(report_pdf._key(released), b"old", 60)
    released.number += 1
    assert find_pdf(result=released) is None


def test_the_document_says_what_the_page_says(released, alice):
    result, _ = get_result_or_sitting(user=alice, sitting_id=released.sitting_id)
    report = build_report(result=result)
    told = describe(report, result=result)
    assert (told["title"], told["lead"], told["apart"]) == ("Passed: 80%", report.verdict, report.apart)
    assert [row["outcome"] for row in told["items"]] == ["Wrong"] * 2 + ["Correct"] * 8
    states = {row["state"] for item in told["items"] for row in item["options"]}
    assert states == {"", "Correct answer", "Your answer, correct", "Your answer, wrong"}


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<p>One <strong>two</strong></p>\n<p>three</p>", ["p", "p"]),
        ("<p>See:</p><pre><code><span>SELECT</span> *\nFROM x\n</code></pre>", ["p", "code"]),
        ("<ul>\n<li>a</li>\n<li><p>b</p><ul><li>c</li></ul></li>\n</ul>", ["list"]),
        ("<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>", ["table"]),
        ("<blockquote><p>q</p></blockquote>plain", ["quote", "p"]),
        ("<p>unclosed <em>text", ["p"]),
        ("", []),
    ],
)
def test_html_becomes_blocks(html, kinds):
    assert [block["kind"] for block in read_html(html)] == kinds


def test_text_and_code_keep_their_letters():
    words, code = read_html("<p>a  &lt;b&gt; <code>x_1</code> #c</p><pre><code>if a &lt; b:\n    c()\n</code></pre>")
    assert "".join(part["text"] for part in words["parts"]) == "a <b> x_1 #c"
    assert [part["code"] for part in words["parts"]] == [False, True, False]
    assert code["text"] == "if a < b:\n    c()"


def test_a_row_that_is_too_short_is_filled():
    (table,) = read_html("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td></tr></table>")
    assert (table["width"], [len(row) for row in table["rows"]]) == (2, [2, 2])


def test_the_first_letter_gives_the_direction():
    assert [is_rtl(text) for text in ("1. ليلى", "Layla ليلى", "山田", "")] == [True, False, False, False]
