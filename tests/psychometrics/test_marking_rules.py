"""Every rule against cases in exact fractions, and re-scoring step by step."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.psychometrics.marking_rules import ItemRule, Rule, fractions, mark, mask_of, scale_scores

DATA = Path(__file__).parents[1] / "data" / "psychometrics" / "scoring_rules"
CASES = json.loads((DATA / "cases.json").read_text())["cases"]
SCENARIO = json.loads((DATA / "rescore_scenario.json").read_text())


def number(text: str) -> float:
    return float(Fraction(text))


def item_of(case: dict[str, Any]) -> ItemRule:
    return ItemRule(
        key=mask_of(case["key"]),
        n_options=case["n_options"],
        rule=Rule(case["rule"]),
        max_mark=number(case["max_mark"]),
        wrong_penalty=number(case["wrong_penalty"]),
        min_fraction=number(case["min_fraction"]),
    )


@pytest.mark.parametrize("rule", list(Rule))
def test_points_equal_the_exact_fractions(rule: Rule) -> None:
    cases = [case for case in CASES if case["rule"] == rule]
    got = [mark(np.array([mask_of(case["response"])]), item_of(case))[0] for case in cases]
    assert cases
    assert got == pytest.approx([number(case["expected"]) for case in cases], abs=1e-12)


@pytest.mark.parametrize("rule", list(Rule))
def test_the_key_alone_earns_everything_and_no_answer_nothing(rule: Rule) -> None:
    item = ItemRule(key=0b0110, n_options=4, rule=rule, wrong_penalty=0.25, min_fraction=-1.0)
    assert fractions(np.array([0b0110, 0]), item).tolist() == [1.0, 0.0]


def test_many_sittings_are_marked_at_once_whatever_the_shape() -> None:
    item = ItemRule(key=0b01, n_options=2)
    assert mark(np.array([[1, 2], [0, 1]]), item).tolist() == [[1.0, 0.0], [0.0, 1.0]]
    assert mark(np.zeros((0, 3), dtype=np.uint8), item).shape == (0, 3)


def test_ticking_every_option_earns_nothing_under_partial_credit() -> None:
    item = ItemRule(key=0b0011, n_options=4, rule=Rule.PARTIAL_NO_PENALTY)
    assert fractions(np.array([0b1111, 0b0111, 0b0001]), item).tolist() == [0.0, 0.0, 0.5]


def test_an_item_that_is_key_alone_can_be_marked_by_every_rule() -> None:
    for rule in Rule:
        assert fractions(np.array([0b11]), ItemRule(key=0b11, n_options=2, rule=rule)).tolist() == [1.0]


def test_an_impossible_key_or_selection_is_refused() -> None:
    with pytest.raises(ValueError, match="key"):
        ItemRule(key=0b10000, n_options=4)
    with pytest.raises(ValueError, match="options"):
        ItemRule(key=1, n_options=0)
    with pytest.raises(ValueError, match="selection"):
        fractions(np.array([0b10000]), ItemRule(key=1, n_options=4))


# Step of the scenario → accepted keys of q5, and what becomes of q3.
CHANGES = [(["C"], ""), (["C", "B"], ""), (["C", "B"], "dropped"), (["C", "B"], "credited")]


def points_of(sitting: dict[str, str], q5_keys: list[str], q3: str) -> tuple[float, float]:
    points = most = 0.0
    for item in SCENARIO["base"]["items"]:
        if not item["scored"] or (q3 == "dropped" and item["id"] == "q3"):
            continue
        keys = q5_keys if item["id"] == "q5" else [item["key"]]
        selected = np.array([mask_of(sitting[item["id"]])])
        earned = max(mark(selected, ItemRule(mask_of(key), 4, max_mark=item["mark"]))[0] for key in keys)
        points += item["mark"] if q3 == "credited" and item["id"] == "q3" else earned
        most += item["mark"]
    return points, most


@pytest.mark.parametrize(("step", "change"), list(zip(SCENARIO["steps"], CHANGES, strict=True)))
def test_rescoring_changes_points_passes_and_scaled_scores_as_worked_out(
    step: dict[str, Any], change: tuple[list[str], str]
) -> None:
    share = float(SCENARIO["base"]["cut_raw_fraction"])
    for name, sitting in SCENARIO["base"]["sittings"].items():
        points, most = points_of(sitting, *change)
        scaled = scale_scores(np.array([points]), cut=share * most, max_points=most)
        assert (points, most) == (step["raw"][name], step["max_raw"])
        assert bool(points >= share * most) is step["passed"][name]
        assert scaled.tolist() == [step["scaled"][name]]


def test_the_scale_holds_at_both_ends_and_with_a_cut_at_an_end() -> None:
    assert scale_scores(np.array([0.0, 30.0, 60.0]), cut=30, max_points=60).tolist() == [100, 700, 1000]
    assert scale_scores(np.array([0.0, 60.0]), cut=0, max_points=60).tolist() == [700, 1000]
    assert scale_scores(np.array([0.0, 60.0]), cut=60, max_points=60).tolist() == [100, 700]
    with pytest.raises(ValueError, match="cut"):
        scale_scores(np.array([1.0]), cut=61, max_points=60)
