"""Pools of plain values, and every way to make forms of a small one."""

import random
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from exams.assembly.drawing import PoolItem
from exams.assembly.optimizing.checking import find_faults, find_form_faults
from exams.assembly.optimizing.problem import AssembledForm, Attribute, Problem, Rule


def pool_item(number: int, domain: str = "1", **values: Any) -> PoolItem:
    values = {"objective": f"{domain}.1", "expected_share": 0.65, "difficulty": "medium", **values}
    return PoolItem(number, f"x-{number:03}", domain, **values)


def pool(count: int, **values: Any) -> tuple[PoolItem, ...]:
    return tuple(pool_item(number, **values) for number in range(1, count + 1))


def domain(code: str, count: int) -> Rule:
    return Rule(Attribute.DOMAIN, code, count, count)


def list_possible_forms(problem: Problem) -> list[AssembledForm]:
    """Every single form that keeps the rules, by trying all of them."""
    candidates = (
        AssembledForm(scored, pilots)
        for scored in combinations(problem.items, problem.item_count)
        for pilots in combinations(problem.pilots, problem.pilot_count)
    )
    return [form for form in candidates if not find_form_faults(problem, form)]


def list_possible_sets(problem: Problem) -> Iterator[tuple[AssembledForm, ...]]:
    forms = list_possible_forms(problem)
    return (chosen for chosen in product(forms, repeat=problem.form_count) if not find_faults(problem, chosen))


def make_large_problem(*, seed: int, overlap_count: int = 0, anchor_count: int = 0, pilot_count: int = 0) -> Problem:
    """Six forms of 60 of 420 items in the shipped guide's proportions, with enemies, sets, tags and statistics."""
    chance = random.Random(seed)
    counts = {"1": 55, "2": 67, "3": 63, "4": 84, "5": 92, "6": 59}
    items: list[dict[str, Any]] = []
    for code in (code for code, count in counts.items() for _ in range(count)):
        difficulty = chance.choices(["easy", "medium", "hard"], [25, 50, 25])[0]
        share = {"easy": 0.8, "medium": 0.65, "hard": 0.45}[difficulty] + chance.gauss(0, 0.08)
        values = {"difficulty": difficulty, "expected_share": share, "information": chance.uniform(0.1, 0.5)}
        tags = frozenset(tag for tag in "abcdef" if chance.random() < 0.2)
        style = chance.choice(["coding", "services", "strategy"])
        items.append({"domain": code, "exposure": chance.randint(0, 4), "tags": tags, "style": style, **values})
    for first in range(0, 60, 2):
        items[first * 7]["enemies"], items[first * 7 + 3]["enemies"] = (
            frozenset({f"x-{first * 7 + 4:03}"}),
            frozenset({f"x-{first * 7 + 1:03}"}),
        )
    for number in range(8):
        for item in items[number * 50 + 5 : number * 50 + 7]:
            item["stimulus"] = f"set-{number}"
    made = [pool_item(number, **values) for number, values in enumerate(items, start=1)]
    return Problem(
        items=tuple(made),
        rules=(
            *(domain(code, count) for code, count in {"1": 8, "2": 9, "3": 9, "4": 12, "5": 14, "6": 8}.items()),
            Rule(Attribute.DIFFICULTY, "hard", 12, 18),
            Rule(Attribute.DIFFICULTY, "easy", 10, 18),
            Rule(Attribute.TAG, "a", 8),
            Rule(Attribute.STYLE, "coding", 15, 25),
        ),
        form_count=6,
        item_count=60,
        overlap_count=overlap_count,
        anchors=frozenset(item.code for item in made[::70][:anchor_count]),
        pilots=tuple(pool_item(number, "4") for number in range(501, 501 + 4 * pilot_count)),
        pilot_count=pilot_count,
        seed=seed,
    )
