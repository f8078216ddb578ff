"""Decisions with limits of true shares and with compound binomial errors: equal to the references, sound at the edges."""

import numpy as np
import pytest

from scoring.psychometrics.classification import Classification, fit_beta, livingston_lewis
from scoring.psychometrics.classification_beta import (
    TrueShares,
    fit_four,
    hanson_brennan,
    livingston_lewis_four,
    lords_k,
)
from scoring.psychometrics.count_table import totals_of
from tests.psychometrics.classical_data import SETS, expected_of, responses_of

pytestmark = pytest.mark.filterwarnings("error")


def totals_and_alpha(name: str) -> tuple[np.ndarray, float]:
    return totals_of(responses_of(name)), expected_of(name)["ctt"]["alpha"]


def assert_equal(found: Classification, expected: dict[str, dict[str, float]], within: float) -> None:
    accuracy, consistency = expected["accuracy"], expected["consistency"]
    assert found.accuracy == pytest.approx(accuracy["Accuracy"], abs=within)
    assert found.sensitivity == pytest.approx(accuracy["Sensitivity"], abs=within)
    assert found.specificity == pytest.approx(accuracy["Specificity"], abs=within)
    assert found.consistency == pytest.approx(consistency["p"], abs=within)
    assert found.kappa == pytest.approx(consistency["Kappa"], abs=within)
    assert found.fails**2 == pytest.approx(consistency["p_c_pos"], abs=within)


@pytest.mark.parametrize("name", SETS)
def test_limits_of_true_shares_equal_the_reference(name: str) -> None:
    totals, alpha = totals_and_alpha(name)
    model = fit_beta(totals, responses_of(name).k, alpha)
    assert model is not None
    reference = expected_of(name)["classification"]["livingston_lewis_4P"]
    shares, found = livingston_lewis_four(totals, model, expected_of(name)["classification"]["cut"])
    for statistic in ("alpha", "beta", "l", "u"):
        assert getattr(shares, statistic) == pytest.approx(reference["params"][statistic], abs=1e-6)
    assert_equal(found, reference, 1e-4)


@pytest.mark.parametrize("name", SETS)
def test_compound_binomial_errors_equal_the_reference(name: str) -> None:
    totals, alpha = totals_and_alpha(name)
    expected = expected_of(name)["classification"]
    found = hanson_brennan(totals, responses_of(name).k, alpha, expected["cut"])
    assert found is not None
    assert_equal(found, expected["hanson_brennan_2P"], 1e-4)


def test_without_limits_the_integral_is_the_finite_sum() -> None:
    totals, alpha = totals_and_alpha("sim60a_true_key")
    model = fit_beta(totals, 60, alpha)
    assert model is not None
    # Totals that fit no limits between 0 and 1.
    spread = np.where(totals > 37, 60.0, 0.0)
    assert fit_four(spread, model) == TrueShares(model.alpha, model.beta)
    one, other = livingston_lewis(model, 38), livingston_lewis_four(spread, model, 38)[1]
    assert (other.accuracy, other.consistency) == pytest.approx((one.accuracy, one.consistency), abs=1e-9)


def test_items_of_equal_difficulty_have_binomial_errors() -> None:
    n, mean, true = 20, 12.0, 6.0
    binomial = (mean * (n - mean) - true) / n
    assert lords_k(mean, true + binomial, true / (true + binomial), n) == pytest.approx(0)


@pytest.mark.parametrize("totals", [[3.0], [3.0] * 50, [0.0] * 50])
def test_totals_that_do_not_vary_say_nothing(totals: list[float]) -> None:
    assert hanson_brennan(np.array(totals), 5, 0.5, 3) is None


@pytest.mark.parametrize("cut", [0, 6])
def test_an_impossible_cut_is_refused(cut: float) -> None:
    with pytest.raises(ValueError, match="cut"):
        hanson_brennan(np.arange(6.0), 5, 0.5, cut)
