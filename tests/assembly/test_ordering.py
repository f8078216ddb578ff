"""Seeds and orders: the literal values here stand for every form and sitting ever stored. They never change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.assembly.ordering import rank, shuffled

SEED = 2026


def test_order_of_a_seed_is_pinned() -> None:
    """If this fails, the code is wrong: candidates under way would find their items in another order."""
    assert shuffled(SEED, "abcdefgh", purpose="draw") == list("hegfcdba")


def test_order_of_another_purpose_is_pinned() -> None:
    assert shuffled(SEED, "abcdefgh", purpose="options:item-01") == list("afbgehcd")


def test_rank_is_pinned() -> None:
    assert rank(SEED, "place", "item", "pmle-0001").hex()[:16] == "52552315dfbbc505"


@given(st.integers(0, 2**62), st.lists(st.text(), unique=True), st.randoms())
def test_order_does_not_depend_on_the_order_before(seed: int, names: list[str], random) -> None:
    before = shuffled(seed, names, purpose="draw")
    random.shuffle(names)
    assert shuffled(seed, names, purpose="draw") == before


@given(st.integers(0, 2**62), st.lists(st.integers()))
def test_nothing_is_lost_or_made(seed: int, names: list[int]) -> None:
    assert sorted(shuffled(seed, names, purpose="draw")) == sorted(names)


@pytest.mark.parametrize("place", range(4))
def test_every_letter_comes_to_every_place(place: int) -> None:
    """Over 400 seeds each of four letters is expected 100 times at a place."""
    found = [shuffled(seed, "abcd", purpose="options")[place] for seed in range(400)]
    assert all(70 < found.count(letter) < 130 for letter in "abcd")


def test_neighbouring_seeds_give_unrelated_orders() -> None:
    orders = {tuple(shuffled(seed, "abcdefgh", purpose="draw")) for seed in range(100)}
    assert len(orders) > 95
