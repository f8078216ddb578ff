"""Sharing a form's places among domains."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.assembly.blueprint import apportion

WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any).map(lambda row: dict(enumerate(row)))
SEATS = st.integers(0, 500)


@given(WEIGHTS, SEATS)
def test_shares_add_up_whatever_the_weights(weights: dict[int, int], seats: int) -> None:
    assert sum(apportion(weights, seats).values()) == seats


@given(WEIGHTS, SEATS)
def test_no_share_is_off_its_quota_by_one_or_more(weights: dict[int, int], seats: int) -> None:
    total = sum(weights.values())
    for key, share in apportion(weights, seats).items():
        assert abs(share - Fraction(seats * weights[key], total)) < 1


@given(WEIGHTS, SEATS)
def test_larger_weight_never_gets_less(weights: dict[int, int], seats: int) -> None:
    shares = apportion(weights, seats)
    by_weight = [shares[key] for key in sorted(weights, key=lambda key: (weights[key], shares[key]))]
    assert by_weight == sorted(by_weight)


@given(WEIGHTS, SEATS)
def test_every_key_has_a_share_in_the_order_of_the_weights(weights: dict[int, int], seats: int) -> None:
    assert list(apportion(weights, seats)) == list(weights)


def test_guide_of_2026_gives_the_published_numbers() -> None:
    weights = dict(zip("123456", (13, 16, 21, 20, 18, 13), strict=True))
    assert list(apportion(weights, 60).values()) == [8, 9, 12, 12, 11, 8]


def test_weight_of_zero_gets_nothing() -> None:
    assert apportion({"a": 0, "b": 1}, 7) == {"a": 0, "b": 7}


def test_equal_remainder_goes_to_the_larger_weight() -> None:
    assert apportion({"a": 1, "b": 3}, 2) == {"a": 0, "b": 2}


def test_equal_weights_are_served_in_their_order() -> None:
    assert apportion({"b": 1, "a": 1, "c": 1}, 5) == {"b": 2, "a": 2, "c": 1}


def test_large_numbers_are_exact() -> None:
    """Rounded to floating point the remainders would be equal, and the larger weight would get the place."""
    assert apportion({"a": 10**17 + 1, "b": 3 * 10**17 - 1}, 2) == {"a": 1, "b": 1}


@pytest.mark.parametrize(
    ("weights", "seats"), [({}, 1), ({"a": 0}, 1), ({"a": -1, "b": 3}, 1), ({"a": 1}, -1)],
    ids=["no weight", "only zero", "negative weight", "negative seats"],
)  # fmt: skip
def test_what_cannot_be_shared_is_an_error(weights: dict[str, int], seats: int) -> None:
    with pytest.raises(ValueError, match="must"):
        apportion(weights, seats)
