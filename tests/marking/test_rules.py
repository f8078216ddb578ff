"""Marks by every rule, in exact fractions; points, pass and scaled scores of a sitting."""

import json
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations
from pathlib import Path

import numpy as np
import pytest

from exams.assembly.models import MarkingRule
from scoring.marking.points import show_points
from scoring.marking.reasons import explain
from scoring.marking.rules import (
    CREDITED,
    DROPPED,
    RULES,
    Key,
    Place,
    Scale,
    Tally,
    earn,
    is_pass,
    mark,
    mark_again,
    mark_sitting,
    pack,
    round_points,
    scale_score,
    tally,
    tally_domains,
    unpack,
)
from scoring.psychometrics import marking_rules

DATA = Path(__file__).parents[1] / "data" / "psychometrics" / "scoring_rules"
CASES = json.loads((DATA / "cases.json").read_text())["cases"]
SCENARIO = json.loads((DATA / "rescore_scenario.json").read_text())
AC = frozenset("ac")
KEY = Key((AC,))
PLACE = Place(11, 1)
RULE_NAMES = sorted(RULES)


# --- one answer ---------------------------------------------------------------------------------
def test_every_rule_that_an_exam_can_have_is_known():
    assert set(RULES) == set(MarkingRule.values)


@pytest.mark.parametrize("rule", RULE_NAMES)
def test_points_equal_the_shared_cases(rule):
    cases = [row for row in CASES if row["rule"] == rule]
    cases = [row for row in cases if row["wrong_penalty"] == row["min_fraction"] == "0"]
    assert cases
    for row in cases:
        place = Place(1, 1, Fraction(row["max_mark"]))
        got = mark(1, place, frozenset(row["response"]), Key((frozenset(row["key"]),)), rule)
        assert got.points == Fraction(row["expected"]), row


@pytest.mark.parametrize("rule", RULE_NAMES)
@pytest.mark.parametrize("key", ["a", "ac", "bcd"])
def test_every_selection_earns_what_the_vectorised_rule_says(rule, key):
    selections = list(chain.from_iterable(combinations("abcde", count) for count in range(6)))
    item = marking_rules.ItemRule(marking_rules.mask_of(key, "abcde"), 5, marking_rules.Rule(rule))
    masks = np.array([marking_rules.mask_of(codes, "abcde") for codes in selections])
    exact = [float(earn(frozenset(codes), [frozenset(key)], rule)) for codes in selections]
    assert exact == pytest.approx(marking_rules.mark(masks, item), abs=1e-12)


@pytest.mark.parametrize(
    ("selected", "earns"),
    [("ac", True), ("a", False), ("acd", False), ("bd", False), ("", False)],
)
def test_the_point_is_for_all_of_the_key_and_nothing_else(selected, earns):
    assert earn(frozenset(selected), [AC]) == earns


def test_an_item_without_a_key_earns_nothing():
    assert earn(frozenset(), [frozenset()]) == 0
    assert earn(frozenset("a"), [frozenset()]) == 0


@pytest.mark.parametrize("rule", RULE_NAMES)
def test_of_several_accepted_selections_the_best_counts(rule):
    assert earn(frozenset("b"), [AC, frozenset("b")], rule) == 1


def test_a_weight_is_what_the_key_earns():
    assert mark(1, Place(1, 1, Fraction(5, 2)), AC, KEY).points == Fraction(5, 2)
    assert mark(1, Place(1, 1, 2), frozenset("ab"), KEY, "partial_no_penalty").points == 1


@pytest.mark.parametrize(("treatment", "points"), [(DROPPED, (0, 0)), (CREDITED, (2, 2))])
@pytest.mark.parametrize("selected", ["", "b", "ac"])
def test_a_dropped_item_counts_for_nobody_and_a_credited_one_for_all(treatment, points, selected):
    got = mark(1, Place(1, 1, 2), frozenset(selected), Key((AC,), treatment))
    assert (got.points, got.max_points) == points


def test_a_pilot_item_that_is_credited_is_still_worth_nothing():
    assert mark(1, Place(1, 1, is_pilot=True), AC, Key((AC,), CREDITED)).max_points == 0


# --- a sitting ----------------------------------------------------------------------------------
def test_marks_come_by_position_and_what_is_unanswered_earns_nothing():
    places = [Place(11, 1), Place(12, 2), Place(13, 1)]
    marks = mark_sitting(places, {1: AC, 3: frozenset("b")}, dict.fromkeys((11, 12, 13), KEY))
    assert [(row.position, row.is_answered, row.points) for row in marks] == [(1, True, 1), (2, False, 0), (3, True, 0)]
    assert tally(marks) == Tally(points=1, max_points=3, item_count=3)
    assert tally_domains(marks) == {1: Tally(1, 2, 2), 2: Tally(0, 1, 1)}


@pytest.mark.parametrize(("points", "passes"), [(42, True), (41, False), (60, True), (0, False)])
def test_reaching_the_cut_exactly_is_a_pass(points, passes):
    assert is_pass(Tally(points, 60, 60), Decimal("0.7")) is passes


def test_three_thirds_reach_a_cut_that_three_rounded_ones_would_miss():
    places = [Place(version, 1) for version in range(3)]
    keys = dict.fromkeys(range(3), Key((frozenset("abc"),)))
    marks = mark_sitting(places, dict.fromkeys((1, 2, 3), frozenset("a")), keys, "partial_no_penalty")
    total = tally(unpack(json.loads(json.dumps(pack(marks)))))
    assert (total.points, is_pass(Tally(total.points, 1, 1), Decimal(1))) == (1, True)


def test_marks_can_be_packed_and_come_back():
    places = [Place(11, 1, Fraction(3, 4)), Place(12, 2), Place(13, 2, is_pilot=True)]
    keys = {11: KEY, 12: Key((AC, frozenset("b"))), 13: KEY}
    marks = mark_sitting(places, {1: frozenset("a"), 2: AC}, keys, "partial_no_penalty")
    assert unpack(json.loads(json.dumps(pack(marks)))) == marks
    assert pack(marks)["selected"] == ["a", "ac", ""]
    assert pack(marks)["key"] == ["ac", "ac|b", "ac"]
    assert unpack({}) == []


def test_marks_of_older_rules_can_be_read():
    older = {"version_id": [1, 2], "domain_id": [7, 7], "selected": ["a", ""], "points": [1, 0], "max_points": [1, 0]}
    first, second = unpack(older)
    assert (first.is_correct, first.accepted, second.treatment) == (True, (), "pilot")


# --- the scale ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("cut", "size"), [("0.7", 60), ("0.655", 60), ("0", 10), ("1", 10), ("0.333", 7)])
def test_scaled_scores_equal_the_vectorised_ones(cut, size):
    got = [scale_score(Tally(points, size, size), Decimal(cut), Scale()) for points in range(size + 1)]
    expected = marking_rules.scale_scores(np.arange(size + 1), cut=float(cut) * size, max_points=size)
    assert got == expected.tolist()


def test_a_scaled_score_may_round_to_the_cut_and_still_be_a_fail():
    total = Tally(Fraction(41_999, 1000), 60, 60)
    assert scale_score(total, Decimal("0.7"), Scale()) == 700
    assert not is_pass(total, Decimal("0.7"))


def test_where_no_points_were_possible_there_is_no_scaled_score():
    assert scale_score(Tally(0, 0, 0), Decimal("0.7"), Scale()) is None


# --- other keys ---------------------------------------------------------------------------------
BASE = SCENARIO["base"]
NUMBERS = {row["id"]: number for number, row in enumerate(BASE["items"], start=1)}
FIRST = {NUMBERS[row["id"]]: Key((frozenset(row["key"]),)) for row in BASE["items"]}
REKEYED = FIRST | {NUMBERS["q5"]: Key((frozenset("C"), frozenset("B")))}


@pytest.mark.parametrize(
    ("step", "keys"),
    [
        (0, FIRST),
        (1, REKEYED),
        (2, REKEYED | {NUMBERS["q3"]: Key((frozenset("D"),), DROPPED)}),
        (3, REKEYED | {NUMBERS["q3"]: Key((frozenset("D"),), CREDITED)}),
    ],
)
def test_the_shared_scenario_of_corrections(step, keys):
    places = [Place(NUMBERS[row["id"]], 1, row["mark"], not row["scored"]) for row in BASE["items"]]
    cut = Decimal(BASE["cut_raw_fraction"])
    expected = SCENARIO["steps"][step]
    for name, answers in BASE["sittings"].items():
        first = mark_sitting(places, {NUMBERS[item]: frozenset(codes) for item, codes in answers.items()}, FIRST)
        total = tally(mark_again(unpack(pack(first)), keys))
        assert (total.points, total.max_points) == (expected["raw"][name], expected["max_raw"])
        assert is_pass(total, cut) is expected["passed"][name]
        assert scale_score(total, cut, Scale()) == expected["scaled"][name]


# --- for readers --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("points", "shown"),
    [(Fraction(125, 3), "41.667"), (42, "42"), (Decimal("42.000"), "42"), (Fraction(1, 2), "0.5"), (100, "100")],
)
def test_points_are_shown_without_needless_zeros(points, shown):
    assert show_points(points) == shown


def test_points_are_rounded_half_up():
    assert round_points(Fraction(1, 2000)) == Decimal("0.001")


@pytest.mark.parametrize(
    ("selected", "rule", "says"),
    [
        ("ac", "all_or_nothing", "Exactly the key."),
        ("a", "all_or_nothing", "1 of 2 right options chosen, 0 wrong: all or nothing."),
        ("ab", "partial_no_penalty", "1 of 2 right options chosen, 1 wrong: 1/2."),
        ("abc", "partial_no_penalty", "2 of 2 right options chosen, 1 wrong: more than the key has, so none counts."),
        ("abc", "right_minus_wrong", "2 of 2 right options chosen, 1 wrong: 1/2."),
        ("", "right_minus_wrong", "Not answered."),
    ],
)
def test_a_mark_says_why(selected, rule, says):
    assert explain(mark(1, PLACE, frozenset(selected), KEY, rule), rule) == says
