"""Drawing a form from a pool of plain values."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.assembly.drawing import PoolItem, Shortage, draw, find_shortages


def pool_item(number: int, domain: str = "1", objective: str = "1.1", **values: object) -> PoolItem:
    return PoolItem(number, f"x-{number:02}", domain, objective, **values)  # type: ignore[arg-type]


# Ten items of domain 1 (six and four by objective) and five of domain 2.
POOL = [
    *(pool_item(number, "1", "1.1") for number in range(1, 7)),
    *(pool_item(number, "1", "1.2") for number in range(7, 11)),
    *(pool_item(number, "2", "2.1") for number in range(11, 16)),
]
SEEDS = st.integers(0, 2**62)


def drawn(pool: list[PoolItem], counts: dict[str, int], seed: int = 1) -> list[str]:
    chosen, shortages = draw(pool, counts, seed)
    assert shortages == []
    return [item.code for item in chosen]


@given(SEEDS, st.integers(0, 10), st.integers(0, 5))
def test_form_has_the_asked_number_of_each_domain(seed: int, first: int, second: int) -> None:
    chosen, shortages = draw(POOL, {"1": first, "2": second}, seed)
    assert (Counter(item.domain for item in chosen), shortages) == (Counter({"1": first, "2": second}), [])


@given(SEEDS)
def test_no_item_stands_twice(seed: int) -> None:
    codes = drawn(POOL, {"1": 10, "2": 5}, seed)
    assert len(set(codes)) == len(codes) == 15


def test_domain_that_is_not_asked_for_stays_out() -> None:
    assert {item.domain for item in draw(POOL, {"2": 3}, 1)[0]} == {"2"}


def test_same_seed_gives_the_same_form_whatever_the_order_of_the_pool() -> None:
    assert drawn(POOL, {"1": 4, "2": 2}, 7) == drawn(POOL[::-1], {"1": 4, "2": 2}, 7)


def test_form_of_a_seed_is_pinned() -> None:
    assert drawn(POOL, {"1": 4, "2": 2}, 2026) == ["x-02", "x-06", "x-07", "x-08", "x-13", "x-15"]


def test_other_seeds_give_other_forms() -> None:
    assert len({frozenset(drawn(POOL, {"1": 4, "2": 2}, seed)) for seed in range(40)}) > 20


# --- objectives ---------------------------------------------------------------------------------
@given(SEEDS)
def test_domain_is_spread_over_its_objectives_as_the_pool_is(seed: int) -> None:
    chosen, _ = draw(POOL, {"1": 5}, seed)
    assert Counter(item.objective for item in chosen) == {"1.1": 3, "1.2": 2}


# --- exposure -----------------------------------------------------------------------------------
@given(SEEDS)
def test_least_used_items_come_first(seed: int) -> None:
    pool = [replace(item, exposure=item.version_id % 2) for item in POOL[:6]]
    assert set(drawn(pool, {"1": 3}, seed)) == {"x-02", "x-04", "x-06"}


def test_used_items_fill_what_unused_ones_leave() -> None:
    pool = [replace(item, exposure=0 if item.version_id == 3 else 5) for item in POOL[:6]]
    codes = drawn(pool, {"1": 2})
    assert len(codes) == 2
    assert codes[0] == "x-03"


# --- enemies ------------------------------------------------------------------------------------
def with_enemies(pool: list[PoolItem], *pairs: tuple[str, str]) -> list[PoolItem]:
    """Each pair is told on its first item only."""
    return [replace(item, enemies=frozenset(b for a, b in pairs if a == item.code)) for item in pool]


def are_together(chosen: list[PoolItem], pairs: list[tuple[str, str]]) -> bool:
    codes = {item.code for item in chosen}
    return any({a, b} <= codes for a, b in pairs)


@pytest.mark.parametrize("pair", [("x-01", "x-02"), ("x-06", "x-07"), ("x-01", "x-11"), ("x-11", "x-01")])
@given(seed=SEEDS)
def test_enemies_never_stand_together(seed: int, pair: tuple[str, str]) -> None:
    """Of one objective, of two, of two domains; told on either side."""
    chosen, _ = draw(with_enemies(POOL, pair), {"1": 9, "2": 4}, seed)
    assert not are_together(chosen, [pair])


NAMES = st.sampled_from([item.code for item in POOL])


@given(SEEDS, st.lists(st.tuples(NAMES, NAMES).filter(lambda pair: pair[0] != pair[1])))
def test_enemies_never_stand_together_even_if_the_form_comes_out_short(seed: int, pairs: list) -> None:
    chosen, shortages = draw(with_enemies(POOL, *pairs), {"1": 10, "2": 5}, seed)
    assert not are_together(chosen, pairs)
    assert len(chosen) + sum(row.needed - row.available for row in shortages) == 15


def test_shortage_by_enemies_names_the_domain() -> None:
    chosen, shortages = draw(with_enemies(POOL, ("x-11", "x-12")), {"1": 2, "2": 5}, 1)
    assert (len(chosen), shortages) == (6, [Shortage("2", needed=5, available=4)])


@given(SEEDS)
def test_another_objective_fills_what_enemies_left_open(seed: int) -> None:
    """All six of objective 1.1 exclude each other: one of them and all four of 1.2 are left."""
    rivals = [(f"x-{a:02}", f"x-{b:02}") for a in range(1, 7) for b in range(1, a)]
    chosen, shortages = draw(with_enemies(POOL, *rivals), {"1": 5}, seed)
    assert (Counter(item.objective for item in chosen), shortages) == ({"1.1": 1, "1.2": 4}, [])


# --- shortage -----------------------------------------------------------------------------------
def test_every_short_domain_is_named() -> None:
    _, shortages = draw(POOL, {"1": 12, "2": 5, "3": 1}, 1)
    assert shortages == [Shortage("1", needed=12, available=10), Shortage("3", needed=1, available=0)]


def test_shortage_is_found_without_drawing() -> None:
    counts = {"1": 10, "2": 6, "3": 1}
    assert find_shortages(POOL, counts) == [Shortage("2", needed=6, available=5), Shortage("3", needed=1, available=0)]


def test_empty_pool_is_short_of_everything() -> None:
    assert draw([], {"1": 1}, 1) == ([], [Shortage("1", needed=1, available=0)])


@given(SEEDS, st.integers(0, 3))
def test_form_that_exists_is_found_though_enemies_shut_out_most_others(seed: int, use: int) -> None:
    """Of a and b in domain 1 only b goes with x, the whole of domain 2, and b may have been used more."""
    a = pool_item(1, "1", "1.1", enemies=frozenset({"x-03"}))
    b = pool_item(2, "1", "1.1", exposure=use)
    x = pool_item(3, "2", "2.1", enemies=frozenset({"x-01"}))
    assert sorted(drawn([a, b, x], {"1": 1, "2": 1}, seed)) == ["x-02", "x-03"]
