"""Scoring again in the admin: say what was wrong, look, decide, watch; and who may."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from exams.bank.models import ItemReport
from scoring.marking.models import KeyCorrection, Rescoring, Result
from scoring.marking.rescoring_forms import read_accepted
from scoring.marking.services import preview, rescoring
from tests.marking.rescoring import drop, first_version, make_preview, rescore, run_chunks


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def version(released, exam):
    return first_version(exam)


@pytest.fixture
def report(version, alice):
    now = timezone.now()
    return ItemReport.objects.create(
        version=version,
        reporter=alice,
        kind="wrong_key",
        text="It is b.",
        created_at=now,
        answered_at=now,
        state="accepted",
        needs_rescore=True,
    )


def exam_page(exam):
    return reverse("admin:marking_rescoring_exam", args=[exam.pk])


def run_page(run):
    return reverse("admin:marking_rescoring_change", args=[run.pk])


def typed(version=None, kind="drop", accepted="", cut=""):
    rows = {f"{row}-kind": "other_key" for row in range(3)}
    first = {"0-version": version.pk, "0-kind": kind, "0-accepted": accepted} if version else {}
    return rows | first | {"cut_percent": cut}


def act(client, run, action, **values):
    response = client.post(reverse("admin:marking_rescoring_action", args=[run.pk, action]), values, follow=True)
    run.refresh_from_db()
    return str(next(iter(response.context["messages"])))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a", ("a",)),
        ("a + c", ("ac",)),
        ("c, a", ("ac",)),
        ("a or B", ("a", "b")),
        ("ac | bd", ("ac", "bd")),
        ("", ()),
        ("a or a", ("a",)),
    ],
)
def test_right_options_can_be_typed_as_one_says_them(text, read):
    assert read_accepted(text) == read


def test_the_exams_page_leads_there(staff, exam):
    assert exam_page(exam) in staff.get(reverse("admin:assembly_exam_change", args=[exam.pk])).content.decode()


def test_what_was_typed_is_proposed_and_nothing_changes(staff, exam, version, released):
    response = staff.post(exam_page(exam), typed(version, "other_key", "b or c", cut="65.5"))
    run = Rescoring.objects.get()
    assert response["Location"] == run_page(run)
    assert (str(run.cut_share), run.corrections.get().accepted, run.state) == ("0.655", ["b", "c"], "draft")
    assert Result.objects.get().points == released.points


def test_what_cannot_be_is_told_in_words(staff, exam, version):
    assert "has no option x" in staff.post(exam_page(exam), typed(version, "other_key", "x")).content.decode()
    assert "Say what shall change" in staff.post(exam_page(exam), typed()).content.decode()


def test_the_preview_names_who_would_change(staff, exam, version):
    page = staff.get(run_page(make_preview(exam, drop(version), cut="0.95"))).content.decode()
    assert "1 of 1 result would change" in page
    assert "Alice" in page
    assert "Passes → fails" in page


def test_an_outdated_preview_says_so_and_asks_for_no_decision(staff, exam, version):
    run = make_preview(exam, drop(version))
    rescore(exam, cut="0.6")
    page = staff.get(run_page(run)).content.decode()
    assert "Results have changed since" in page
    assert "results again" not in page


def test_a_decision_needs_a_reason_and_is_written_down(staff, exam, version, ben):
    run = make_preview(exam, drop(version))
    assert "Say why" in act(staff, run, "start", reason="")
    assert "1 result to be scored again" in act(staff, run, "start", reason="The manual changed.")
    assert (run.state, run.started_by, run.reason) == ("running", ben, "The manual changed.")
    assert "The manual changed." in LogEntry.objects.get(object_id=str(exam.pk)).change_message


def test_a_run_can_be_watched_stopped_and_resumed(staff, exam, version):
    run = rescoring.start(actor=None, run=make_preview(exam, drop(version)), reason="Wrong key.")
    page = staff.get(run_page(run)).content.decode()
    assert "0 of 1 result looked at" in page
    assert "run_watch" in page
    assert "Stopped" in act(staff, run, "stop")
    assert "goes on" in act(staff, run, "go-on")
    run_chunks(run)
    assert "1 of 1 result looked at" in staff.get(run_page(run)).content.decode()


def test_a_proposal_can_be_discarded_or_previewed_again(staff, exam, version):
    run = make_preview(exam, drop(version))
    assert "new preview" in act(staff, run, "preview")
    preview.preview_rescoring(run_id=run.pk)
    assert "nothing was changed" in act(staff, run, "discard")
    assert "decided already" in act(staff, run, "start", reason="Late.")
    assert not KeyCorrection.objects.filter(state="in_force").exists()


def test_a_report_leads_to_its_exam_with_the_item_filled_in(staff, exam, version, report):
    link = reverse("admin:marking_rescoring_report", args=[report.pk])
    assert link in staff.get(reverse("admin:bank_itemreport_change", args=[report.pk])).content.decode()
    page = staff.get(link, follow=True).content.decode()
    assert f'<option value="{version.pk}" selected>' in page
    assert "It is b." in page


def test_after_the_run_the_report_needs_no_more(exam, version, report):
    rescore(exam, drop(version))
    report.refresh_from_db()
    assert not report.needs_rescore


def test_a_report_of_an_item_that_was_not_corrected_stays(exam, version, report):
    rescore(exam, cut="0.6")
    report.refresh_from_db()
    assert report.needs_rescore


def test_the_result_explains_every_mark_and_shows_what_it_said_before(staff, exam, version, released):
    rescore(exam, drop(version))
    page = staff.get(reverse("admin:marking_result_change", args=[released.pk])).content.decode()
    assert "Dropped: it counts for nobody." in page
    assert "Exactly the key." in page
    before = released.versions.get()
    older = staff.get(reverse("admin:marking_resultversion_change", args=[before.pk])).content.decode()
    assert "Dropped" not in older


@pytest.mark.parametrize("who", ["rita", "petra"])
def test_others_on_the_staff_may_not(client, who, request, exam, version):
    run = make_preview(exam, drop(version))
    client.force_login(request.getfixturevalue(who))
    assert client.get(exam_page(exam)).status_code == 403
    assert client.post(reverse("admin:marking_rescoring_action", args=[run.pk, "start"])).status_code == 403
