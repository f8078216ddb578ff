import numpy as np
import pytest
from numpy.testing import assert_allclose

from scoring.psychometrics.ability import expected_abilities, likeliest_abilities, reliability, weighted_abilities
from tests.psychometrics.irt_data import SETS, expected, marks

METHODS = (expected_abilities, weighted_abilities, likeliest_abilities)


def parameters(name):
    wanted = expected(name)["irt"]["m2pl_mml"]
    return np.array(wanted["a"]), np.array(wanted["d"]), wanted


@pytest.mark.parametrize("name", SETS)
def test_expected_abilities_are_the_reference(name):
    a, d, wanted = parameters(name)
    found = expected_abilities(marks(name), a, d)
    assert_allclose(found.ability[:50], wanted["eap_first"], rtol=0, atol=1e-6)
    assert_allclose(found.se[:50], wanted["eap_se_first"], rtol=0, atol=1e-6)
    assert reliability(found) == pytest.approx(wanted["empirical_reliability"], abs=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_expected_abilities_of_rasch_are_the_reference(name):
    wanted = expected(name)["irt"]["rasch_mml"]
    b = np.array(wanted["b"])
    found = expected_abilities(marks(name), np.ones(len(b)), -b, variance=wanted["variance"])
    assert_allclose(found.ability[:50], wanted["eap_first"], rtol=0, atol=1e-6)
    assert_allclose(found.se[:50], wanted["eap_se_first"], rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", SETS[:3])
def test_weighted_and_likeliest_abilities_are_the_reference(name):
    a, d, wanted = parameters(name)
    weighted = weighted_abilities(marks(name)[:50], a, d).ability
    assert_allclose(weighted, wanted["wle_first"], rtol=0, atol=2e-3)
    likeliest = likeliest_abilities(marks(name)[:50], a, d).ability
    assert_allclose(likeliest, expected(name)["person_fit"]["ml_theta_first"], rtol=0, atol=1e-4)


def test_all_right_and_all_wrong_stop_at_the_limit():
    a, d, _ = parameters("lsat7")
    found = likeliest_abilities([[1] * 5, [0] * 5], a, d)
    assert found.ability.tolist() == [6, -6] and np.isinf(found.se).all()
    assert np.isfinite(weighted_abilities([[1] * 5, [0] * 5], a, d).se).all()


def test_who_saw_nothing_has_the_prior_or_nothing():
    a, d, _ = parameters("lsat7")
    nothing = np.full((1, 5), np.nan)
    assert expected_abilities(nothing, a, d).se[0] == pytest.approx(1, abs=1e-6)
    assert np.isnan(weighted_abilities(nothing, a, d).ability[0]) and np.isnan(likeliest_abilities(nothing, a, d).se[0])


@pytest.mark.parametrize("method", METHODS)
def test_an_item_without_parameters_is_left_out(method):
    a, d, _ = parameters("lsat7")
    scores = marks("lsat7")[::50]
    short = method(scores[:, 1:], a[1:], d[1:])
    a[0] = np.nan
    assert_allclose(method(scores, a, d).ability, short.ability)


@pytest.mark.parametrize("method", METHODS)
def test_no_sittings_have_no_abilities(method):
    found = method(np.empty((0, 5)), np.ones(5), np.zeros(5))
    assert len(found.ability) == 0 and reliability(found) is None


@pytest.mark.parametrize("method", METHODS)
def test_items_and_parameters_must_agree(method):
    with pytest.raises(ValueError):
        method(np.ones((3, 5)), np.ones(4), np.zeros(4))
