"""An exam's item analysis in the admin: who sees it, what it says, how it is asked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.analysis.models import AnalysisReport
from scoring.psychometrics import minimums
from tests.analysis.conftest import report_of
from tests.analysis.known_exam import sit
from tests.analysis.sat_sittings import add_sittings

pytestmark = pytest.mark.django_db


def page_of(exam) -> str:
    return reverse("admin:analysis_analysisreport_exam", args=[exam.pk])


def text_of(client, person, address, **query) -> str:
    client.force_login(person)
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def report(known):
    sit(known, 250)
    return report_of(known)


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 200), ("adam", 200), ("rita", 403), ("petra", 403), ("alice", 302)]
)
def test_instructors_alone_see_it(client, known, request, who, status) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(page_of(known)).status_code == status


@pytest.mark.parametrize("name", ["analysisreport_item", "analysisreport_version", "groupcomparison_exam"])
def test_nor_do_others_see_its_parts(client, rita, known, name) -> None:
    client.force_login(rita)
    arguments = [1, 1] if name.endswith("item") else [known.pk]
    assert client.get(reverse(f"admin:analysis_{name}", args=arguments)).status_code == 403


def test_who_may_only_look_cannot_analyze(client, petra, known) -> None:
    client.force_login(petra)
    assert client.post(page_of(known)).status_code == 403
    assert not AnalysisReport.objects.exists()


def test_an_exam_without_an_analysis_says_so(client, ben, known) -> None:
    assert "was not analyzed yet" in text_of(client, ben, page_of(known))


def test_analyze_queues_one_report_and_a_second_is_refused(client, ben, known) -> None:
    client.force_login(ben)
    assert client.post(page_of(known)).status_code == 302
    report = AnalysisReport.objects.get()
    assert (report.state, report.requested_by) == ("queued", ben)
    html = client.post(page_of(known), follow=True).content.decode()
    assert "is being computed for this exam already" in html
    assert "Waiting for a worker" in html
    assert AnalysisReport.objects.count() == 1


def test_a_part_can_be_analyzed(client, ben, known) -> None:
    client.force_login(ben)
    form = known.forms.get()
    client.post(page_of(known), {"form": form.pk, "since": "2026-01-01", "until": "2026-02-01"})
    report = AnalysisReport.objects.get()
    assert (report.form, report.since.date().isoformat(), report.is_of_all) == (form, "2026-01-01", False)


def test_a_period_that_ends_before_it_begins_is_refused(client, ben, known) -> None:
    client.force_login(ben)
    html = client.post(page_of(known), {"since": "2026-02-01", "until": "2026-01-01"}).content.decode()
    assert "The period ends before it begins." in html
    assert not AnalysisReport.objects.exists()


def test_the_page_says_how_far_totals_can_be_trusted(client, ben, known, report) -> None:
    html = text_of(client, ben, page_of(known))
    assert "250 sittings" in html
    for words in ("Alpha", "Standard error", "Decisions that are right", "Cut 63.3 %"):
        assert words in html


def test_too_few_is_said_with_numbers(client, ben, known) -> None:
    sit(known, 12)
    report_of(known)
    html = text_of(client, ben, page_of(known))
    assert "too few (12 of 30)" in html
    assert "Alpha, the standard error and the certainty of decisions take 100 sittings of one form" in html
    assert minimums.USUAL.facility == 30


def test_items_can_be_sorted_and_the_flagged_shown_alone(client, ben, known, report) -> None:
    rows = {row["version_id"]: row for row in report.numbers["items"]}
    client.force_login(ben)
    for direction in ("asc", "desc"):
        lines = client.get(page_of(known), {"sort": "facility", "order": direction}).context["lines"]
        shares = [rows[line.version_id]["p"] for line in lines]
        assert shares == sorted(shares, reverse=direction == "desc")
    flagged = client.get(page_of(known), {"flagged": "1"}).context["lines"]
    assert 0 < len(flagged) < 60
    assert all(line.flags for line in flagged)


def test_an_order_that_nobody_knows_is_the_usual_one(client, ben, known, report) -> None:
    client.force_login(ben)
    assert client.get(page_of(known), {"sort": "x", "order": "y"}).context["order"].by == "flags"


def test_an_items_page_shows_its_options_by_score_group(client, ben, report) -> None:
    row = next(row for row in report.numbers["items"] if any(flag["code"] == "key" for flag in row["flags"]))
    html = text_of(client, ben, reverse("admin:analysis_analysisreport_item", args=[report.pk, row["version_id"]]))
    assert "The key may be wrong: the best candidates choose" in html
    assert html.count("<circle cx=") == 5 * len(row["options"])
    assert "What does i" in html


def test_a_version_leads_to_the_newest_report_that_knows_it(client, ben, known, report) -> None:
    version_id = known.forms.get().items.first().version_id
    client.force_login(ben)
    response = client.get(reverse("admin:analysis_analysisreport_version", args=[version_id]))
    assert response["Location"] == reverse("admin:analysis_analysisreport_item", args=[report.pk, version_id])


def test_a_version_that_no_report_knows_leads_to_the_list(client, ben, bank) -> None:
    client.force_login(ben)
    address = reverse("admin:analysis_analysisreport_version", args=[bank[0].current_version_id])
    assert client.get(address)["Location"] == reverse("admin:analysis_analysisreport_changelist")


@pytest.mark.parametrize("arguments", [(0, 1), (None, 0)])
def test_what_is_not_there_is_not_found(client, ben, report, arguments) -> None:
    client.force_login(ben)
    numbers = [report.pk if number is None else number for number in arguments]
    assert client.get(reverse("admin:analysis_analysisreport_item", args=numbers)).status_code == 404


def test_an_older_report_can_still_be_read(client, ben, known, report) -> None:
    sit(known, 5, start=250)
    report_of(known)
    html = text_of(client, ben, reverse("admin:analysis_analysisreport_change", args=[report.pk]))
    assert "250 sittings" in html
    assert "5 results are newer" in html


def test_numbers_of_another_layout_are_not_shown(client, ben, known, report) -> None:
    report.numbers["layout"] = 0
    report.save(update_fields=["numbers"])
    assert "stored by another release" in text_of(client, ben, page_of(known))


def test_the_list_of_reports_reads_no_numbers(client, ben, report, django_assert_max_num_queries) -> None:
    client.force_login(ben)
    with django_assert_max_num_queries(12):
        html = client.get(reverse("admin:analysis_analysisreport_changelist")).content.decode()
    assert "Known exam, 250 sittings" in html


def test_a_page_takes_as_many_statements_for_few_items_as_for_many(client, ben, known, exam, report) -> None:
    add_sittings(exam, exam.forms.get(), [["a"] * 10])
    report_of(exam)
    client.force_login(ben)
    counts = []
    for one in (known, exam):
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(page_of(one))
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_exams_own_page_leads_there(client, ben, exam) -> None:
    assert page_of(exam) in text_of(client, ben, reverse("admin:assembly_exam_change", args=[exam.pk]))
