"""Alpha, its interval, omega, standard errors: equal to the references, and None where nothing can be said."""

from statistics import NormalDist

import numpy as np
import pytest

from scoring.psychometrics.beta_distribution import beta_cdf, beta_quantile, f_quantile, jeffreys
from scoring.psychometrics.covariances import covariances
from scoring.psychometrics.minimums import NONE
from scoring.psychometrics.reliability import (
    analyse_reliability,
    domain_alphas,
    feldt_interval,
    standard_error,
    stratified_alpha,
)
from scoring.psychometrics.responses import from_scores, marks_of
from tests.psychometrics.classical_data import SETS, expected_of, responses_of, sim60a_domains, sparse_bank

pytestmark = pytest.mark.filterwarnings("error")
STATISTICS = ["alpha", "alpha_feldt95", "alpha_if_deleted", "guttman_lambda2", "kr21", "sem"]


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("statistic", STATISTICS)
def test_reliability_equals_the_reference(name: str, statistic: str) -> None:
    found = analyse_reliability(covariances(responses_of(name)))
    assert getattr(found, statistic) == pytest.approx(expected_of(name)["ctt"][statistic], abs=1e-8)


@pytest.mark.parametrize("name", SETS)
def test_omega_equals_the_reference_as_far_as_its_search_went(name: str) -> None:
    found = analyse_reliability(covariances(responses_of(name)))
    omega = expected_of(name)["ctt"]["omega_total_1factor_minres_pearson"]
    assert found.omega_total_1factor_minres_pearson == pytest.approx(omega, abs=1e-7)


@pytest.mark.parametrize("name", SETS[1:])
def test_domains_and_the_stratified_form_equal_the_reference(name: str) -> None:
    items, domains, expected = covariances(responses_of(name)), sim60a_domains() - 1, expected_of(name)["ctt"]
    alphas = domain_alphas(items, domains)
    whole = stratified_alpha(items.of_domains(domains), alphas)
    assert alphas == pytest.approx(expected["domain_alpha"], abs=1e-8)
    assert whole == pytest.approx(expected["stratified_alpha"], abs=1e-8)
    assert standard_error(items.total_variance, whole) == pytest.approx(expected["stratified_sem"], abs=1e-8)


def test_the_order_of_sittings_and_items_is_irrelevant() -> None:
    marks = marks_of(responses_of("sim60a_true_key"))
    random = np.random.default_rng(3)
    moved = marks[random.permutation(len(marks))][:, random.permutation(60)]
    one, other = (analyse_reliability(covariances(from_scores(scores))) for scores in (marks, moved))
    for name in ("alpha", "guttman_lambda2", "omega_total_1factor_minres_pearson", "sem"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), abs=1e-10)


def test_only_sittings_that_saw_every_item_count() -> None:
    marks = marks_of(responses_of("lsat7"))
    gaps = np.vstack([marks, np.where(np.eye(5) == 1, np.nan, 1.0)])
    assert analyse_reliability(covariances(from_scores(gaps))) == analyse_reliability(covariances(from_scores(marks)))


def test_a_bank_that_nobody_saw_whole_has_no_reliability() -> None:
    found = analyse_reliability(covariances(sparse_bank()))
    assert (found.n, found.alpha, found.sem) == (0, None, None)


@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (1, 1), (1, 5), (200, 1)])
def test_tiny_tables_have_no_reliability(shape: tuple[int, int]) -> None:
    assert analyse_reliability(covariances(from_scores(np.ones(shape))), NONE).alpha is None


def test_constant_items_leave_alpha_and_take_omega_away() -> None:
    marks = marks_of(responses_of("lsat7"))
    found = analyse_reliability(covariances(from_scores(np.hstack([marks, np.ones((1000, 1))]))))
    assert found.alpha is not None
    assert found.omega_total_1factor_minres_pearson is None
    assert analyse_reliability(covariances(from_scores(np.ones((200, 5))))).alpha is None


def test_too_few_sittings_have_no_reliability() -> None:
    few = from_scores(marks_of(responses_of("lsat7"), 450, 549))
    assert analyse_reliability(covariances(few)).alpha is None
    assert analyse_reliability(covariances(few), NONE).alpha is not None


def test_an_interval_of_alpha_takes_two_items() -> None:
    with pytest.raises(ValueError, match="two items"):
        feldt_interval(0.5, 100, 1)


def test_a_reliability_over_one_has_no_standard_error() -> None:
    assert standard_error(4.0, 1.01) is None
    assert standard_error(4.0, 0.75) == 1.0


def test_the_beta_distribution_is_that_of_the_textbooks() -> None:
    assert beta_cdf(0.3, 1, 1) == pytest.approx(0.3)
    assert beta_cdf(0.5, 7.5, 7.5) == pytest.approx(0.5)
    # Of 10 tosses at least 7: the binomial tail is a beta distribution.
    assert beta_cdf(0.5, 7, 4) == pytest.approx(176 / 1024)
    assert beta_quantile(beta_cdf(0.37, 2.5, 60.0), 2.5, 60.0) == pytest.approx(0.37)
    assert f_quantile(0.95, 1, 1e7) == pytest.approx(NormalDist().inv_cdf(0.975) ** 2, rel=1e-5)
    with pytest.raises(ValueError, match="positive"):
        beta_cdf(0.5, 0, 1)


def test_jeffreys_interval_holds_the_share_and_reaches_the_ends() -> None:
    # Brown, Cai & DasGupta (2001), table 5: 5 of 10.
    assert jeffreys(5, 10) == pytest.approx((0.224, 0.776), abs=1e-3)
    assert jeffreys(0, 10)[0] == 0.0
    assert jeffreys(10, 10)[1] == 1.0
    assert jeffreys(0, 0) == (0.0, 1.0)
    with pytest.raises(ValueError, match="no share"):
        jeffreys(3, 2)
