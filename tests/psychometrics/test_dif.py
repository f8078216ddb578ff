"""Mantel-Haenszel: equal to the reference, and silent where groups are too small."""

import numpy as np
import pytest

from scoring.psychometrics.count_table import count
from scoring.psychometrics.dif import analyse_dif, purify
from scoring.psychometrics.minimums import NONE
from scoring.psychometrics.responses import from_scores, marks_of
from tests.psychometrics.classical_data import SETS, expected_of, responses_of, sim60a_groups

pytestmark = pytest.mark.filterwarnings("error")
STATISTICS = [
    "mh_alpha",
    "mh_delta",
    "mh_var_log_alpha",
    "mh_chisq_corrected",
    "mh_chisq_uncorrected",
    "std_p_dif_focal_weights",
]


@pytest.mark.parametrize("name", SETS[1:])
@pytest.mark.parametrize("statistic", STATISTICS)
def test_differences_between_groups_equal_the_reference(name: str, statistic: str) -> None:
    rows = analyse_dif(count(responses_of(name), sim60a_groups()))
    assert [getattr(row, statistic) for row in rows] == pytest.approx(expected_of(name)["dif"][statistic], abs=1e-8)


@pytest.mark.parametrize("name", SETS[1:])
def test_matching_without_the_items_that_differ_equals_the_reference(name: str) -> None:
    found, expected = purify(responses_of(name), sim60a_groups()), expected_of(name)["dif"]
    assert found.has_settled
    assert [item + 1 for item in found.items] == expected["purified_dif_items"]
    assert [row.mh_alpha for row in found.rows] == pytest.approx(expected["mh_alpha_purified"], abs=1e-8)


def test_a_planted_difference_is_large_and_most_items_are_negligible() -> None:
    classes = [row.ets_class for row in analyse_dif(count(responses_of("sim60a_true_key"), sim60a_groups()))]
    assert classes.count("A") > 50
    assert "C" in classes


def test_swapping_the_groups_turns_the_difference_round() -> None:
    responses, groups = responses_of("sim60a_true_key"), sim60a_groups()
    rows, swapped = (analyse_dif(count(responses, numbers)) for numbers in (groups, 1 - groups))
    assert [row.mh_delta for row in swapped] == pytest.approx([-(row.mh_delta or 0.0) for row in rows], abs=1e-9)
    assert [row.ets_class for row in swapped] == [row.ets_class for row in rows]


def test_sittings_of_no_group_are_left_out() -> None:
    responses, groups = responses_of("lsat7"), np.arange(1000) % 2
    some = np.where(np.arange(1000) < 600, groups, -1)
    part = from_scores(marks_of(responses)[:600])
    assert analyse_dif(count(responses, some)) == analyse_dif(count(part, groups[:600]))


def test_small_groups_one_group_and_constant_items_say_nothing() -> None:
    responses = responses_of("lsat7")
    few = np.where(np.arange(1000) % 6 == 0, 1, 0)
    assert all(row.mh_alpha is None for row in analyse_dif(count(responses, few)))
    assert all(row.mh_alpha is not None for row in analyse_dif(count(responses, few), NONE))
    assert all(row.ets_class is None for row in analyse_dif(count(responses)))
    same = from_scores(np.ones((1000, 3)))
    assert all(row.mh_alpha is None for row in analyse_dif(count(same, np.arange(1000) % 2)))


def test_partial_credit_is_not_judged() -> None:
    scores = np.random.default_rng(2).choice([0.0, 0.5, 1.0], size=(600, 4))
    rows = analyse_dif(count(from_scores(scores), np.arange(600) % 2))
    assert all(row.mh_alpha is None for row in rows)


def test_three_groups_are_refused() -> None:
    with pytest.raises(ValueError, match="two groups"):
        analyse_dif(count(responses_of("lsat7"), np.arange(1000) % 3))
    assert analyse_dif(count(from_scores(np.ones((0, 0))))) == ()
