"""A stored report says of an exam's sittings what the published reference values say, by way of real result rows."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from scoring.analysis.collecting import collect
from scoring.analysis.models import AnalysisReport
from scoring.analysis.selectors import list_scored_results
from scoring.analysis.services.reporting import analyze
from scoring.marking.models import ExamNorms
from scoring.marking.norms import Norms
from scoring.psychometrics.covariances import covariances
from scoring.psychometrics.subscores import analyse_subscores, augmented, augmented_error, bounded
from tests.analysis.conftest import report_of
from tests.analysis.known_exam import sit
from tests.analysis.sat_sittings import add_sittings
from tests.psychometrics.classical_data import expected_of

pytestmark = pytest.mark.django_db
EXPECTED = expected_of("sim60a_published_key")


def norms_of(exam) -> Norms:
    found = Norms.unpack(ExamNorms.objects.get(exam=exam).numbers)
    assert found is not None
    return found


def test_items_have_the_published_numbers(known) -> None:
    sit(known)
    items = report_of(known).numbers["items"]
    for name in ("p", "item_total_r", "item_rest_r", "D27", "alpha_if_deleted"):
        assert [row[name] for row in items] == pytest.approx(EXPECTED["ctt"][name], abs=1e-8), name
    assert {row["exposure"] for row in items} == {1.0}
    assert all(row["p_95"][0] < row["p"] < row["p_95"][1] for row in items)


def test_form_and_norms_have_the_published_numbers(known) -> None:
    sit(known)
    report = report_of(known)
    form, totals, ctt = report.numbers["forms"][0], report.numbers["totals"], EXPECTED["ctt"]
    for name in ("alpha", "alpha_feldt95", "guttman_lambda2", "kr21", "sem", "omega_total_1factor_minres_pearson"):
        assert form[name] == pytest.approx(ctt[name], abs=1e-8), name
    assert (totals["mean"] * 60, totals["sd"] * 60) == pytest.approx((ctt["mean"], ctt["sd"]), abs=1e-8)
    assert sum(totals["permilles"].values()) == report.sitting_count == 2000
    decision = EXPECTED["classification"]["livingston_lewis_2P"]
    norms = norms_of(known)
    assert norms.reliability == form["alpha"]
    assert norms.sem == pytest.approx(ctt["sem"] / 60, abs=1e-8)
    assert norms.accuracy == pytest.approx(decision["accuracy"]["Accuracy"], abs=0.006)
    assert norms.consistency == pytest.approx(decision["consistency"]["p"], abs=0.006)


def test_norms_augment_shares_as_points_are_augmented(known) -> None:
    sit(known)
    report_of(known)
    norms, found = norms_of(known), collect(list_scored_results(exam=known))
    _, domains = np.unique(found.domain_ids, return_inverse=True)
    items = covariances(found.responses)
    subscores, worth = bounded(analyse_subscores(items, domains)), np.bincount(domains)
    assert [row.prmse_subscore for row in norms.domains] == pytest.approx(EXPECTED["subscores"]["PRMSE_s"], abs=1e-8)
    assert [row.prmse_total for row in norms.domains] == pytest.approx(EXPECTED["subscores"]["PRMSE_x"], abs=1e-8)
    shares = np.linspace(0.3, 0.9, len(worth))
    means = np.array([row.mean for row in norms.domains])
    assert means + np.array(norms.weights) @ (shares - means) == pytest.approx(
        augmented(subscores, (shares * worth)[None])[0] / worth
    )
    assert [row.error for row in norms.domains] == pytest.approx(augmented_error(subscores) / worth)


def test_wrong_keys_are_found_and_named(known) -> None:
    sit(known)
    keys = {flag["text"] for row in report_of(known).numbers["items"] for flag in row["flags"] if flag["code"] == "key"}
    assert keys
    assert all(text.startswith("The key may be wrong: the best candidates choose ") for text in keys)


def test_below_the_minimum_nothing_is_said(known) -> None:
    sit(known, 29)
    report = report_of(known)
    row = report.numbers["items"][0]
    assert (row["n"], row["p"], row["item_rest_r"], row["flags"]) == (29, None, None, [])
    assert (report.numbers["totals"]["mean"], report.numbers["forms"]) == (None, [])
    assert norms_of(known) == Norms(29, permilles=report.numbers["totals"]["permilles"])


def test_between_the_minimums_facilities_are_said_and_correlations_not(known) -> None:
    sit(known, 30)
    row = report_of(known).numbers["items"][0]
    assert row["p"] is not None
    assert (row["item_rest_r"], row["options"][0]["by_group"]) == (None, None)


@pytest.mark.parametrize("count", [0, 1])
def test_an_exam_that_hardly_anybody_sat_has_a_report(known, count) -> None:
    sit(known, count)
    report = report_of(known)
    assert (report.state, report.sitting_count, len(report.numbers["items"])) == ("done", count, 60 * count)


def test_an_item_that_everybody_answers_alike_breaks_nothing(exam) -> None:
    form = exam.forms.get()
    rows = [["a"] * 5 + ["a" if number % (place + 2) else "b" for place in range(5)] for number in range(120)]
    add_sittings(exam, form, rows)
    found = {row["version_id"]: row for row in report_of(exam).numbers["items"]}
    first = form.items.get(position=1)
    row = found[first.version_id]
    assert row["p"] in {0.0, 1.0}
    assert row["item_rest_r"] is None


def test_options_that_nobody_chose_are_named(exam) -> None:
    add_sittings(exam, exam.forms.get(), [["a"] * 10] * 100)
    row = next(row for row in report_of(exam).numbers["items"] if row["key"] == "a")
    assert [(option["option"], option["n"]) for option in row["options"]] == [("a", 100), ("b", 0), ("c", 0), ("d", 0)]


def test_seconds_are_medians_of_who_opened_the_item(exam) -> None:
    form = exam.forms.get()
    for seconds, count in ((10, 20), (40, 21)):
        add_sittings(exam, form, [["a"] * 10] * count, seconds=seconds)
    assert {row["seconds"] for row in report_of(exam).numbers["items"]} == {40.0}


def test_where_every_sitting_has_its_own_form_there_is_no_alpha(known) -> None:
    for number in range(40):
        form = known.forms.get(number=1) if number == 0 else copy_form(known, number + 1)
        sit(known, 3, form=form, start=number * 3)
    numbers = report_of(known).numbers
    assert (numbers["forms"], numbers["form_count"], numbers["largest_form"]) == ([], 40, 3)
    assert numbers["items"][0]["item_rest_r"] is not None
    norms = norms_of(known)
    assert (norms.sitting_count, norms.reliability, norms.domains, norms.weights) == (120, None, (), None)
    assert norms.mean == pytest.approx(numbers["totals"]["mean"])


def copy_form(exam, number):
    form = exam.forms.create(number=number, seed=number)
    places = exam.forms.get(number=1).items.values("position", "version_id", "domain_id")
    form.items.bulk_create(form.items.model(form=form, **place) for place in places)
    return form


def test_the_form_most_sat_speaks_for_the_exam(known) -> None:
    sit(known, 100)
    sit(known, 150, form=copy_form(known, 2), start=100)
    numbers = report_of(known).numbers
    assert [row["sitting_count"] for row in numbers["forms"]] == [150, 100]
    assert norms_of(known).reliability == numbers["forms"][0]["alpha"]
    assert norms_of(known).sitting_count == 250


def test_a_report_of_one_form_or_period_writes_no_norms(known) -> None:
    sit(known, 30)
    other = copy_form(known, 2)
    sit(known, 5, form=other, start=30)
    assert report_of(known, form=other).sitting_count == 5
    assert report_of(known, until=timezone.now() - timedelta(days=3650)).sitting_count == 0
    assert not ExamNorms.objects.exists()


def test_older_reports_stay_and_norms_are_the_newest(known) -> None:
    sit(known, 30)
    first = report_of(known)
    sit(known, 10, start=30)
    second = report_of(known)
    assert AnalysisReport.objects.get(pk=first.pk).sitting_count == 30
    assert norms_of(known).sitting_count == second.sitting_count == 40


def test_the_order_of_sittings_is_irrelevant(known) -> None:
    sit(known, 150)
    found = collect(list_scored_results(exam=known))
    turned = replace(
        found,
        sitting_ids=found.sitting_ids[::-1],
        user_ids=found.user_ids[::-1],
        responses=replace(found.responses, codes=found.responses.codes[::-1]),
    )
    one, other = (analyze(rows, 0.7)[0] for rows in (found, turned))
    assert one["totals"]["permilles"] == other["totals"]["permilles"]
    for row, same in zip(one["items"], other["items"], strict=True):
        assert [row[name] for name in ("p", "item_rest_r", "D27")] == pytest.approx(
            [same[name] for name in ("p", "item_rest_r", "D27")], abs=1e-12
        )
        assert [flag["code"] for flag in row["flags"]] == [flag["code"] for flag in same["flags"]]


def test_an_item_with_parts_of_points_has_an_interval_of_its_mean(exam) -> None:
    form = exam.forms.get()
    first = form.items.get(position=1).version_id
    for number, result in enumerate(add_sittings(exam, form, [["a"] * 10] * 40)):
        result.marks["points"][result.marks["version_id"].index(first)] = (0, 0.5, 1)[number % 3]
        result.save(update_fields=["marks"])
    row = next(row for row in report_of(exam).numbers["items"] if row["version_id"] == first)
    half = 1.959964 * row["sd"] / 40**0.5
    assert row["p_95"] == pytest.approx([row["p"] - half, row["p"] + half], abs=1e-6)
