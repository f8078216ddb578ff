import numpy as np
import pytest
from numpy.testing import assert_allclose

from scoring.psychometrics.response_time import response_time_effort
from scoring.psychometrics.similarity import similarity
from tests.psychometrics.irt_data import marks, other, seconds


def of_reference():
    wanted = other("similarity")
    a, b = np.array(wanted["item_parameters"]["a"]), np.array(wanted["item_parameters"]["b"])
    scores = marks("sim60a/true_key")
    pairs = np.array([[pair["copier"], pair["source"]] for pair in wanted["pairs"]])
    abilities = np.zeros(len(scores))
    for pair in wanted["pairs"]:
        abilities[[pair["copier"], pair["source"]]] = pair["theta_copier"], pair["theta_source"]
    return scores, a, -a * b, abilities, pairs, wanted["pairs"]


def test_similarity_is_the_reference():
    scores, a, d, abilities, pairs, wanted = of_reference()
    found = similarity(scores, a, d, abilities, pairs)
    assert_allclose(found.omega_p, [pair["omega_p"] for pair in wanted], rtol=0, atol=1e-8)
    assert_allclose(found.gbt_p, [pair["GBT_p"] for pair in wanted], rtol=0, atol=1e-8)
    assert_allclose(found.m4_p, [pair["M4_p"] for pair in wanted], rtol=0, atol=1e-8)


def test_only_items_that_both_saw_count():
    scores, a, d, abilities, pairs, _ = of_reference()
    half = scores.copy()
    half[:, 30:] = np.nan
    found = similarity(half, a, d, abilities, pairs)
    short = similarity(scores[:, :30], a[:30], d[:30], abilities, pairs)
    assert np.all(found.shared == 30)
    assert_allclose(found.m4_p, short.m4_p, atol=1e-12)
    assert_allclose(found.gbt_p, short.gbt_p, atol=1e-12)


def test_two_who_share_nothing_cannot_be_compared():
    found = similarity([[1, np.nan], [np.nan, 1]], np.ones(2), np.zeros(2), np.zeros(2), [(0, 1)])
    assert found.shared[0] == 0 and np.isnan([found.omega_p[0], found.gbt_p[0], found.m4_p[0]]).all()


def test_no_pairs_give_no_numbers():
    assert len(similarity(np.ones((2, 3)), np.ones(3), np.zeros(3), np.zeros(2), []).gbt_p) == 0


@pytest.mark.parametrize("percent", [10, 15, 20])
def test_thresholds_and_effort_are_the_reference(percent):
    wanted = other("rapid_guessing")[f"NT{percent}"]
    found = response_time_effort(seconds(), share=percent / 100)
    assert_allclose(found.threshold_seconds, wanted["threshold_seconds"], rtol=0, atol=1e-5)
    assert_allclose(found.effort[:50], wanted["rte_first50"], rtol=0, atol=1e-5)
    assert np.flatnonzero(found.is_low).tolist() == wanted["flagged_rte_below_0_90"]
    assert found.is_enough.all()


def test_what_nobody_reached_has_no_threshold():
    found = response_time_effort([[20, np.nan, 0], [0, np.nan, 40]])
    assert found.threshold_seconds[0] == 2 and np.isnan(found.threshold_seconds[1])
    assert found.reached.tolist() == [1, 0, 1] and not found.is_enough.any()


def test_who_reached_nothing_has_no_effort_and_is_not_suspected():
    found = response_time_effort(np.zeros((1, 3)))
    assert np.isnan(found.effort[0]) and not found.is_low[0]


def test_times_below_zero_are_refused():
    with pytest.raises(ValueError):
        response_time_effort([[-1.0]])
