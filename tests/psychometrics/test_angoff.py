"""A panel's cut, its error and agreement: worked examples."""

import numpy as np
import pytest

from scoring.psychometrics.angoff import analyse_panel

pytestmark = pytest.mark.filterwarnings("error")
# Shrout & Fleiss (1979), table 2: six targets, four judges; here as tenths.
SHROUT = (
    np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float).T / 10
)


def test_the_cut_is_the_mean_of_the_raters_sums() -> None:
    first = analyse_panel(np.array([[[0.5, 0.7, 0.6], [0.6, 0.8, 0.4], [0.4, 0.9, 0.8]]]))[0]
    assert first.rater_cuts.tolist() == pytest.approx([1.8, 1.8, 2.1])
    assert first.cut == pytest.approx(1.9)
    assert first.sd == pytest.approx(0.03**0.5)
    assert first.se == pytest.approx(0.1)


def test_items_count_by_their_points() -> None:
    found = analyse_panel(np.array([[[0.5, 0.25], [0.5, 0.75]]]), np.array([2.0, 4.0]))[0]
    assert found.rater_cuts.tolist() == pytest.approx([2.0, 4.0])
    assert found.cut == pytest.approx(3.0)


def test_agreement_is_that_of_the_published_example() -> None:
    found = analyse_panel(SHROUT[None])[0]
    assert found.icc_single == pytest.approx(0.29, abs=0.005)
    assert found.icc_panel == pytest.approx(0.62, abs=0.005)


def test_every_round_has_its_own_result() -> None:
    first, second = analyse_panel(np.array([[[0.2, 0.4], [0.8, 0.6]], [[0.5, 0.5], [0.5, 0.5]]]))
    assert [first.cut, second.cut] == pytest.approx([1.0, 1.0])
    assert [first.mean_difference, second.mean_difference] == pytest.approx([0.4, 0.0])
    assert second.se == 0.0


def test_a_rater_who_left_items_out_counts_by_what_was_rated() -> None:
    found = analyse_panel(np.array([[[0.5, 0.5, np.nan], [0.6, 0.6, 0.6], [np.nan] * 3]]))[0]
    assert (found.raters, found.ratings) == (2, 5)
    assert found.rater_cuts[:2].tolist() == pytest.approx([1.5, 1.8])
    assert np.isnan(found.rater_cuts[2])
    assert found.item_means.tolist() == pytest.approx([0.55, 0.55, 0.6])


def test_one_rater_has_a_cut_and_no_error_and_none_has_nothing() -> None:
    alone = analyse_panel(np.array([[[0.5, 0.7]]]))[0]
    assert alone.cut == pytest.approx(1.2)
    assert (alone.sd, alone.se, alone.icc_single, alone.mean_difference) == (None, None, None, None)
    assert analyse_panel(np.full((1, 2, 3), np.nan))[0].cut is None
    assert analyse_panel(np.zeros((1, 0, 0)))[0].cut is None
    assert analyse_panel(np.zeros((0, 2, 3))) == ()


def test_ratings_that_all_agree_have_no_agreement_to_measure() -> None:
    assert analyse_panel(np.full((1, 3, 4), 0.6))[0].icc_single is None


def test_the_order_of_raters_and_items_is_irrelevant() -> None:
    one, other = analyse_panel(SHROUT[None])[0], analyse_panel(SHROUT[::-1, ::-1][None])[0]
    for name in ("cut", "se", "icc_panel", "mean_difference"):
        assert getattr(other, name) == pytest.approx(getattr(one, name))


def test_percentages_and_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="probability"):
        analyse_panel(np.array([[[60.0]]]))
    with pytest.raises(ValueError, match="rounds"):
        analyse_panel(np.zeros((2, 3)))
    with pytest.raises(ValueError, match="points"):
        analyse_panel(np.zeros((1, 2, 3)), np.ones(2))
