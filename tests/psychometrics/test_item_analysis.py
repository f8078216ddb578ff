"""Facility, correlations, D27 and distractors: equal to the references, and sound at the edges."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.psychometrics.count_table import count, share_of_groups
from scoring.psychometrics.distractors import analyse_options
from scoring.psychometrics.item_analysis import analyse_items, fisher_interval
from scoring.psychometrics.minimums import NONE
from scoring.psychometrics.responses import Responses, from_options, from_scores, marks_of
from tests.psychometrics.classical_data import SETS, expected_of, responses_of, sparse_bank

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("statistic", ["p", "item_total_r", "item_rest_r", "D27"])
def test_item_statistics_equal_the_reference(name: str, statistic: str) -> None:
    rows = analyse_items(count(responses_of(name)))
    assert [getattr(row, statistic) for row in rows] == pytest.approx(expected_of(name)["ctt"][statistic], abs=1e-8)


def simulated(n: int = 300, k: int = 7, missing: float = 0.0) -> np.ndarray:
    random = np.random.default_rng(7)
    ability = random.normal(size=(n, 1))
    scores = (random.random((n, k)) < 1 / (1 + np.exp(np.linspace(-1, 1, k) - ability))).astype(float)
    scores[random.random((n, k)) < missing] = np.nan
    return scores


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_order_of_sittings_and_of_items_is_irrelevant(missing: float) -> None:
    scores = simulated(missing=missing)
    random = np.random.default_rng(1)
    sittings, items = random.permutation(300), random.permutation(7)
    rows = analyse_items(count(from_scores(scores)))
    moved = analyse_items(count(from_scores(scores[sittings][:, items])))
    for place, item in enumerate(items):
        for name in ("n", "p", "item_total_r", "item_rest_r", "D27"):
            assert getattr(moved[place], name) == pytest.approx(getattr(rows[item], name), abs=1e-12)


def test_perfect_empty_and_constant_columns_have_a_facility_and_no_correlation() -> None:
    scores = simulated()
    scores[:, 0], scores[:, 1], scores[:, 2] = 1.0, 0.0, np.nan
    rows = analyse_items(count(from_scores(scores)))
    assert [row.p for row in rows[:3]] == [1.0, 0.0, None]
    assert [(row.item_total_r, row.item_rest_r) for row in rows[:3]] == [(None, None)] * 3
    assert all(row.item_rest_r is not None for row in rows[3:])


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 1), (1, 5), (5, 1), (2, 2)])
def test_tiny_tables_break_nothing_and_say_nothing(shape: tuple[int, int]) -> None:
    rows = analyse_items(count(from_scores(np.ones(shape))))
    assert [row.p for row in rows] == [None] * shape[1]
    assert len(analyse_items(count(from_scores(np.ones(shape))), NONE)) == shape[1]


def test_one_item_has_no_rest_to_correlate_with() -> None:
    row = analyse_items(count(from_scores(simulated(k=1))))[0]
    assert row.item_rest_r is None
    assert row.item_total_r == pytest.approx(1.0)


def test_items_of_a_bank_are_judged_by_those_who_saw_them() -> None:
    responses = sparse_bank()
    marks = marks_of(responses)
    total = np.nansum(marks, axis=1)
    for item, row in enumerate(analyse_items(count(responses))):
        seen = ~np.isnan(marks[:, item])
        mark = marks[seen, item]
        assert row.n == seen.sum()
        assert row.p == pytest.approx(mark.mean())
        assert row.item_rest_r == pytest.approx(np.corrcoef(mark, total[seen] - mark)[0, 1], abs=1e-10)


def test_partial_credit_counts_as_the_share_of_the_points() -> None:
    scores = np.tile([[0.0, 2.0], [1.0, 1.0], [2.0, 0.5]], (50, 1))
    rows = analyse_items(count(from_scores(scores, np.array([2.0, 2.0]))))
    assert [row.p for row in rows] == pytest.approx([0.5, 3.5 / 6])


def test_fewer_sittings_than_it_takes_are_told_by_none() -> None:
    row = analyse_items(count(from_scores(simulated(n=99))))[0]
    assert row.p is not None
    assert (row.item_rest_r, row.item_rest_r_95, row.D27) == (None, None, None)


def test_a_group_holds_exactly_its_share_and_takes_part_of_a_level() -> None:
    shares = share_of_groups(np.array([10, 10, 80]), (0.0, 0.15))
    assert shares.tolist() == pytest.approx([1.0, 0.5, 0.0])


def test_the_interval_of_a_correlation_holds_it() -> None:
    low, high = fisher_interval(0.3, 200)
    assert low < 0.3 < high
    assert fisher_interval(0.3, 3) == (-1.0, 1.0)


def answers() -> Responses:
    rows: list[list[str | None]] = [["A", "AB"], ["B", "B"], ["", None], ["A", ""]] * 40
    keys = [frozenset("A"), frozenset("AB")]
    return from_options(rows, lambda item, options: float(options == keys[item]), np.ones(2))


def test_options_are_counted_one_by_one_and_omissions_apart() -> None:
    table = count(answers())
    first, second = analyse_options(table, 0), analyse_options(table, 1)
    assert [(row.option, row.n, row.p) for row in first] == [("A", 80, 0.5), ("B", 40, 0.25), ("", 40, 0.25)]
    assert [(row.option, row.n) for row in second] == [("A", 40), ("B", 80), ("", 40)]
    assert [row.omitted for row in analyse_items(table)] == [40, 40]


def test_an_option_correlates_with_the_points_on_the_other_items() -> None:
    responses = responses_of("sim60a_published_key")
    table, marks = count(responses), marks_of(responses)
    for row in analyse_options(table, 4):
        chose = np.array(
            [row.option in choice if row.option else not choice for choice in responses.choices[4]], dtype=float
        )[responses.codes[:, 4]]
        assert row.r_rest == pytest.approx(np.corrcoef(chose, marks.sum(axis=1) - marks[:, 4])[0, 1], abs=1e-10)
        assert row.mean_total == pytest.approx(marks.sum(axis=1)[chose == 1].mean())


def test_shares_by_score_group_average_to_the_share_of_all() -> None:
    for row in analyse_options(count(responses_of("sim60a_true_key")), 0):
        assert row.by_group is not None
        assert len(row.by_group) == 5
        assert sum(row.by_group) / 5 == pytest.approx(row.p)


def test_marks_alone_have_no_options() -> None:
    assert analyse_options(count(from_scores(simulated())), 0) == ()


def test_more_answers_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="different marks"):
        from_scores(np.arange(300.0).reshape(300, 1))
    with pytest.raises(ValueError, match="one total"):
        count(from_scores(simulated()), np.zeros(3, dtype=int))


def test_an_item_that_is_tried_out_counts_for_no_total_and_is_judged_by_all_of_it() -> None:
    responses = responses_of("sim60a_true_key")
    is_scored = np.arange(60) != 4
    tried = replace(responses, is_scored=is_scored)
    marks = marks_of(responses)
    row = analyse_items(count(tried))[4]
    rest = marks[:, is_scored].sum(axis=1)
    assert row.item_rest_r == pytest.approx(np.corrcoef(marks[:, 4], rest)[0, 1], abs=1e-10)
    assert row.item_rest_r == row.item_total_r
    assert [option.r_rest for option in analyse_options(count(tried), 4)] == pytest.approx(
        [option.r_rest for option in analyse_options(count(responses), 4)], abs=1e-10
    )


def test_an_item_worth_no_points_has_no_facility() -> None:
    row = analyse_items(count(from_scores(np.zeros((200, 2)), np.array([0.0, 1.0]))))[0]
    assert (row.p, row.D27, row.n) == (None, None, 200)
