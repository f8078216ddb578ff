"""Linking of scales, true-score equating, chances adjusted for how many were looked at, changes near the end: by hand."""

import math

import pytest

from scoring.psychometrics.answer_changes import Change, binomial_tail, judge_changes
from scoring.psychometrics.false_alarms import adjust
from scoring.psychometrics.linking import link
from scoring.psychometrics.true_scores import Curve, equate_points, expected_points, find_ability

EASY = [-2.0, -1.5, -1.0, -0.5, 0.0, 0.0, 0.5, 1.0, 1.5, 2.0]


# --- one scale ------------------------------------------------------------------------------------
def test_a_link_finds_the_scale_that_made_the_difficulties() -> None:
    found = link(EASY, [1.2 * b + 0.4 for b in EASY])
    assert found is not None
    assert (found.slope, found.intercept, found.item_count) == (pytest.approx(1.2), pytest.approx(0.4), 10)
    assert found.move_a(1.2) == pytest.approx(1.0)


def test_a_link_between_rasch_scales_moves_the_mean_alone() -> None:
    found = link(EASY, [1.2 * b + 0.4 for b in EASY], is_slope_fixed=True)
    assert found is not None
    assert (found.slope, found.intercept) == (1.0, pytest.approx(0.4))


@pytest.mark.parametrize("b_new", [EASY[:9], [0.0] * 10])
def test_too_few_or_equal_items_make_no_link(b_new) -> None:
    assert link(b_new, EASY[: len(b_new)]) is None


# --- true scores ----------------------------------------------------------------------------------
def test_a_form_that_is_harder_by_a_constant_takes_fewer_points() -> None:
    base = [Curve(1.0, b) for b in EASY]
    harder = [Curve(1.0, b + 0.5) for b in EASY]
    ability = find_ability(base, 7.0)
    assert ability is not None
    assert expected_points(base, ability) == pytest.approx(7.0)
    assert equate_points(base, harder, 7.0) == pytest.approx(expected_points(base, ability - 0.5))


def test_equal_forms_have_equal_points() -> None:
    base = [Curve(1.3, b, points=2) for b in EASY]
    assert equate_points(base, base, 13.0) == pytest.approx(13.0)


def test_points_that_no_ability_expects_are_not_equated() -> None:
    base = [Curve(1.0, b) for b in EASY]
    assert equate_points(base, base, 10.0) is None


# --- false alarms ---------------------------------------------------------------------------------
def test_chances_are_adjusted_as_benjamini_and_hochberg_do_it() -> None:
    # R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "BH")
    assert adjust([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_the_smallest_chances_of_many_are_adjusted_for_all_of_them() -> None:
    assert adjust([0.01, 0.001], looked_at=100) == pytest.approx(adjust([0.01, 0.001, *[1.0] * 98])[:2])


def test_nothing_is_adjusted_where_nothing_was_looked_at() -> None:
    assert adjust([]) == []


# --- changes near the end ---------------------------------------------------------------------------------
GAINED, LOST = Change(0.9, was_right=False, is_right=True), Change(0.9, was_right=True, is_right=False)


def test_a_binomial_tail_is_the_sum_of_its_chances() -> None:
    assert binomial_tail(2, 3, 0.5) == pytest.approx(0.5)
    assert binomial_tail(0, 3, 0.5) == 1.0


def test_changes_near_the_end_are_judged_by_how_often_all_of_them_succeed() -> None:
    rows, share = judge_changes([[GAINED] * 4, [LOST] * 4])
    assert share == 0.5
    assert [(row.near_end, row.wrong_to_right) for row in rows] == [(4, 4), (4, 0)]
    assert rows[0].chance == pytest.approx(1 / 16)


def test_early_changes_do_not_count() -> None:
    rows, share = judge_changes([[Change(0.5, was_right=False, is_right=True)]])
    assert (rows[0].near_end, share, rows[0].chance) == (0, 0.0, 1.0)
    assert not math.isnan(rows[0].chance)
