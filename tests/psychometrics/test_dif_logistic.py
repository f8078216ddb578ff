"""Differences between groups by logistic regression: equal to the reference, and silent where nothing can be said."""

import numpy as np
import pytest

from scoring.psychometrics.count_table import count
from scoring.psychometrics.dif_logistic import LogisticRow, analyse_logistic, log_likelihood
from scoring.psychometrics.minimums import NONE
from scoring.psychometrics.responses import from_scores
from tests.psychometrics.classical_data import SETS, expected_of, responses_of, sim60a_groups

pytestmark = pytest.mark.filterwarnings("error")
# Beyond this null deviance R difR's R² is that of Cox and Snell: exp(-deviance / 2) is 0.
UNDERFLOW = 1490


def rows_of(name: str) -> tuple[LogisticRow, ...]:
    return analyse_logistic(count(responses_of(name), sim60a_groups()))


@pytest.mark.parametrize("name", SETS[1:])
@pytest.mark.parametrize("statistic", ["uniform_chi2", "nonuniform_chi2", "both_chi2"])
def test_likelihood_ratios_equal_the_reference(name: str, statistic: str) -> None:
    found = [getattr(row, statistic) for row in rows_of(name)]
    assert found == pytest.approx(expected_of(name)["dif"][f"logistic_{statistic}"], abs=1e-7)


@pytest.mark.parametrize("name", SETS[1:])
def test_the_size_of_a_difference_equals_the_reference(name: str) -> None:
    expected = expected_of(name)
    for row, p, size in zip(rows_of(name), expected["ctt"]["p"], expected["dif"]["logistic_both_deltaR2"], strict=True):
        deviance = -2 * 2000 * (p * np.log(p) + (1 - p) * np.log(1 - p))
        found = row.both_deltaR2 if deviance < UNDERFLOW else row.both_deltaR2_cox_snell
        assert found == pytest.approx(size, abs=1e-8)


def test_few_sittings_one_group_and_partial_credit_say_nothing() -> None:
    random = np.random.default_rng(4)
    marks = random.integers(0, 2, (300, 4)).astype(float)
    groups = np.arange(300) % 2
    assert all(row == LogisticRow() for row in analyse_logistic(count(from_scores(marks), groups)))
    assert all(row.both_chi2 is not None for row in analyse_logistic(count(from_scores(marks), groups), NONE))
    assert all(row == LogisticRow() for row in analyse_logistic(count(from_scores(marks)), NONE))
    marks[:, 0] /= 2
    assert analyse_logistic(count(from_scores(marks), groups), NONE)[0] == LogisticRow()


def test_a_perfect_separation_has_no_maximum() -> None:
    design = np.array([[1.0, -1.0], [1.0, 1.0]])
    assert log_likelihood(design, np.array([0.0, 5.0]), np.array([5.0, 5.0])) is None
