"""How sure a decision is: equal to the references, and what must hold of any such figure."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from scoring.psychometrics.classification import BetaModel, decision_certainty, fit_beta, livingston_lewis
from scoring.psychometrics.classification_irt import lee, rudner, theta_at
from scoring.psychometrics.count_table import totals_of
from scoring.psychometrics.irt_model import probability
from scoring.psychometrics.sum_scores import form_information, spread_of_totals
from tests.psychometrics.classical_data import SETS, expected_of, responses_of

pytestmark = pytest.mark.filterwarnings("error")
NODES = np.linspace(-6, 6, 61)
WEIGHTS = np.exp(-(NODES**2) / 2)


def model_of(name: str) -> BetaModel:
    responses = responses_of(name)
    model = fit_beta(totals_of(responses), responses.k, expected_of(name)["ctt"]["alpha"])
    assert model is not None
    return model


@pytest.mark.parametrize("name", SETS)
def test_the_distribution_of_true_shares_equals_the_reference(name: str) -> None:
    expected = expected_of(name)["classification"]["livingston_lewis_2P"]["params"]
    model = model_of(name)
    for statistic in ("alpha", "beta", "etl", "etl_rounded"):
        assert getattr(model, statistic) == pytest.approx(expected[statistic], abs=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_livingston_and_lewis_equal_the_reference(name: str) -> None:
    expected = expected_of(name)["classification"]
    found, reference = livingston_lewis(model_of(name), expected["cut"]), expected["livingston_lewis_2P"]
    assert found.accuracy == pytest.approx(reference["accuracy"]["Accuracy"], abs=1e-6)
    assert found.sensitivity == pytest.approx(reference["accuracy"]["Sensitivity"], abs=1e-6)
    assert found.specificity == pytest.approx(reference["accuracy"]["Specificity"], abs=1e-6)
    assert found.consistency == pytest.approx(reference["consistency"]["p"], abs=1e-6)
    assert found.consistency_by_chance == pytest.approx(reference["consistency"]["p_c"], abs=1e-6)
    assert found.kappa == pytest.approx(reference["consistency"]["Kappa"], abs=1e-6)


def parameters(name: str) -> tuple[np.ndarray, np.ndarray, Mapping[str, Any]]:
    expected = expected_of(name)
    fitted = expected["irt"]["m2pl_mml"]
    return np.array(fitted["a"]), np.array(fitted["d"]), expected["classification"]


@pytest.mark.parametrize("name", SETS)
def test_lee_equals_the_reference(name: str) -> None:
    a, d, expected = parameters(name)
    found, reference = lee(probability(NODES, a, d), WEIGHTS, expected["cut"]), expected["lee_2pl_marginal"]
    assert found.accuracy == pytest.approx(reference["accuracy"], abs=1e-8)
    assert found.consistency == pytest.approx(reference["consistency"], abs=1e-8)


@pytest.mark.parametrize("name", SETS)
def test_rudner_equals_the_reference(name: str) -> None:
    a, d, expected = parameters(name)
    reference, theta_cut = expected["rudner_2pl_marginal"], theta_at(expected["cut"], a, d)
    assert theta_cut == pytest.approx(reference["theta_cut"], abs=1e-8)
    assert theta_cut is not None
    found = rudner(NODES, 1 / np.sqrt(form_information(NODES, a, d)), WEIGHTS, theta_cut)
    assert found.accuracy == pytest.approx(reference["accuracy"], abs=1e-8)
    assert found.consistency == pytest.approx(reference["consistency"], abs=1e-8)


def test_raw_scores_of_equal_items_are_binomial() -> None:
    found = spread_of_totals(np.full((1, 4), 0.5).T).T[0]
    assert found.tolist() == pytest.approx([1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16])
    assert spread_of_totals(np.zeros((2, 0)).T).T.tolist() == [[1.0], [1.0]]


def test_a_decision_is_surer_the_further_from_the_cut() -> None:
    model = model_of("sim60a_true_key")
    sure = [decision_certainty(model, points, 36) for points in (36, 40, 50, 60)]
    assert sure == sorted(sure)
    assert 0.4 < sure[0] < 0.7
    assert sure[-1] > 0.999
    assert decision_certainty(model, 10, 36) > 0.999


def test_cuts_at_the_ends_are_decided_and_others_refused() -> None:
    model = model_of("lsat7")
    assert livingston_lewis(model, 0.1).accuracy > 0.9
    assert livingston_lewis(model, 5).specificity is None
    with pytest.raises(ValueError, match="cut"):
        livingston_lewis(model, 0)


def test_what_cannot_be_modelled_is_none() -> None:
    totals = totals_of(responses_of("lsat7"))
    assert fit_beta(totals[:99], 5, 0.45) is None
    assert fit_beta(totals, 5, 1.0) is None
    assert fit_beta(totals, 5, -0.2) is None
    assert fit_beta(np.full(500, 3.0), 5, 0.5) is None
    assert fit_beta(np.zeros(0), 5, 0.5) is None
    assert theta_at(60, np.ones(5), np.zeros(5)) is None


def test_abilities_without_weight_are_refused() -> None:
    with pytest.raises(ValueError, match="weigh"):
        lee(np.full((2, 3), 0.5), np.zeros(2), 2)
