"""Stored numbers as people read them, and where the lines of charts stand."""

from itertools import pairwise

import pytest

from scoring.analysis import presenting
from scoring.analysis.charts import APART, Point, histogram, item_map, trace
from scoring.analysis.presenting import Order, list_columns, list_domain_lines, list_gaps, read_order
from scoring.analysis.wording import MINUS, signed, tell_bounds, tell_number, tell_percent, tell_points

OPTIONS = [
    {"option": "a", "by_group": [0.2, 0.4, 0.6, 0.8, 0.98]},
    {"option": "b", "by_group": [0.5, 0.4, 0.3, 0.1, 0.01]},
    {"option": "c", "by_group": [0.3, 0.2, 0.1, 0.1, 0.01]},
    {"option": "", "by_group": [0.0, 0.0, 0.0, 0.0, 0.0]},
]


def number(at: str) -> float:
    return float(at.removesuffix("%"))


def test_numbers_say_why_they_are_missing() -> None:
    assert tell_percent(0.706, 40, 30) == "71 %"
    assert tell_percent(None, 12, 30) == "too few (12 of 30)"
    assert tell_number(None, 120, 100) == "nothing varies"
    assert tell_number(-0.213, 120, 100) == f"{MINUS}0.21"


def test_zero_has_no_minus() -> None:
    assert (signed(-0.001), signed(-1.25, 1), tell_points(42.0), tell_points(41.667)) == (
        "0.00",
        f"{MINUS}1.2",
        "42",
        "41.7",
    )
    assert tell_bounds((-0.5, 0.25)) == f"{MINUS}0.50 to 0.25"


def test_a_trace_has_a_point_for_each_group_and_labels_that_can_be_read() -> None:
    found = trace(OPTIONS, "a")
    assert [line.name for line in found.lines] == ["A", "B", "C", "none"]
    assert [(line.is_key, bool(line.dash)) for line in found.lines] == [(True, False)] + [(False, True)] * 3
    assert {len(line.dots) for line in found.lines} == {5}
    assert len({line.dash for line in found.lines}) == 4
    places = sorted(number(line.label_y) for line in found.lines)
    assert all(after - before >= APART - 0.01 for before, after in pairwise(places))
    assert number(found.lines[0].dots[0].y) > number(found.lines[0].dots[4].y)


def test_too_few_sittings_have_no_trace() -> None:
    assert trace([{"option": "a", "by_group": None}], "a") is None


def test_a_distribution_counts_everybody_and_tells_who_is_under_the_cut() -> None:
    found = histogram({"0": 1, "699": 5, "700": 3, "1000": 2}, 0.7)
    assert sum(bar.count for bar in found.bars) == 11
    assert [(bar.low, bar.is_passing) for bar in found.bars if bar.count] == [
        (0, False),
        (65, False),
        (70, True),
        (95, True),
    ]
    assert (found.cut_percent, found.y_ticks[-1].label) == ("70", "10")


def test_nobody_has_no_distribution() -> None:
    assert histogram({}, 0.7) is None


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        (("facility", ""), Order("facility", False)),
        (("seconds", ""), Order("seconds", True)),
        (("facility", "desc"), Order("facility", True)),
        (("stem", "sideways"), Order("flags", True)),
    ],
)
def test_an_address_asks_for_an_order(asked, order) -> None:
    assert read_order(*asked) == order


def test_the_present_orders_head_leads_to_its_opposite() -> None:
    heads = list_columns(Order("facility", False))
    assert (heads["facility"].aria_sort, heads["facility"].query) == ("ascending", "sort=facility&order=desc")
    assert (heads["seconds"].aria_sort, heads["seconds"].query) == ("", "sort=seconds&order=desc")


def test_items_without_the_number_stand_last_both_ways() -> None:
    known = presenting.ItemLine(1, None, "", True, 9, *[""] * 8, (), {"p": 0.5})
    unknown = presenting.ItemLine(2, None, "", True, 9, *[""] * 8, (), {"p": None})
    for is_descending in (True, False):
        assert presenting.sort_lines([unknown, known], Order("facility", is_descending)) == [known, unknown]


def test_domains_are_colored_by_share_and_judged_in_words() -> None:
    row = {
        "domain_id": 1,
        "item_count": 8,
        "mean": 0.5,
        "by_group": [0.0, 0.55, 1.0, None, 0.2],
        "alpha": 0.4,
        "PRMSE_s": 0.4,
        "PRMSE_x": 0.7,
        "has_added_value": False,
    }
    line = list_domain_lines({"totals": {"n": 300}, "domains": [row]}, {})[0]
    assert [cell.step for cell in line.cells] == [0, 5, 9, None, 2]
    assert line.verdict == "The total says more of it than its own items do (0.70 against 0.40)."


def test_gaps_name_what_is_missing() -> None:
    numbers = {"totals": {"n": 120}, "forms": [], "form_count": 40, "largest_form": 3}
    first, second = list_gaps(numbers)
    assert "take 100 sittings of one form; the form most sat has 3" in first
    assert "40 forms were sat" in second


def test_items_stand_on_the_map_by_both_numbers() -> None:
    found = item_map([Point("x", 0.5, 0.4), Point("y", 0.9, -0.3, is_serious=True)])
    assert [(spot.item.name, spot.item.is_serious) for spot in found.spots] == [("x", False), ("y", True)]
    assert found.spots[1].label == f"y: 90 %, {MINUS}0.30"
    assert [tick.label for tick in found.y_ticks] == [f"{MINUS}0.4", f"{MINUS}0.2", "0.0", "0.2", "0.4", "0.6"]
    assert number(found.spots[0].y) < number(found.zero_y) < number(found.spots[1].y)
    assert item_map([]) is None
