"""What an incident weighs, and the sentence that explains it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.proctoring.severity import MOST_UNITS, POINTS, Happened, explain, weigh

EACH = {"copy": 3, "looked-away": 2}


def points(*happened: Happened, warnings: int = 1, before: dict[str, int] | None = None) -> list[int]:
    return [row.points for row in weigh(happened, points=EACH, warnings=warnings, before=before)]


def test_the_first_of_each_kind_is_a_warning():
    rows = weigh([Happened("copy"), Happened("looked-away"), Happened("copy")], points=EACH, warnings=1)
    assert [row.points for row in rows] == [0, 0, 3]
    assert [row.is_warning for row in rows] == [True, True, False]


@pytest.mark.parametrize(("warnings", "expected"), [(0, [3, 3, 3]), (2, [0, 0, 3]), (9, [0, 0, 0])])
def test_the_exam_says_how_many_are_warnings(warnings, expected):
    assert points(*[Happened("copy")] * 3, warnings=warnings) == expected


def test_warnings_before_are_used_up():
    assert points(Happened("copy"), before={"copy": 1}) == [3]


@pytest.mark.parametrize(("seconds", "expected"), [(0, 2), (9, 2), (10, 4), (59, 12), (3600, 2 * (1 + MOST_UNITS))])
def test_longer_is_worse_and_bounded(seconds, expected):
    assert points(Happened("looked-away", for_ms=seconds * 1000), warnings=0) == [expected]


def test_a_flood_weighs_what_its_incidents_weigh():
    assert points(Happened("copy", count=10_000)) == [9_999 * 3]


LONG = Happened("looked-away", for_ms=60_000)
GOES_ON = Happened("looked-away", for_ms=120_000, count=0)


def test_a_first_absence_is_one_warning_however_many_its_parts():
    assert points(LONG, GOES_ON, GOES_ON) == [0, 0, 0]
    assert points(LONG, GOES_ON, LONG) == [0, 0, 14]


def test_a_later_absence_weighs_in_every_part_and_once_as_such():
    assert points(LONG, GOES_ON, before={"looked-away": 1}) == [14, 12]
    (row,) = weigh([GOES_ON], points=EACH, warnings=0, before={"looked-away": 1})
    assert row.reason == "2 for each of 6 × 10 s = 12 points"


def test_what_the_exam_does_not_count_weighs_nothing_and_is_no_warning():
    (row,) = weigh([Happened("drag")], points=EACH, warnings=1)
    assert (row.points, row.is_warning, row.reason) == (0, False, "This exam does not count it.")


def test_the_sum_is_explained():
    (row,) = weigh([Happened("looked-away", for_ms=25_000, count=3)], points=EACH, warnings=1)
    assert row.reason == "2 × 2 + 2 for each of 2 × 10 s = 8 points"
    assert row.points == 8


@given(
    st.lists(st.builds(Happened, st.sampled_from([*POINTS, "other"]), st.integers(0, 10**7), st.integers(0, 99))),
    st.integers(0, 5),
)
def test_in_two_parts_they_weigh_the_same(happened, warnings):
    whole = weigh(happened, points=POINTS, warnings=warnings)
    middle = len(happened) // 2
    before: dict[str, int] = {}
    for row in happened[:middle]:
        before[row.type] = before.get(row.type, 0) + row.count
    parts = [
        *weigh(happened[:middle], points=POINTS, warnings=warnings),
        *weigh(happened[middle:], points=POINTS, warnings=warnings, before=before),
    ]
    assert parts == whole


def test_points_are_summed_by_kind_most_first():
    rows = [("copy", 3), ("looked-away", 10), ("copy", 3), ("drag", 0)]
    assert explain(rows) == [("looked-away", 1, 10), ("copy", 2, 6), ("drag", 1, 0)]
