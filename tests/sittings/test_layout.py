from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.layout import order_items, order_options

ITEMS = [(f"item-{number}", "case" if number in {2, 5, 7} else "") for number in range(10)]


@given(st.integers(min_value=0, max_value=2**62))
def test_every_item_has_one_place_whatever_the_seed(seed):
    assert sorted(order_items(seed, ITEMS)) == list(range(10))


@given(st.integers(min_value=0, max_value=2**62))
def test_items_of_one_stimulus_stay_together(seed):
    places = [order_items(seed, ITEMS).index(index) for index in (2, 5, 7)]
    assert max(places) - min(places) == 2


def test_another_seed_gives_another_order():
    assert len({tuple(order_items(seed, ITEMS)) for seed in range(20)}) == 20


def test_the_same_seed_gives_the_same_order_for_ever():
    assert order_options(7, "item-1", "abcd", is_shuffled=True) == ["c", "d", "b", "a"]


def test_an_item_may_ask_for_its_own_order():
    assert order_options(7, "item-1", "abcd", is_shuffled=False) == ["a", "b", "c", "d"]
