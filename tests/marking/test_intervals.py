from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.psychometrics.intervals import percents, wilson

Z = 1.959963984540054  # the normal distribution's 97.5 % point


@given(st.integers(min_value=1, max_value=500), st.data())
def test_bounds_are_the_shares_that_the_score_test_just_keeps(trials, data):
    """Wilson's definition, solved for nothing: at a bound p, |share - p| is Z standard errors under p."""
    successes = data.draw(st.integers(min_value=0, max_value=trials))
    share = successes / trials
    for bound in wilson(successes, trials):
        if 0 < bound < 1:
            assert abs(share - bound) == pytest.approx(Z * sqrt(bound * (1 - bound) / trials), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("successes", "bounds"), [(0, (0.0, 0.2775)), (5, (0.2366, 0.7634)), (10, (0.7225, 1.0))])
def test_ten_items_leave_much_open(successes, bounds):
    assert wilson(successes, 10) == pytest.approx(bounds, abs=1e-4)


@given(st.integers(min_value=1, max_value=500), st.data())
def test_the_share_lies_within_its_bounds(trials, data):
    successes = data.draw(st.integers(min_value=0, max_value=trials))
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1


def test_no_items_tell_nothing():
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (1, -1)])
def test_counts_that_cannot_be_are_refused(successes, trials):
    with pytest.raises(ValueError, match="no share"):
        wilson(successes, trials)


def test_per_cents_are_whole():
    assert percents(45, 60) == (75, 63, 84)
