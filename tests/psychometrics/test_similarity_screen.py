"""All pairs at once: the same numbers as pair by pair, and the same finds."""

import numpy as np
import pytest

from scoring.psychometrics.irt_model import probability
from scoring.psychometrics.similarity_screen import screen_pairs

A, D = np.linspace(0.6, 1.6, 30), np.linspace(-1.5, 1.5, 30)


@pytest.fixture
def abilities() -> np.ndarray:
    return np.random.default_rng(5).normal(0, 1, 60)


@pytest.fixture
def scores(abilities) -> np.ndarray:
    """Sixty independent sittings; sitting 8 has copied all but two answers of sitting 3."""
    random = np.random.default_rng(6)
    found = (random.random((60, 30)) < probability(abilities, A, D)).astype(float)
    found[8] = found[3]
    found[8, :2] = 1 - found[8, :2]
    return found


def by_hand(scores, abilities, one, other) -> float:
    share = probability(abilities, A, D)
    shared = ~np.isnan(scores[one]) & ~np.isnan(scores[other])
    chance = (share[one] * share[other] + (1 - share[one]) * (1 - share[other]))[shared]
    same = (scores[one] == scores[other])[shared].sum()
    return (same - chance.sum()) / np.sqrt((chance * (1 - chance)).sum())


def test_all_pairs_have_the_numbers_of_one_pair(scores, abilities) -> None:
    scores[10, :5] = np.nan
    found = screen_pairs(scores, A, D, abilities, least_z=-99, most=9999)
    assert found.compared == len(found.pairs) == 60 * 59 // 2
    for (one, other), z in list(zip(found.pairs, found.z, strict=True))[:200]:
        assert z == pytest.approx(by_hand(scores, abilities, one, other), abs=1e-6)


def test_a_copy_comes_first(scores, abilities) -> None:
    assert screen_pairs(scores, A, D, abilities).pairs[0].tolist() == [3, 8]


def test_two_sittings_of_one_person_are_no_pair(scores, abilities) -> None:
    people = np.arange(60)
    people[8] = 3
    found = screen_pairs(scores, A, D, abilities, people=people)
    assert [3, 8] not in found.pairs.tolist()
    assert found.compared == 60 * 59 // 2 - 1


def test_pairs_with_few_common_items_are_left_out(scores, abilities) -> None:
    scores[3, :15] = np.nan
    assert not (screen_pairs(scores, A, D, abilities).pairs == 3).any()


def test_sittings_without_ability_are_left_out(scores, abilities) -> None:
    abilities[3] = np.nan
    assert screen_pairs(scores, A, D, abilities).compared == 59 * 58 // 2


def test_nothing_is_found_among_nobody() -> None:
    found = screen_pairs(np.empty((0, 30)), A, D, np.empty(0))
    assert (found.compared, found.pairs.shape) == (0, (0, 2))
