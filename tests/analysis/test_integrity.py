"""Questions about unusual sittings: what is asked, how many are expected by chance, who sees it."""

from uuid import UUID

import numpy as np
import pytest
from django.urls import reverse

from exams.assembly.services.forms import open_exam
from exams.bank.keys import get_correct_codes
from exams.sittings.models import Response
from scoring.analysis.errors import AnalysisUnderway
from scoring.analysis.integrity_words import write_chance
from scoring.analysis.models import IntegrityReport
from scoring.analysis.services import examining
from scoring.analysis.services.examining import run_integrity
from scoring.analysis.services.requests import request_integrity
from tests.analysis.simulated import simulate, sit

pytestmark = pytest.mark.django_db
ITEMS = 24


@pytest.fixture
def wide_exam(draft_exam, make_item):
    """An exam of 24 items, open, with one form."""
    places = ["1.1"] * 12 + ["2.1"] * 7 + ["3.1"] * 5
    for number, place in enumerate(places, start=1):
        make_item(f"item-{number:02}", objective=place)
    draft_exam.item_count = ITEMS
    draft_exam.save(update_fields=["item_count"])
    return open_exam(actor=None, exam=draft_exam)


@pytest.fixture
def form(wide_exam):
    return wide_exam.forms.get()


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


def run(exam) -> IntegrityReport:
    asked = request_integrity(actor=None, exam=exam)
    run_integrity(report_id=asked.pk)
    asked.refresh_from_db()
    return asked


def sittings_of(rows) -> list[UUID]:
    return [UUID(row["sitting"]) for row in rows]


# --- too few --------------------------------------------------------------------------------------
def test_too_few_sittings_are_told(wide_exam, form) -> None:
    sit(wide_exam, form, simulate(form, 20))
    numbers = run(wide_exam).numbers
    assert numbers["fit"]["why_not"] == "Too few: 20 of 100 sittings."
    assert numbers["pairs"]["why_not"] == "Too few: 20 of 100 sittings."
    assert "Too few: 0 of 30" in numbers["rapid"]["why_not"]
    assert "Too few: 0 of 100 changes near the end" in numbers["changes"]["why_not"]


def test_an_exam_that_nobody_sat_has_a_report_too(wide_exam) -> None:
    assert run(wide_exam).state == "done"


# --- answers that do not look like their total ------------------------------------------------------
def test_hard_items_right_and_easy_ones_wrong_are_a_question(wide_exam, form) -> None:
    right = simulate(form, 200)
    right[7] = np.arange(ITEMS) >= ITEMS // 2
    results = sit(wide_exam, form, right)
    found = run(wide_exam).numbers["fit"]
    assert sittings_of(found["rows"])[0] == results[7].sitting_id
    assert found["rows"][0]["adjusted"] < 0.05
    assert found["by_chance"] == pytest.approx(found["looked_at"] / 100)
    assert "estimation from these sittings alone (rasch)" in found["source"]


def test_all_right_is_no_question(wide_exam, form) -> None:
    right = simulate(form, 120)
    right[5] = 1
    results = sit(wide_exam, form, right)
    found = run(wide_exam).numbers["fit"]
    assert results[5].sitting_id not in sittings_of(found["rows"])


# --- agreement ------------------------------------------------------------------------------------
def test_a_copied_sheet_is_a_question_and_others_are_none(wide_exam, form) -> None:
    right = simulate(form, 150)
    middle = np.argsort(right.sum(axis=1))[75]
    copied = np.vstack([right, right[middle]])
    results = sit(wide_exam, form, copied)
    found = run(wide_exam).numbers["pairs"]
    pairs = [{UUID(row["sitting"]), UUID(row["other"])} for row in found["rows"]]
    assert {results[middle].sitting_id, results[150].sitting_id} in pairs
    assert len(pairs) <= 3
    assert found["looked_at"] > 10_000


def test_two_sittings_of_one_person_are_no_question(wide_exam, form) -> None:
    right = simulate(form, 150)
    middle = np.argsort(right.sum(axis=1))[75]
    results = sit(wide_exam, form, np.vstack([right, right[middle]]))
    sitting = results[150].sitting
    sitting.user = results[middle].sitting.user
    sitting.save(update_fields=["user"])
    pairs = [{UUID(row["sitting"]), UUID(row["other"])} for row in run(wide_exam).numbers["pairs"]["rows"]]
    assert {results[middle].sitting_id, sitting.pk} not in pairs


def test_the_same_wrong_options_are_counted(wide_exam, form) -> None:
    right = simulate(form, 150)
    middle = np.argsort(right.sum(axis=1))[60]
    sit(wide_exam, form, np.vstack([right, right[middle]]))
    row = run(wide_exam).numbers["pairs"]["rows"][0]
    assert row["same_option"] == row["both_wrong"] > 0


# --- times ----------------------------------------------------------------------------------------
def test_answers_quicker_than_reading_are_a_question(wide_exam, form) -> None:
    right = simulate(form, 41)
    slow = sit(wide_exam, form, right[:40], seconds=60.0)
    quick = sit(wide_exam, form, right[40:], seconds=2.0)
    found = run(wide_exam).numbers["rapid"]
    assert sittings_of(found["rows"]) == [quick[0].sitting_id]
    assert (found["rows"][0]["rapid"], found["looked_at"]) == (ITEMS, len(slow) + 1)


# --- changes near the end ---------------------------------------------------------------------------------
def change_near_the_end(result, form, *, gained: int, lost: int) -> None:
    """Answers that were changed in the last minute of an hour: from wrong to right, and back."""
    items = list(form.items.order_by("position"))
    keys = get_correct_codes(version_ids=[item.version_id for item in items])
    Response.objects.filter(sitting=result.sitting_id).delete()
    for number, item in enumerate(items[: gained + lost], start=1):
        key, wrong = "".join(keys[item.version_id]), "d"
        first, second = (wrong, key) if number <= gained else (key, wrong)
        Response.objects.create(
            sitting_id=result.sitting_id,
            version_id=item.version_id,
            position=number,
            first_at=result.scored_at,
            last_at=result.scored_at,
            first_at_ms=1000,
            last_at_ms=3_600_000,
            change_count=2,
            changed_by=result.sitting_id,
            selected=[second],
            trail=f"{number},1,1000,{first},,;{number + 90},2,3590000,{second},,;",
        )


def test_changes_near_the_end_that_hit_too_often_are_a_question(wide_exam, form) -> None:
    results = sit(wide_exam, form, simulate(form, 21))
    for result in results[:20]:
        change_near_the_end(result, form, gained=3, lost=3)
    change_near_the_end(results[20], form, gained=12, lost=0)
    found = run(wide_exam).numbers["changes"]
    assert sittings_of(found["rows"]) == [results[20].sitting_id]
    assert (found["rows"][0]["near_end"], found["rows"][0]["gained"]) == (12, 12)


# --- a report -------------------------------------------------------------------------------------
def test_a_report_that_is_delivered_twice_is_stored_once(wide_exam) -> None:
    done = run(wide_exam)
    assert run_integrity(report_id=done.pk) is None


def test_one_report_of_an_exam_is_under_way_at_a_time(wide_exam) -> None:
    request_integrity(actor=None, exam=wide_exam)
    with pytest.raises(AnalysisUnderway):
        request_integrity(actor=None, exam=wide_exam)


def test_what_goes_wrong_ends_the_report(wide_exam, monkeypatch) -> None:
    monkeypatch.setattr(examining, "find_rapid", lambda collected: 1 / 0)
    asked = request_integrity(actor=None, exam=wide_exam)
    with pytest.raises(ZeroDivisionError):
        run_integrity(report_id=asked.pk)
    asked.refresh_from_db()
    assert asked.state == "failed"


@pytest.mark.parametrize(
    ("chance", "words"), [(0.6, "one in two, or likelier"), (0.004, "one in 250"), (1.234e-6, "one in 810,000")]
)
def test_a_chance_is_told_in_figures_for_people(chance, words) -> None:
    assert write_chance(chance) == words


# --- pages ----------------------------------------------------------------------------------------
def url(report) -> str:
    return reverse("admin:analysis_integrityreport_change", args=[report.pk])


def test_the_page_asks_questions_and_says_how_many_chance_would_list(staff, wide_exam, form) -> None:
    right = simulate(form, 120)
    right[7] = np.arange(ITEMS) >= ITEMS // 2
    results = sit(wide_exam, form, right)
    html = staff.get(url(run(wide_exam))).content.decode()
    assert "These are questions, not findings." in html
    assert "Why are hard items right and easy ones wrong here?" in html
    assert "look like this by chance alone" in html
    assert reverse("admin:sittings_sitting_change", args=[results[7].sitting_id]) in html


def test_a_report_is_asked_for_and_its_page_waits(staff, wide_exam, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda *message: sent.append(message))
    with django_capture_on_commit_callbacks(execute=True):
        html = staff.post(reverse("admin:analysis_integrityreport_add"), {"exam": wide_exam.pk}, follow=True)
    asked = IntegrityReport.objects.get()
    assert sent == [("scoring.analysis.tasks.run_integrity", [asked.pk])]
    assert "js/run_watch.js" in html.content.decode()


def test_a_second_report_at_once_is_refused_in_words(staff, wide_exam) -> None:
    request_integrity(actor=None, exam=wide_exam)
    response = staff.post(reverse("admin:analysis_integrityreport_add"), {"exam": wide_exam.pk}, follow=True)
    assert "is being computed for this exam already" in response.content.decode()


@pytest.mark.parametrize("name", ["alice", "petra", "rita"])
@pytest.mark.parametrize("page", ["changelist", "add", "change"])
def test_only_who_may_see_such_questions_does(client, request, wide_exam, name, page) -> None:
    arguments = [run(wide_exam).pk] if page == "change" else []
    client.force_login(request.getfixturevalue(name))
    assert client.get(reverse(f"admin:analysis_integrityreport_{page}", args=arguments)).status_code in {302, 403}


def test_a_page_takes_no_statement_for_each_row(staff, wide_exam, form, django_assert_max_num_queries) -> None:
    right = simulate(form, 120)
    right[:10] = np.arange(ITEMS) >= ITEMS // 2
    sit(wide_exam, form, right)
    report = run(wide_exam)
    with django_assert_max_num_queries(10):
        staff.get(url(report))
