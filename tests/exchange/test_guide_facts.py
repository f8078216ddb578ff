"""What a guide's file says besides its outline: facts of the exam, how older guides map to it, and what to read."""

import pytest

from exams.bank.models import ExamFact, ExamGuide, Objective, StudyResource
from exams.exchange.guide_files import read_crosswalks, read_guides
from exams.exchange.resource_files import read_resources
from exams.exchange.services.bank import ImportRefused
from exams.exchange.services.guides import import_guides, import_resources
from exams.exchange.strict_yaml import Refused
from tests.exchange.files import GUIDE

FACTS = """\
sources:
  page: {title: The exam, url: "https://example.org/exam"}
facts:
  - {label: Length, text: 2 hours, confidence: official, sources: [page]}
  - {label: When, text: By e-mail, note: One said weeks., confidence: reported, sources: []}
"""
OLD = GUIDE.partition("guides:\n")[2].replace("guide-1", "guide-0").replace("status: current", "status: legacy")
CROSSWALK = 'crosswalk:\n  guide-0->guide-1:\n    "1.1": ["1.1", "2.1"]\n    "1.2": ["-"]\n    "2.1": ["2.1", "-"]\n'
WHOLE = GUIDE + OLD + FACTS + CROSSWALK
RESOURCES = """\
guide: guide-1
objectives:
  "1.1":
    - {title: Costs, url: "https://example.org/costs", kind: documentation, minutes: 20, note: The table.}
    - {title: Speed, url: "https://example.org/speed", kind: course, minutes: 90}
  "2.1":
    - {title: Third, url: "https://example.org/third", kind: lab, minutes: 45}
"""


# --- facts --------------------------------------------------------------------------------------
def test_facts_go_with_the_current_guide_alone():
    current, old = read_guides(WHOLE)
    assert [(fact.label, fact.text, fact.note) for fact in current.facts] == [
        ("Length", "2 hours", ""),
        ("When", "By e-mail", "One said weeks."),
    ]
    assert current.facts[0].sources == ({"title": "The exam", "url": "https://example.org/exam"},)
    assert old.facts == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("confidence: official", "confidence: sure"),
        ("sources: [page]", "sources: [book]"),
        ("sources: [page]", "sources: []"),
        ("text: 2 hours", "text: 2 hours, value: 120"),
    ],
)
def test_a_fact_whose_source_is_not_named_is_refused_by_its_line(old, new):
    text = WHOLE.replace(old, new)
    with pytest.raises(Refused) as refusal:
        read_guides(text)
    assert "label: Length" in text.splitlines()[refusal.value.line - 1]


@pytest.mark.django_db
def test_facts_that_left_the_file_leave_the_guide():
    import_guides(name="guide.yaml", text=WHOLE)
    shorter = "\n".join(line for line in WHOLE.splitlines() if "label: When" not in line)
    import_guides(name="guide.yaml", text=shorter.replace("2 hours", "3 hours"))
    assert list(ExamFact.objects.values_list("label", "text")) == [("Length", "3 hours")]


# --- crosswalks ---------------------------------------------------------------------------------
@pytest.mark.django_db
def test_old_objectives_know_where_they_are_asked_today():
    import_guides(name="guide.yaml", text=WHOLE)
    old = Objective.objects.filter(domain__guide__code="guide-0")
    assert {
        row.code: ([new.code for new in row.successors.order_by("code")], row.is_partly_dropped) for row in old
    } == {"1.1": (["1.1", "2.1"], False), "1.2": ([], True), "2.1": (["2.1"], True)}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("guide-0->guide-1", "guide-9->guide-1", "names no two guides"),
        ('["1.1", "2.1"]', '["1.1", "7.1"]', "names 7.1"),
        ('"1.2": ["-"]', '"1.9": ["-"]', "names 1.9"),
    ],
)
def test_a_crosswalk_to_nowhere_is_refused(old, new, told):
    with pytest.raises(Refused) as refusal:
        read_crosswalks(WHOLE.replace(old, new))
    assert told in refusal.value.message


# --- study resources ----------------------------------------------------------------------------
@pytest.fixture
def guides(db) -> list[ExamGuide]:
    return import_guides(name="guide.yaml", text=WHOLE)


def listed() -> list[tuple[str, int, str, int]]:
    return list(StudyResource.objects.values_list("objective__code", "position", "title", "minutes"))


def test_resources_keep_their_order(guides):
    assert import_resources(name="resources.yaml", text=RESOURCES) == 3
    assert listed() == [("1.1", 1, "Costs", 20), ("1.1", 2, "Speed", 90), ("2.1", 1, "Third", 45)]


def test_loading_resources_again_changes_no_row(guides):
    import_resources(name="resources.yaml", text=RESOURCES)
    before = list(StudyResource.objects.values())
    import_resources(name="resources.yaml", text=RESOURCES)
    assert list(StudyResource.objects.values()) == before


def test_resources_that_left_the_file_go(guides):
    import_resources(name="resources.yaml", text=RESOURCES)
    kept = RESOURCES.partition('  "2.1"')[0].splitlines()
    import_resources(name="resources.yaml", text="\n".join(line for line in kept if "Costs" not in line))
    assert listed() == [("1.1", 1, "Speed", 90)]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"2.1":', '"9.1":', 7),
        ("kind: lab", "kind: rumor", 7),
        ("minutes: 45", "minutes: 0", 7),
        ("minutes: 45", "minutes: long", 7),
        ("minutes: 45", "length: 45", 7),
        ("https://example.org/third", "http://example.org/third", 7),
        ("https://example.org/speed", "https://example.org/costs", 5),
    ],
)
def test_a_bad_resource_is_refused_by_its_line_and_nothing_is_stored(guides, old, new, line):
    with pytest.raises(ImportRefused) as refusal:
        import_resources(name="resources.yaml", text=RESOURCES.replace(old, new))
    assert [finding.line for finding in refusal.value.findings] == [line]
    assert listed() == []


@pytest.mark.parametrize(
    "text", ["- a", "guide: guide-1", "guide: guide-1\nobjectives: [a]", "guide: x\nobjectives: {a: b}"]
)
def test_another_file_is_no_file_of_resources(guides, text):
    with pytest.raises(ImportRefused):
        import_resources(name="resources.yaml", text=text)


def test_resources_are_read_without_a_database():
    assert [row.objective for row in read_resources(RESOURCES).resources] == ["1.1", "1.1", "2.1"]
