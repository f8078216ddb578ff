import numpy as np
import pytest
from numpy.testing import assert_allclose

from scoring.psychometrics.calibration import calibrate
from scoring.psychometrics.item_step import Priors
from tests.psychometrics.irt_data import SETS, expected, marks, rows

PARAMETERS = 5e-4


@pytest.mark.parametrize("name", SETS)
def test_2pl_by_plain_maximum_likelihood_is_the_reference(name):
    found, wanted = calibrate(marks(name), priors=None), expected(name)["irt"]["m2pl_mml"]
    assert found.converged and not found.why_not
    assert_allclose(found.a, wanted["a"], rtol=0, atol=PARAMETERS)
    assert_allclose(found.d, wanted["d"], rtol=0, atol=PARAMETERS)
    assert found.loglik == pytest.approx(wanted["loglik"], abs=0.01)
    if "se_a" in wanted:
        assert_allclose(found.se_a, wanted["se_a"], rtol=0, atol=1e-4)
        assert_allclose(found.se_d, wanted["se_d"], rtol=0, atol=1e-4)


@pytest.mark.parametrize("name", SETS)
def test_rasch_by_plain_maximum_likelihood_is_the_reference(name):
    found, wanted = calibrate(marks(name), "rasch", priors=None), expected(name)["irt"]["rasch_mml"]
    assert found.converged
    assert_allclose(found.b, wanted["b"], rtol=0, atol=PARAMETERS)
    assert found.variance == pytest.approx(wanted["variance"], abs=PARAMETERS)
    assert found.loglik == pytest.approx(wanted["loglik"], abs=0.01)


@pytest.mark.parametrize("name", SETS[1:2])
def test_3pl_with_priors_is_the_reference(name):
    is_single = np.array([row[2] == "single" for row in rows("sim60a", "items.csv")])
    priors = Priors(a_mean=0.0, guessing=np.where(is_single, 0.2, 0.08), is_slope_positive=True)
    found = calibrate(marks(name), "3pl", priors=priors, tolerance=1e-5)
    wanted = expected(name)["irt"]["m3pl_map"]
    assert found.converged
    assert_allclose(found.c, wanted["c"], rtol=0, atol=0.02)
    assert_allclose(found.a, wanted["a"], rtol=0, atol=0.05)
    assert_allclose(found.d, wanted["d"], rtol=0, atol=0.05)
    assert found.log_posterior == pytest.approx(wanted["logpost"], abs=0.01)


def test_a_wrong_key_has_a_negative_slope():
    published, right = calibrate(marks("sim60a/published_key")), calibrate(marks("sim60a/true_key"))
    wrong = np.flatnonzero([row[4] != row[5] for row in rows("sim60a", "items.csv")])
    assert len(wrong) and np.all(published.a[wrong] < 0.1)
    assert np.all(right.a[wrong] > 0.3)


@pytest.mark.parametrize("model", ["rasch", "2pl"])
def test_the_order_of_sittings_and_items_is_irrelevant(model):
    chance, scores = np.random.default_rng(1), marks("sparse_bank")
    sittings, items = chance.permutation(scores.shape[0]), chance.permutation(scores.shape[1])
    one, other = calibrate(scores, model), calibrate(scores[sittings][:, items], model)
    assert_allclose(other.d, one.d[items], atol=1e-4)
    assert_allclose(other.a, one.a[items], atol=1e-4)
    assert_allclose(other.se_d, one.se_d[items], atol=1e-4)


def test_priors_keep_a_small_sample_finite():
    scores = marks("sim60a/true_key")[:100].copy()
    scores[:, 3], scores[:, 4], scores[:, 5] = 1, 0, np.nan
    found = calibrate(scores)
    assert found.converged and not found.is_enough.any()
    seen = np.arange(60) != 5
    assert np.isfinite(found.a[seen]).all() and np.isfinite(found.se_d[seen]).all()
    assert np.abs(found.d[seen]).max() < 8
    assert np.isnan([found.a[5], found.b[5], found.se_a[5]]).all() and found.seen[5] == 0


def test_without_priors_constant_items_are_left_out():
    scores = marks("sim60a/true_key").copy()
    scores[:, 3], scores[:, 4] = 1, 0
    found = calibrate(scores, priors=None)
    assert found.converged and np.isnan(found.a[[3, 4]]).all() and np.isfinite(found.a).sum() == 58


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl"])
@pytest.mark.parametrize("shape", [(0, 5), (1, 5), (10, 1), (10, 0), (0, 0)])
def test_too_few_answers_are_told(model, shape):
    found = calibrate(np.ones(shape), model)
    assert found.why_not and not found.converged and np.isnan(found.a).all() and len(found.a) == shape[1]


def test_nothing_presented_is_told():
    assert calibrate(np.full((20, 4), np.nan)).why_not


def test_the_sign_of_ability_is_that_of_most_items():
    assert calibrate(marks("lsat7")).a.min() > 0


def test_half_the_memory_gives_the_same_numbers(monkeypatch):
    exact = calibrate(marks("sparse_bank"))
    monkeypatch.setattr("scoring.psychometrics.irt_model.CELLS_IN_DOUBLE", 0)
    found = calibrate(marks("sparse_bank"))
    assert found.converged
    assert_allclose(found.a, exact.a, atol=5e-4)
    assert_allclose(found.d, exact.d, atol=5e-4)
    assert_allclose(found.se_a, exact.se_a, rtol=2e-3)


@pytest.mark.parametrize(("scores", "model"), [([[0, 2], [1, 0]], "2pl"), ([0, 1], "2pl"), ([[0, 1]], "4pl")])
def test_what_is_no_score_or_no_model_is_refused(scores, model):
    with pytest.raises(ValueError):
        calibrate(scores, model)


@pytest.mark.parametrize("value", [0.0, 1.0])
@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl"])
def test_a_table_without_any_difference_breaks_nothing(model, value):
    found = calibrate(np.full((40, 6), value), model)
    assert np.isfinite(found.a).all() and np.isfinite(found.d).all() and not found.is_enough.any()
    assert calibrate(np.full((40, 6), value), "2pl", priors=None).why_not
