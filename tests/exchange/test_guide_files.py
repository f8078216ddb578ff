"""Reading exam guides."""

import pytest

from exams.exchange.guide_files import ParsedDomain, ParsedObjective, read_guides
from exams.exchange.strict_yaml import Refused
from tests.exchange.files import GUIDE


def test_guide_has_its_names() -> None:
    (guide,) = read_guides(GUIDE)
    assert (guide.code, guide.title, guide.exam_name) == ("guide-1", "Guide of 2026", "Practice exam")


@pytest.mark.parametrize(("status", "is_current"), [("current", True), ("superseded", False)])
def test_guide_knows_whether_it_is_current(status: str, is_current: bool) -> None:
    (guide,) = read_guides(GUIDE.replace("status: current", f"status: {status}"))
    assert guide.is_current is is_current


def test_domains_have_weight_and_objectives() -> None:
    (guide,) = read_guides(GUIDE)
    first = (
        ParsedObjective("1.1", "First objective", {"a": "Costs", "b": "Speed"}),
        ParsedObjective("1.2", "Second objective", {}),
    )
    assert guide.domains == (
        ParsedDomain("1", "First domain", 60, first),
        ParsedDomain("2", "Second domain", 40, (ParsedObjective("2.1", "Third objective", {}),)),
    )


def test_guide_without_published_weights_has_ours() -> None:
    (guide,) = read_guides(GUIDE.replace("weight: 60", "weight: null\n        house_weight: 55"))
    assert guide.domains[0].weight == 55


def test_objective_may_be_one_line() -> None:
    (guide,) = read_guides(GUIDE.replace('{code: "2.1", title: Third objective}', "2.1 Third objective"))
    assert guide.domains[1].objectives == (ParsedObjective("2.1", "Third objective", {}),)


def test_file_may_hold_several_guides() -> None:
    second = GUIDE.partition("guides:\n")[2].replace("guide-1", "guide-2")
    assert [guide.code for guide in read_guides(GUIDE + second)] == ["guide-1", "guide-2"]


def test_broken_yaml_names_its_line() -> None:
    with pytest.raises(Refused) as refusal:
        read_guides(GUIDE + "guides: []\n")
    assert refusal.value.line == GUIDE.count("\n") + 1


@pytest.mark.parametrize("member", ["id", "title", "status", "domains"])
def test_missing_member_is_named(member: str) -> None:
    with pytest.raises(KeyError, match=member):
        read_guides(GUIDE.replace(f"{member}:", "other:", 1))
