"""Scores of one form on the scale of another: worked examples and what must hold of any pair of forms."""

import numpy as np
import pytest

from scoring.psychometrics.equating import equate, equipercentile, smooth
from scoring.psychometrics.minimums import NONE

pytestmark = pytest.mark.filterwarnings("error")
POINTS = np.arange(41.0)


def bell(mean: float, sd: float, n: int = 5000) -> np.ndarray:
    shares = np.exp(-(((POINTS - mean) / sd) ** 2) / 2)
    return np.round(shares / shares.sum() * n)


def test_a_form_is_equated_to_itself_by_itself() -> None:
    found = equate(bell(20, 6), bell(20, 6))
    for scores in (found.mean, found.linear, found.equipercentile, found.equipercentile_loglinear6):
        assert scores is not None
        assert scores[5:36] == pytest.approx(POINTS[5:36], abs=1e-6)


def test_a_harder_form_is_worth_more_by_every_method() -> None:
    found = equate(bell(18, 6), bell(21, 6))
    for scores in (found.mean, found.linear, found.equipercentile, found.equipercentile_loglinear6):
        assert scores is not None
        assert scores[18] == pytest.approx(21, abs=0.1)


def test_linear_equating_keeps_distances_in_standard_deviations() -> None:
    found = equate(np.array([0, 200, 0, 200, 0.0]), np.array([200, 0, 0, 0, 200.0]))
    assert found.linear is not None
    assert found.linear.tolist() == pytest.approx([-2, 0, 2, 4, 6])


def test_equal_ranks_are_equal_scores() -> None:
    # Ranks of X: .125, .5, .875. Half of Y have 0 points, spread over -0.5 to 0.5; half have 2, over 1.5 to 2.5.
    found = equipercentile(np.array([1.0, 2.0, 1.0]), np.array([2.0, 0.0, 2.0]))
    assert found.tolist() == pytest.approx([-0.25, 1.5, 2.25])


def test_equipercentile_scores_never_fall() -> None:
    random = np.random.default_rng(11)
    x, y = (np.bincount(random.binomial(40, p, size=900), minlength=41).astype(float) for p in (0.5, 0.6))
    assert (np.diff(equipercentile(x, y)) >= -1e-9).all()


def test_smoothing_keeps_number_mean_and_variance() -> None:
    random = np.random.default_rng(12)
    raw = np.bincount(random.binomial(40, 0.6, size=2000), minlength=41).astype(float)
    fitted = smooth(raw)
    assert fitted is not None
    assert fitted.sum() == pytest.approx(raw.sum())
    assert fitted @ POINTS == pytest.approx(raw @ POINTS)
    assert fitted @ POINTS**2 == pytest.approx(raw @ POINTS**2)
    assert (fitted > 0).all()


def test_few_sittings_are_equated_by_less_or_not_at_all() -> None:
    some = equate(bell(20, 6, 300), bell(20, 6, 300))
    assert some.linear is not None
    assert some.equipercentile is None
    few = equate(bell(20, 6, 60), bell(20, 6, 60))
    assert (few.mean, few.linear, few.equipercentile) == (None, None, None)
    nobody = equate(np.zeros(3), np.zeros(3), NONE)
    assert (nobody.mean, nobody.linear, nobody.equipercentile) == (None, None, None)


def test_scores_that_do_not_vary_have_no_linear_equating() -> None:
    same = equate(np.array([0, 500.0, 0]), np.array([100, 300, 100.0]))
    assert same.linear is None
    assert same.equipercentile_loglinear6 is None
    assert same.equipercentile is not None


def test_a_negative_frequency_is_refused() -> None:
    with pytest.raises(ValueError, match="below 0"):
        equate(np.array([-1.0, 2.0]), np.array([1.0, 2.0]))
