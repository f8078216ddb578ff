"""Reading item files: plain values out, and findings that name file and line."""

from typing import Any

import pytest

from exams.bank.content import OptionContent, ReferenceContent
from exams.exchange.bank_files import read_bank
from tests.exchange.files import bank_text, line_of, raw_item, raw_option, raw_stimulus

FACT = {"claim": "It holds", "ref": "doc", "evidence": "As it says", "volatility": "stable"}


def only_finding(text: str) -> tuple[str, int, str]:
    (finding,) = read_bank({"1.1.yaml": text}).findings
    return finding.file, finding.line, finding.message


def read_one(**changes: Any) -> Any:
    bank = read_bank({"1.1.yaml": bank_text(raw_item(**changes), stimuli=[raw_stimulus(revision=3)])})
    assert not bank.findings
    return bank.items[0]


# --- what is read -------------------------------------------------------------------------------
def test_item_keeps_what_is_known_about_it() -> None:
    item = read_one(enemies=["x-2"], tags=["new"], reviewer="second-reader")
    assert (item.code, item.revision, item.status, item.file) == ("x-1", 1, "live", "1.1.yaml")
    assert (item.style, item.difficulty, item.is_generative) == ("services", "hard", True)
    assert (item.placements, item.enemies) == ({"guide-1": "1.1.a"}, ("x-2",))
    assert item.metadata == {
        "cognitive": "apply",
        "criteria": ["cost"],
        "products": ["a-product"],
        "tags": ["new"],
        "author": "content",
        "reviewer": "second-reader",
        "verified_on": "2026-11-21",
    }


def test_item_knows_its_line() -> None:
    text = bank_text(raw_item("x-1"), raw_item("x-2"))
    assert [item.line for item in read_bank({"1.1.yaml": text}).items] == [
        line_of(text, "id: x-1"),
        line_of(text, "id: x-2"),
    ]


def test_content_is_everything_a_version_needs() -> None:
    content = read_one(facts=[FACT]).content
    assert (content.kind, content.select_count, content.is_shuffled) == ("single_choice", 1, True)
    assert content.stem == raw_item()["stem"]
    assert content.explanation == raw_item()["explanation"]
    assert content.references == (ReferenceContent("doc", "Manual", "https://example.org/manual"),)
    assert content.facts == (FACT,)
    assert [(option.code, option.text, option.is_correct) for option in content.options] == [
        *(("a", "Answer a", True), ("b", "Answer b", False), ("c", "Answer c", False), ("d", "Answer d", False)),
    ]


def test_option_keeps_all_of_its_key() -> None:
    options = [*raw_item()["options"][:3], raw_option("d", mechanism="wrong-mode")]
    assert read_one(options=options).content.options[3] == OptionContent(
        "d",
        "Answer d",
        "Why option d is right or wrong.",
        is_correct=False,
        mechanism="wrong-mode",
        reference_codes=("doc",),
    )


def test_order_of_options_may_be_fixed() -> None:
    assert not read_one(shuffle=False).content.is_shuffled


def test_multiple_select_asks_for_its_number() -> None:
    options = [raw_option(letter, correct=letter in "ab") for letter in "abcde"]
    stem = f"{raw_item()['stem']} (Choose two.)"
    assert read_one(type="multiple_select", select=2, options=options, stem=stem).content.select_count == 2


def test_item_names_revision_of_its_stimulus() -> None:
    content = read_one(stimulus="case-1").content
    assert (content.stimulus_code, content.stimulus_revision) == ("case-1", 3)


def test_stimulus_is_known_in_the_other_files_of_the_bank() -> None:
    item, case = bank_text(raw_item(stimulus="case-1")), bank_text(stimuli=[raw_stimulus()])
    bank = read_bank({"1.yaml": item, "2.yaml": case})
    assert not bank.findings
    assert bank.items[0].content.stimulus_code == "case-1"


# --- what is refused ----------------------------------------------------------------------------
SCHEMA: dict[str, tuple[dict[str, Any], str, str]] = {
    # change of the item; words of the line that the finding names; words of its message
    "status": ({"status": "lively"}, "status: lively", "items.0.status: 'lively' is not one of"),
    "style": ({"style": "loud"}, "style: loud", "items.0.style: 'loud' is not one of"),
    "place": ({"objectives": {"guide-1": "first"}}, "guide-1: first", "items.0.objectives.guide-1: 'first' does not match"),
    "code": ({"id": "X 1"}, "id: X 1", "items.0.id: 'X 1' does not match"),
    "revision": ({"revision": 0}, "revision: 0", "items.0.revision: 0 is less than the minimum"),
    "day": ({"verified_on": "yesterday"}, "verified_on: yesterday", "items.0.verified_on: 'yesterday' is not a 'date'"),
    "missing": ({"author": None}, "id: x-1", "items.0: 'author' is a required property"),
    "unknown": ({"colour": "red"}, "id: x-1", "items.0: Additional properties are not allowed ('colour' was unexpected)"),
    "number": ({"type": "multiple_select", "options": [raw_option(x) for x in "abcde"]}, "id: x-1", "'select' is a required"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "place", "message"), SCHEMA.values(), ids=SCHEMA)
def test_what_the_schema_refuses_names_file_line_and_place(change: dict[str, Any], place: str, message: str) -> None:
    text = bank_text(raw_item(**change))
    file, line, said = only_finding(text)
    assert (file, line) == ("1.1.yaml", line_of(text, place))
    assert message in said


RULES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no option is correct": (
        {"options": [raw_option(letter) for letter in "abcd"]},
        "options:",
        "x-1: The item asks for 1, but 0 of its options are marked correct. (S03)",
    ),
    "an option's reference": (
        {"options": [*raw_item()["options"][:3], raw_option("d", refs=["other"])]},
        "- other",
        "x-1: Option d names the reference “other”, which is not listed. (S06)",
    ),
    "an option's rationale": (
        {"options": [*raw_item()["options"][:2], raw_option("c", rationale=" " * 30), raw_item()["options"][3]]},
        "rationale: '  ",
        "x-1: Option c needs a rationale of at least 20 characters. (S05)",
    ),
    "the stem": ({"stem": " " * 50}, "stem:", "x-1: The stem is missing. (S01)"),
}


@pytest.mark.parametrize(("change", "place", "message"), RULES.values(), ids=RULES)
def test_broken_writing_rule_names_file_line_and_rule(change: dict[str, Any], place: str, message: str) -> None:
    text = bank_text(raw_item(**change))
    # A list is written below its key, and the finding names the key.
    line = line_of(text, place) - (1 if place.startswith("- ") else 0)
    assert only_finding(text) == ("1.1.yaml", line, message)


def test_findings_of_all_files_are_told_at_once() -> None:
    sources = {
        "1.yaml": bank_text(raw_item("x-1", style="loud"), raw_item("x-2", style="loud")),
        "2.yaml": "items: [",
        "3.yaml": bank_text(raw_item("x-3", stem=" " * 50)),
    }
    assert [finding.file for finding in read_bank(sources).findings] == ["1.yaml", "1.yaml", "2.yaml", "3.yaml"]


def test_text_that_is_no_yaml_names_file_and_line() -> None:
    assert only_finding("schema: 1\nitems: [\n") == ("1.1.yaml", 3, only_finding("schema: 1\nitems: [\n")[2])


def test_empty_file_is_a_finding() -> None:
    assert only_finding("") == ("1.1.yaml", 1, "The file is empty.")


def test_file_of_something_else_is_a_finding() -> None:
    assert "is not of type 'object'" in only_finding("- a\n- b\n")[2]


def test_same_item_in_two_files_is_a_finding() -> None:
    text = bank_text(raw_item("x-1"))
    (finding,) = read_bank({"1.yaml": text, "2.yaml": text}).findings
    place = line_of(text, "id: x-1")
    assert str(finding) == f"2.yaml:{place}: The item x-1 stands already in 1.yaml:{place}."


def test_same_stimulus_twice_is_a_finding() -> None:
    text = bank_text(stimuli=[raw_stimulus(), raw_stimulus(title="Again")])
    line = line_of(text, "title: Again") - 2
    assert only_finding(text) == ("1.1.yaml", line, "The stimulus case-1 stands in two places.")


def test_unknown_stimulus_is_a_finding() -> None:
    text = bank_text(raw_item(stimulus="case-9"))
    assert only_finding(text) == ("1.1.yaml", line_of(text, "stimulus:"), "There is no stimulus case-9.")


def test_finding_reads_like_a_compilers() -> None:
    (finding,) = read_bank({"items/1.1.yaml": ""}).findings
    assert str(finding) == "items/1.1.yaml:1: The file is empty."
