"""Rasch by conditional maximum likelihood: equal to the reference, free of order, silent where nothing can be said."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from scoring.psychometrics.conditional import calibrate_conditionally
from tests.psychometrics.irt_data import SETS, expected, marks

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("name", SETS[:3])
def test_difficulties_and_likelihood_equal_the_reference(name):
    found, wanted = calibrate_conditionally(marks(name)), expected(name)["irt"]["rasch_cml"]
    assert found.converged
    assert_allclose(found.b, wanted["b"], rtol=0, atol=1e-4)
    assert found.loglik == pytest.approx(wanted["loglik"], abs=0.01)


def test_the_order_of_sittings_and_items_is_irrelevant():
    scores = marks("lsat7")
    order = np.array([3, 0, 4, 1, 2])
    one, other = calibrate_conditionally(scores), calibrate_conditionally(scores[::-1][:, order])
    assert_allclose(other.b, one.b[order], atol=1e-8)


def test_what_all_answered_alike_has_no_difficulty():
    scores = marks("lsat7").copy()
    scores[:, 2] = 1
    found = calibrate_conditionally(scores)
    assert np.isnan(found.b[2]) and np.nansum(found.b) == pytest.approx(0, abs=1e-9)


def test_many_items_do_not_overflow():
    random = np.random.default_rng(6)
    b = random.normal(size=200)
    share = 1 / (1 + np.exp(b - random.normal(size=(300, 1))))
    found = calibrate_conditionally((random.random(share.shape) < share).astype(float))
    assert found.converged and np.corrcoef(found.b, b)[0, 1] > 0.95


@pytest.mark.parametrize(
    "scores", [np.ones((5, 3)), np.full((5, 3), np.nan), np.ones((0, 3)), np.eye(1), np.eye(2)[:, :1]]
)
def test_too_little_is_told(scores):
    found = calibrate_conditionally(scores)
    assert found.why_not and np.isnan(found.b).all()


def test_answers_in_perfect_order_have_no_difficulties():
    found = calibrate_conditionally(np.repeat([[1, 0, 0], [1, 1, 0]], 20, axis=0))
    assert found.why_not and not found.converged
    scores = np.array([[1, 0, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0], [0, 1, 0, 0], [1, 1, 0, 1]])
    assert calibrate_conditionally(scores).why_not
