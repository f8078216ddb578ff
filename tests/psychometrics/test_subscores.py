"""Haberman's PRMSE and Wainer's augmentation: equal to the references, and what they are for."""

from collections.abc import Callable

import numpy as np
import pytest

from scoring.psychometrics import subscores
from scoring.psychometrics.covariances import covariances, membership
from scoring.psychometrics.responses import from_scores, marks_of
from scoring.psychometrics.subscores import Subscores, analyse_subscores, augmented_error, augmented_interval, bounded
from tests.psychometrics.classical_data import SETS, expected_of, responses_of, sim60a_domains

pytestmark = pytest.mark.filterwarnings("error")
EXAMS = SETS[1:]
STATISTICS = [
    "alpha",
    "PRMSE_s",
    "PRMSE_x",
    "PRMSE_sx",
    "correlation",
    "disattenuated",
    "wainer_augmented_reliability",
]
ESTIMATES: dict[str, Callable[[Subscores, np.ndarray], np.ndarray]] = {
    "subscore_s_first": subscores.estimate_from_subscore,
    "subscore_x_first": subscores.estimate_from_total,
    "subscore_sx_first": subscores.estimate_from_both,
    "wainer_augmented_first": subscores.augmented,
}


def analysed(name: str) -> Subscores:
    found = analyse_subscores(covariances(responses_of(name)), sim60a_domains() - 1)
    assert found is not None
    return found


def scores_of(name: str) -> np.ndarray:
    return np.asarray(marks_of(responses_of(name)) @ membership(sim60a_domains() - 1))


@pytest.mark.parametrize("name", EXAMS)
@pytest.mark.parametrize("statistic", STATISTICS)
def test_what_subscores_are_worth_equals_the_reference(name: str, statistic: str) -> None:
    expected = np.array(expected_of(name)["subscores"][statistic], dtype=float)
    assert getattr(analysed(name), statistic) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("name", EXAMS)
def test_the_augmented_estimate_is_as_good_as_the_reference_says(name: str) -> None:
    expected = expected_of(name)["subscores"]["wainer_prmse_python"]
    assert analysed(name).wainer_prmse == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("name", EXAMS)
@pytest.mark.parametrize("estimate", ESTIMATES)
def test_estimates_of_the_first_sittings_equal_the_reference(name: str, estimate: str) -> None:
    got = ESTIMATES[estimate](analysed(name), scores_of(name))[:20]
    assert got == pytest.approx(np.array(expected_of(name)["subscores"][estimate]), abs=1e-8)


def test_no_domain_of_a_short_exam_deserves_a_raw_subscore() -> None:
    found = analysed("sim60a_true_key")
    assert not found.has_added_value.any()
    assert (found.wainer_prmse > found.PRMSE_x).all()


def test_augmented_intervals_are_narrow_and_hold_the_estimate() -> None:
    found, scores = analysed("sim60a_true_key"), scores_of("sim60a_true_key")
    most = membership(sim60a_domains() - 1).sum(axis=0)
    low, high = subscores.augmented_interval(found, scores, most)
    share = subscores.augmented(found, scores) / most
    assert ((low <= share + 1e-12) & (share <= high + 1e-12)).mean() > 0.99
    assert (high - low).mean() < 0.25


def test_the_order_of_items_is_irrelevant() -> None:
    marks, domains = marks_of(responses_of("sim60a_true_key")), sim60a_domains() - 1
    order = np.random.default_rng(5).permutation(60)
    moved = analyse_subscores(covariances(from_scores(marks[:, order])), domains[order])
    assert moved is not None
    assert moved.PRMSE_sx == pytest.approx(analysed("sim60a_true_key").PRMSE_sx, abs=1e-10)


def test_too_few_sittings_or_domains_say_nothing() -> None:
    marks, domains = marks_of(responses_of("sim60a_true_key")), sim60a_domains() - 1
    assert analyse_subscores(covariances(from_scores(marks[:199])), domains) is None
    assert analyse_subscores(covariances(from_scores(marks)), np.zeros(60, dtype=int)) is None
    assert analyse_subscores(covariances(from_scores(np.ones((300, 60)))), domains) is None
    assert analyse_subscores(covariances(from_scores(np.ones((0, 0)))), domains[:0]) is None


def test_a_domain_of_one_item_has_no_reliability_to_judge_by() -> None:
    marks = marks_of(responses_of("lsat7"))
    assert analyse_subscores(covariances(from_scores(marks)), np.array([0, 0, 0, 0, 1])) is None


def sit(domain_correlation: float, sittings: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Marks, the sittings' true shares by domain, and the items' domains, of a form of 60 items."""
    random = np.random.default_rng(4)
    domains = np.repeat(range(6), [8, 9, 12, 12, 11, 8])
    general, own = random.normal(size=(sittings, 1)), random.normal(size=(sittings, 6))
    ability = np.sqrt(domain_correlation) * general + np.sqrt(1 - domain_correlation) * own
    chances = 1 / (1 + np.exp(random.normal(-0.6, 1, 60) - ability[:, domains]))
    marks = (random.random(chances.shape) < chances).astype(float)
    return marks, np.stack([chances[:, domains == one].mean(axis=1) for one in range(6)], axis=1), domains


@pytest.mark.parametrize("domain_correlation", [0.72, 0.9, 1.0])
def test_bounded_intervals_hold_as_often_as_they_say(domain_correlation: float) -> None:
    marks, true, domains = sit(domain_correlation, 300)
    found = analyse_subscores(covariances(from_scores(marks)), domains)
    assert found is not None
    belongs = membership(domains)
    low, high = augmented_interval(bounded(found), marks @ belongs, belongs.sum(axis=0))
    assert 0.74 <= ((low <= true) & (true <= high)).mean() <= 0.88
    assert (high - low).mean(axis=0).min() > 0.08


def test_few_sittings_do_not_know_a_domain_without_error() -> None:
    marks, _, domains = sit(1.0, 200)
    found = analyse_subscores(covariances(from_scores(marks)), domains)
    assert found is not None
    assert found.wainer_prmse.max() > found.alpha.max() + 0.03, "the case that is meant"
    assert bounded(found).wainer_prmse.max() <= found.alpha.max() + 1e-9


def test_true_scores_that_can_be_are_left_alone() -> None:
    marks, _, domains = sit(0.5, 3000)
    found = analyse_subscores(covariances(from_scores(marks)), domains)
    assert found is not None
    assert bounded(found).weights == pytest.approx(found.weights, abs=0.02)
    assert augmented_error(bounded(found)) == pytest.approx(augmented_error(found), abs=0.02)
