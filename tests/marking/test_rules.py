from decimal import Decimal

import pytest

from scoring.marking.rules import Tally, is_pass, mark, mark_sitting, pack, tally, tally_domains, unpack

KEY = frozenset("ac")


@pytest.mark.parametrize(
    ("selected", "earns"),
    [("ac", True), ("a", False), ("acd", False), ("bd", False), ("", False)],
)
def test_the_point_is_for_all_of_the_key_and_nothing_else(selected, earns):
    assert mark(selected=frozenset(selected), correct=KEY) is earns


def test_an_item_without_a_key_earns_nothing():
    assert mark(selected=frozenset(), correct=frozenset()) is False


def test_marks_come_by_position_and_what_is_unanswered_earns_nothing():
    items = [(11, 1), (12, 2), (13, 1)]
    marks = mark_sitting(items, {1: KEY, 3: frozenset("b")}, dict.fromkeys((11, 12, 13), KEY))
    assert [(row.position, row.is_answered, row.points) for row in marks] == [(1, True, 1), (2, False, 0), (3, True, 0)]
    assert tally(marks) == Tally(points=1, max_points=3, item_count=3)
    assert tally_domains(marks) == {1: Tally(1, 2, 2), 2: Tally(0, 1, 1)}


@pytest.mark.parametrize(("points", "passes"), [(42, True), (41, False), (60, True), (0, False)])
def test_reaching_the_cut_exactly_is_a_pass(points, passes):
    assert is_pass(Tally(points, 60, 60), Decimal("0.7")) is passes


def test_marks_can_be_packed_and_come_back():
    marks = mark_sitting([(11, 1), (12, 2)], {1: KEY}, {11: KEY, 12: KEY})
    assert unpack(pack(marks)) == marks
    assert pack(marks)["selected"] == ["ac", ""]
    assert unpack({}) == []
