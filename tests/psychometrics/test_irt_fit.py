import numpy as np
import pytest
from numpy.testing import assert_allclose

from scoring.psychometrics.item_fit import chi_square_tail, mean_squares, s_x2
from scoring.psychometrics.person_fit import fit_to_model, fit_to_order
from scoring.psychometrics.sum_scores import abilities_of_totals, form_information
from tests.psychometrics.irt_data import SETS, expected, marks, numbers

COMPLETE = SETS[:3]


def parameters(name):
    wanted = expected(name)["irt"]["m2pl_mml"]
    return np.array(wanted["a"]), np.array(wanted["d"]), wanted


@pytest.mark.parametrize("name", COMPLETE)
def test_item_fit_is_the_reference(name):
    a, d, wanted = parameters(name)
    found = s_x2(marks(name), a, d)
    assert_allclose(found.s_x2, wanted["s_x2"], rtol=1e-6)
    assert found.df.tolist() == wanted["s_x2_df"]
    assert_allclose(found.p, wanted["s_x2_p"], rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", COMPLETE)
def test_person_fit_is_the_reference(name):
    a, d, _ = parameters(name)
    wanted = expected(name)["person_fit"]
    of_model = fit_to_model(marks(name)[:50], a, d, np.array(wanted["ml_theta_first"]))
    of_order = fit_to_order(marks(name))
    assert_allclose(of_model.lz, wanted["lz_first"], rtol=0, atol=1e-4)
    assert_allclose(of_model.lzstar, wanted["lzstar_first"], rtol=0, atol=1e-4)
    assert_allclose(of_order.guttman_errors[:50], wanted["guttman_errors_first"])
    assert_allclose(of_order.guttman_normed[:50], wanted["guttman_normed_first"], rtol=0, atol=1e-4)
    assert_allclose(of_order.u3[:50], numbers(wanted["U3_first"]), rtol=0, atol=1e-4)
    assert_allclose(of_order.ht[:50], numbers(wanted["Ht_first"]), rtol=0, atol=1e-4)


def test_a_perfect_pattern_has_no_errors_and_its_reverse_all():
    scores = np.vstack([np.tril(np.ones((6, 6))), [[0, 0, 0, 1, 1, 1]]])
    found = fit_to_order(scores)
    assert found.guttman_errors[:6].tolist() == [0] * 6
    assert found.guttman_normed[6] == 1 and found.u3[6] == pytest.approx(1)
    assert np.isnan(found.u3[5])


def test_items_that_were_not_presented_do_not_count():
    scores = marks("sparse_bank")
    a, d, _ = parameters("sparse_bank")
    found, order = fit_to_model(scores, a, d, np.zeros(len(scores))), fit_to_order(scores)
    assert np.isfinite(found.lz).all() and np.isfinite(order.guttman_normed).all() and np.isnan(order.ht).all()
    assert order.guttman_normed.max() <= 1 and order.u3.max() <= 1


@pytest.mark.parametrize("shape", [(0, 4), (1, 4), (4, 1), (4, 0)])
@pytest.mark.parametrize("value", [0.0, 1.0, np.nan])
def test_too_few_answers_give_no_number(shape, value):
    scores, items = np.full(shape, value), shape[1]
    assert np.isnan(s_x2(scores, np.ones(items), np.zeros(items)).s_x2).all()
    order = fit_to_order(scores)
    assert np.isnan(order.u3).all() and np.isnan(order.ht).all()
    assert len(fit_to_model(scores, np.ones(items), np.zeros(items), np.zeros(shape[0])).lz) == shape[0]


@pytest.mark.parametrize(
    ("value", "df", "tail"),
    [(3.841458820694124, 1, 0.05), (5.991464547107979, 2, 0.05), (18.307038053275146, 10, 0.05), (0, 3, 1)],
)
def test_the_tail_of_chi_square(value, df, tail):
    assert chi_square_tail(value, df) == pytest.approx(tail, abs=1e-12)


@pytest.mark.parametrize("name", COMPLETE)
def test_infit_and_outfit_are_the_reference(name):
    wanted = expected(name)["irt"]["rasch_mml"]
    found = mean_squares(marks(name), np.array(wanted["b"]))
    assert_allclose(found.infit, wanted["infit"], rtol=0, atol=1e-5)
    assert_allclose(found.outfit, wanted["outfit"], rtol=0, atol=1e-5)


def test_an_item_without_difficulty_or_answers_has_no_fit():
    scores = marks("lsat7").copy()
    scores[:, 0] = np.nan
    found = mean_squares(scores, np.array([0, np.nan, 0, 0, 0]))
    assert np.isnan(found.infit[:2]).all() and np.isnan(found.outfit[:2]).all() and np.isfinite(found.infit[2:]).all()


@pytest.mark.parametrize("name", COMPLETE)
def test_abilities_of_totals_and_information_are_the_reference(name):
    a, d, wanted = parameters(name)
    found = abilities_of_totals(a, d)
    assert_allclose(found.ability, wanted["eapsum"]["theta"], rtol=0, atol=1e-6)
    assert_allclose(found.se, wanted["eapsum"]["se"], rtol=0, atol=1e-6)
    assert found.chance.sum() == pytest.approx(1)
    curve = wanted["test_information"]
    assert_allclose(form_information(curve["theta"], a, d), curve["info"], rtol=0, atol=1e-6)


def test_the_order_of_sittings_and_items_is_irrelevant():
    chance, scores = np.random.default_rng(2), marks("sim60a/true_key")[:300]
    sittings, items = chance.permutation(300), chance.permutation(60)
    mixed = scores[sittings][:, items]
    a, d, _ = parameters("sim60a/true_key")
    one, other = fit_to_order(scores), fit_to_order(mixed)
    assert_allclose(other.u3, one.u3[sittings], atol=1e-9)
    assert_allclose(other.ht, one.ht[sittings], atol=1e-9)
    assert_allclose(s_x2(mixed, a[items], d[items]).s_x2, s_x2(scores, a, d).s_x2[items])
