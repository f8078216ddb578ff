"""How sure a decision is, and where a result stands."""

import numpy as np
import pytest

from scoring.psychometrics.certainty import decision_certainty, equal_items, midpoint_percentile
from scoring.psychometrics.classification import BetaModel
from scoring.psychometrics.classification import decision_certainty as by_model


def test_certainty_is_the_share_of_the_posterior_on_that_side() -> None:
    drawn = np.random.default_rng(1).beta(42.5, 18.5, 400_000)
    found = decision_certainty(42 / 60, 0.65, length=60, is_pass=True)
    assert found == pytest.approx(float((drawn >= 0.65).mean()), abs=0.003)
    assert decision_certainty(42 / 60, 0.65, length=60, is_pass=False) == pytest.approx(1 - found)


def test_other_sittings_move_it_as_the_model_says() -> None:
    model = BetaModel(9.1, 3.7, 51.2, 51, 60)
    found = decision_certainty(43 / 60, 42 / 60, length=51.2, is_pass=True, prior=(9.1, 3.7))
    assert found == pytest.approx(by_model(model, 43, 42))


@pytest.mark.parametrize(("most", "length"), [([1] * 12, 12), ([2, 2, 2], 3), ([1, 3], 1.6), ([], 0)])
def test_items_of_unequal_worth_tell_less(most: list[float], length: float) -> None:
    assert equal_items(most) == pytest.approx(length)


def test_equal_scores_count_half() -> None:
    assert midpoint_percentile(700, {600: 1, 700: 2, 800: 1}) == 50
    assert midpoint_percentile(900, {600: 1, 700: 3}) == 100
    assert midpoint_percentile(1, {}) is None
