"""Parallel forms by optimization, against trying everything and against a checker that knows nothing of the solver."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.assembly.drawing import PoolItem
from exams.assembly.optimizing.checking import find_faults
from exams.assembly.optimizing.formulation import SHARE_TOLERANCE
from exams.assembly.optimizing.problem import Assembled, Attribute, Impossible, Problem, Rule
from exams.assembly.optimizing.solver import assemble
from tests.assembly.optimizing.pools import domain, list_possible_sets, make_large_problem, pool, pool_item


def assembled(problem: Problem) -> Assembled:
    """Time for a machine that has other things to do: an answer that is good ends the search."""
    outcome = assemble(problem, seconds=40)
    assert isinstance(outcome, Assembled), outcome
    assert find_faults(problem, outcome.forms) == []
    return outcome


# --- small pools: every way is tried -------------------------------------------------------------
@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    count = draw(st.integers(4, 7))
    enemies = draw(st.sets(st.sampled_from(list(combinations(range(1, count + 1), 2))), max_size=2))
    items = tuple(
        pool_item(
            number,
            draw(st.sampled_from("12")),
            difficulty=draw(st.sampled_from(["easy", "hard"])),
            expected_share=draw(st.sampled_from([0.3, 0.5, 0.6, 0.9])),
            stimulus=draw(st.sampled_from(["", "", "", "set"])),
            enemies=frozenset(f"x-{other:03}" for one, other in enemies if one == number),
        )
        for number in range(1, count + 1)
    )
    size = draw(st.integers(1, 3))
    rules = (
        Rule(Attribute.DOMAIN, "1", draw(st.integers(0, 2))),
        Rule(Attribute.DIFFICULTY, "hard", 0, draw(st.integers(0, 2))),
    )
    return Problem(
        items=items,
        rules=rules,
        form_count=draw(st.integers(1, 3)),
        item_count=size,
        overlap_count=draw(st.integers(0, size)),
        anchors=frozenset(draw(st.sets(st.sampled_from([item.code for item in items]), max_size=1))),
        pilots=pool(draw(st.integers(0, 1)), domain="3") if size == 1 else (),
        pilot_count=draw(st.integers(0, 1)) if size == 1 else 0,
    )


@given(small_problems())
@settings(max_examples=60)
def test_forms_are_found_exactly_where_there_are_some_and_are_as_equal_as_can_be(problem: Problem) -> None:
    gaps = [Assembled(forms, is_best=True).share_gap for forms in list_possible_sets(problem)]
    outcome = assemble(problem)
    if not gaps:
        assert isinstance(outcome, Impossible)
        assert outcome.findings
        return
    assert isinstance(outcome, Assembled)
    assert outcome.is_best
    assert find_faults(problem, outcome.forms) == []
    assert outcome.share_gap <= max(min(gaps), SHARE_TOLERANCE) + SHARE_TOLERANCE / 10


# --- single rules ---------------------------------------------------------------------------------
def test_enemies_stand_apart() -> None:
    items = (pool_item(1, enemies=frozenset({"x-002"})), *pool(4)[1:])
    forms = assembled(Problem(items, (), form_count=2, item_count=2)).forms
    assert not any({"x-001", "x-002"} <= {item.code for item in form.items} for form in forms)


def test_enemies_of_one_stimulus_cannot_come_with_an_anchor() -> None:
    items = (pool_item(1, stimulus="set", enemies=frozenset({"x-002"})), pool_item(2, stimulus="set"), *pool(5)[2:])
    outcome = assemble(Problem(items, (), form_count=1, item_count=3, anchors=frozenset({"x-001"})))
    assert isinstance(outcome, Impossible)
    assert outcome.findings == ("x-001 and x-002 are enemies, and anchors bring both: as one, or by their stimulus.",)


def test_items_with_one_stimulus_stand_together() -> None:
    items = (*pool(2, stimulus="plant"), pool_item(3), pool_item(4))
    forms = assembled(Problem(items, (), form_count=2, item_count=2)).forms
    assert {"x-001", "x-002"} in [{item.code for item in form.items} for form in forms]


def test_anchors_stand_on_every_form() -> None:
    problem = Problem(pool(5), (), form_count=3, item_count=2, anchors=frozenset({"x-003"}))
    assert all("x-003" in {item.code for item in form.items} for form in assembled(problem).forms)


def test_pilot_items_come_on_top_and_each_is_tried_out_on_as_many_forms() -> None:
    pilots = tuple(pool_item(number, "2") for number in (11, 12, 13))
    problem = Problem(pool(6), (domain("1", 2),), form_count=3, item_count=2, pilots=pilots, pilot_count=1)
    forms = assembled(problem).forms
    assert {form.pilots[0].code for form in forms} == {"x-011", "x-012", "x-013"}


def test_what_was_used_least_is_used_first() -> None:
    items = tuple(pool_item(number, exposure=number) for number in range(1, 7))
    form = assembled(Problem(items, (), form_count=1, item_count=3)).forms[0]
    assert {item.code for item in form.items} == {"x-001", "x-002", "x-003"}


def test_forms_are_equally_informative_where_it_is_known() -> None:
    items = tuple(pool_item(number, information=value) for number, value in enumerate([0.1, 0.1, 0.5, 0.5], start=1))
    forms = assembled(Problem(items, (), form_count=2, item_count=2)).forms
    assert [form.information for form in forms] == pytest.approx([0.6, 0.6])


def test_another_seed_gives_other_forms_and_the_same_seed_the_same() -> None:
    problems = [Problem(pool(30), (), form_count=2, item_count=5, seed=seed) for seed in (1, 1, 2)]
    first, again, other = (assembled(problem).forms for problem in problems)
    assert first == again
    assert first != other


# --- the size that counts --------------------------------------------------------------------------
@pytest.mark.parametrize(
    "values",
    [{}, {"anchor_count": 6, "overlap_count": 2}, {"overlap_count": 10, "pilot_count": 5}, {"overlap_count": 60}],
    ids=["nothing shared", "anchors", "overlap and pilots", "anything shared"],
)
def test_six_forms_of_sixty_are_equal_within_the_tolerance(values: dict[str, int]) -> None:
    outcome = assembled(make_large_problem(seed=1, **values))
    assert outcome.share_gap <= SHARE_TOLERANCE + 1e-9


# --- what cannot be done ----------------------------------------------------------------------------
def impossible(problem: Problem) -> Impossible:
    outcome = assemble(problem)
    assert isinstance(outcome, Impossible)
    return outcome


def test_a_short_domain_is_named_with_its_numbers() -> None:
    items = (*pool(58, domain="4"), *(pool_item(number, "5") for number in range(101, 201)))
    outcome = impossible(Problem(items, (domain("4", 12),), form_count=6, item_count=20))
    assert outcome.findings == ("domain 4: 12 needed on each of 6 forms = 72, the pool has 58 live items: 14 short.",)
    assert outcome.possible_form_count == 4


def test_shared_items_are_counted_once() -> None:
    problem = Problem(pool(10), (), form_count=2, item_count=6, overlap_count=2)
    assert len(assembled(problem).forms) == 2
    assert impossible(replace(problem, overlap_count=1)).findings == (
        (
            "All items: 6 needed on each of 2 forms that may share 1 item, that is at least 11, "
            "the pool has 10 live items: 1 short."
        ),
    )


def test_rules_that_ask_for_more_than_a_form_are_named() -> None:
    problem = Problem(pool(9), (domain("1", 4), domain("2", 2)), form_count=1, item_count=5)
    assert "The rules by domain ask for at least 6 items, a form has 5: 1 too many." in impossible(problem).findings


def test_anchors_that_are_enemies_are_named() -> None:
    items = (pool_item(1, enemies=frozenset({"x-002"})), *pool(5)[1:])
    problem = Problem(items, (), form_count=1, item_count=3, anchors=frozenset({"x-001", "x-002"}))
    assert impossible(problem).findings == ("The anchors x-001 and x-002 are enemies: both would stand on every form.",)


def test_rules_that_contradict_each_other_are_named_with_ways_out() -> None:
    """Domain 1 has only easy items: five hard ones do not fit beside four of domain 1 on a form of eight."""
    easy: tuple[PoolItem, ...] = pool(10, difficulty="easy")
    hard = tuple(pool_item(number, "2", difficulty="hard") for number in range(21, 31))
    rules = (Rule(Attribute.DOMAIN, "1", 4), Rule(Attribute.DIFFICULTY, "hard", 5))
    outcome = impossible(Problem((*easy, *hard), rules, form_count=1, item_count=8))
    changes = {change for way in outcome.ways for change in way.changes}
    assert {"domain 1: at least 3 instead of 4", "difficulty hard: at least 4 instead of 5"} <= changes
    assert "domain 1, at least 4" in outcome.findings[0]
    assert "difficulty hard, at least 5" in outcome.findings[0]


def test_enemies_that_leave_too_few_are_named() -> None:
    items = tuple(
        pool_item(number, enemies=frozenset(f"x-{other:03}" for other in range(1, 5) if other != number))
        for number in range(1, 5)
    )
    outcome = impossible(Problem(items, (), form_count=1, item_count=2))
    assert "enemies apart" in outcome.findings[0]
