"""Groups compared: cohorts and periods, with the published reference values."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Cohort
from scoring.analysis.difference_wording import list_summary, tell_difference
from scoring.analysis.errors import GroupsRefused
from scoring.analysis.group_reports import newcombe
from scoring.analysis.models import GroupComparison
from scoring.analysis.services.comparing import run_comparison
from scoring.analysis.services.requests import request_cohort_comparison, request_period_comparison
from tests.analysis.known_exam import make_cohorts, sit
from tests.analysis.sat_sittings import CLOSED_AT, add_sittings
from tests.psychometrics.classical_data import expected_of

pytestmark = pytest.mark.django_db
EXPECTED = expected_of("sim60a_published_key")["dif"]
ROW = {"ets_class": "C", "mh_delta": -1.9}


def compared(work: GroupComparison) -> GroupComparison:
    assert run_comparison(comparison_id=work.pk) is not None
    return GroupComparison.objects.get(pk=work.pk)


def test_cohorts_have_the_published_differences(known) -> None:
    sit(known)
    reference, focal = make_cohorts(known)
    work = compared(request_cohort_comparison(actor=None, exam=known, focal=focal, reference=reference))
    rows = work.numbers["items"]
    for name in ("mh_alpha", "mh_delta", "mh_var_log_alpha", "mh_chisq_corrected", "std_p_dif_focal_weights"):
        assert [row[name] for row in rows] == pytest.approx(EXPECTED[name], abs=1e-8), name
    assert work.numbers["reference_count"] + work.numbers["focal_count"] == work.sitting_count == 2000
    others = compared(request_cohort_comparison(actor=None, exam=known, focal=focal, reference=None))
    assert others.numbers["items"] == rows


def test_too_few_in_a_group_is_said(known) -> None:
    sit(known, 300)
    cohort = Cohort.objects.create(name="Few")
    cohort.members.set(list(known.sittings.values_list("user_id", flat=True))[:40])
    numbers = compared(request_cohort_comparison(actor=None, exam=known, focal=cohort, reference=None)).numbers
    assert {row["mh_delta"] for row in numbers["items"]} == {None}
    assert numbers["items"][0]["difference"] is not None
    assert "there are 260 and 40" in list_summary(numbers, is_time=False)[0]


def test_who_is_in_both_cohorts_is_left_out(exam) -> None:
    add_sittings(exam, exam.forms.get(), [["a"] * 10] * 9)
    people = list(exam.sittings.values_list("user_id", flat=True))
    one, other = (Cohort.objects.create(name=name) for name in ("One", "Other"))
    one.members.set(people[:5])
    other.members.set(people[4:8])
    numbers = compared(request_cohort_comparison(actor=None, exam=exam, focal=one, reference=other)).numbers
    assert (numbers["focal_count"], numbers["reference_count"], numbers["left_out"]) == (4, 3, 2)


def test_an_item_that_became_known_has_become_easier(exam) -> None:
    form = exam.forms.get()
    keys = ["ab" if item.version.select_count == 2 else "a" for item in form.items.order_by("position")]
    wrong = ["cd" if len(key) == 2 else "b" for key in keys]

    def answers(known_at: int) -> list[list[str]]:
        # Who is right on how many of the first nine is the same in both periods; the last item is not.
        return [
            [*(keys[place] if place < number % 10 else wrong[place] for place in range(9)), keys[9] if number % 10 > known_at else wrong[9]]
            for number in range(300)
        ]  # fmt: skip

    add_sittings(exam, form, answers(7))
    add_sittings(exam, form, answers(2), closed_at=CLOSED_AT + timedelta(days=30))
    work = compared(request_period_comparison(actor=None, exam=exam, middle=CLOSED_AT + timedelta(days=1)))
    last = form.items.get(position=10).version_id
    row = next(row for row in work.numbers["items"] if row["version_id"] == last)
    assert row["difference"] == pytest.approx(0.5)
    assert row["difference_95"][0] > 0.4
    assert "become easier" in tell_difference({"ets_class": "C", "mh_delta": 2.0}, is_time=True)


def test_periods_are_those_that_were_asked_for(exam) -> None:
    form = exam.forms.get()
    for days in range(6):
        add_sittings(exam, form, [["a"] * 10], closed_at=CLOSED_AT + timedelta(days=days))
    day = timedelta(days=1)
    work = request_period_comparison(
        actor=None, exam=exam, since=CLOSED_AT + day, middle=CLOSED_AT + 2 * day, until=CLOSED_AT + 5 * day
    )
    numbers = compared(work).numbers
    assert (numbers["reference_count"], numbers["focal_count"]) == (1, 3)


def test_nobody_in_a_group_breaks_nothing(exam) -> None:
    cohort = Cohort.objects.create(name="Nobody")
    add_sittings(exam, exam.forms.get(), [["a"] * 10])
    numbers = compared(request_cohort_comparison(actor=None, exam=exam, focal=cohort, reference=None)).numbers
    assert (numbers["reference_count"], numbers["focal_count"], numbers["items"][0]["difference"]) == (1, 0, None)


def test_a_cohort_is_not_compared_with_itself(exam) -> None:
    cohort = Cohort.objects.create(name="One")
    with pytest.raises(GroupsRefused):
        request_cohort_comparison(actor=None, exam=exam, focal=cohort, reference=cohort)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupComparison.objects.create(
            exam=exam, kind="cohorts", focal=cohort, reference=cohort, requested_at=CLOSED_AT, touched_at=CLOSED_AT
        )


def test_intervals_of_differences_are_newcombes() -> None:
    # R. G. Newcombe (1998), table II, example a: 56 of 70 against 48 of 80, method 10.
    low, high = newcombe(48 / 80, 80, 56 / 70, 70)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize(
    ("row", "is_time", "words"),
    [
        (ROW, False, "harder for them than for others who know as much (large). Ask experts"),
        ({**ROW, "ets_class": "B", "mh_delta": 1.2}, False, "easier for them than for others who know as much (moderate)."),
        ({**ROW, "ets_class": "A", "mh_delta": 0.1}, False, "No difference worth a look."),
        (ROW, True, "Is its key or its subject out of date?"),
        ({**ROW, "mh_delta": 1.9}, True, "Is it known by now?"),
        ({"ets_class": None, "mh_delta": None}, True, ""),
    ],
)  # fmt: skip
def test_differences_are_told_as_questions(row, is_time, words) -> None:
    assert words in tell_difference(row, is_time=is_time)


# --- pages ----------------------------------------------------------------------------------------
def test_cohorts_are_chosen_and_compared_on_a_page(client, ben, exam) -> None:
    cohort = Cohort.objects.create(name="Evening class")
    client.force_login(ben)
    page = reverse("admin:analysis_groupcomparison_exam", args=[exam.pk])
    assert "Evening class" in client.get(page).content.decode()
    response = client.post(page, {"kind": "cohorts", "focal": cohort.pk})
    work = GroupComparison.objects.get()
    assert response["Location"] == reverse("admin:analysis_groupcomparison_change", args=[work.pk])
    assert "Waiting for a worker" in client.get(response["Location"]).content.decode()
    compared(work)
    html = client.get(response["Location"]).content.decode()
    assert "Evening class: 0 sittings" in html
    assert "Too few: it takes 200 sittings in each group" in html


def test_periods_that_cannot_be_are_refused_in_words(client, ben, exam) -> None:
    client.force_login(ben)
    page = reverse("admin:analysis_groupcomparison_exam", args=[exam.pk])
    asked = {"kind": "periods", "since": "2026-03-01", "middle": "2026-02-01", "until": "2026-01-01"}
    html = client.post(page, asked).content.decode()
    assert "The later period begins before the earlier one does." in html
    assert not GroupComparison.objects.exists()


def test_a_second_comparison_waits_for_the_first(client, ben, exam) -> None:
    client.force_login(ben)
    page = reverse("admin:analysis_groupcomparison_exam", args=[exam.pk])
    for _ in range(2):
        html = client.post(page, {"kind": "periods", "middle": "2026-02-01"}, follow=True).content.decode()
    assert "is being computed for this exam already" in html
    assert GroupComparison.objects.count() == 1
