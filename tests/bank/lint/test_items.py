"""Per rule of one item: something that breaks exactly this rule, and something that just does not."""

from dataclasses import replace

import pytest

from exams.bank.content import ReferenceContent
from exams.bank.lint import Choices
from exams.bank.lint.catalogue import RULES
from tests.bank.lint.items import (
    GOOD,
    GOOD_MULTIPLE,
    STEM,
    TEXTS,
    found,
    option,
    options,
    with_ask,
    with_text,
    with_texts,
)

SHORT_STEM = "What should you do before the training starts?"
LONG = "Validate the new rows against a schema that people have reviewed, then end the run early."
LONGER = f"{LONG} Then compare the rows of today with those of yesterday, and say so to each of the customers."
WORDS_31 = "You have " + "a model and " * 9 + "some rows."
WORDS_41 = "You have " + "a model and " * 12 + "some more rows."
WORDS_20 = "It gets a new row each day, and it gets it from one of the many shops that we own here. "
TABLE = "| a | b |\n|---|---|\n| 1 | 2 |\n\n"
LINES = {
    "S01 unknown kind": (replace(GOOD, kind="essay"), {}, ("S01", "E", "kind")),
    "S01 short stem": (replace(GOOD, stem="Why is that so?"), {"style": "fundamentals"}, ("S01", "E", "stem")),
    "S01 letter twice": (
        replace(
            GOOD, options=(*GOOD.options, option("a", "Delete the table of the supplier after each pipeline run."))
        ),
        {},
        ("S01", "E", "options"),
    ),
    "S02 no place": (GOOD, {"is_placed": False, "placements": ()}, ("S02", "E", "placements")),
    "S02 unknown objective": (GOOD, {"placements": ("guide:9.9",)}, ("S02", "E", "placements")),
    "S02 unknown product": (GOOD, {"products": ("nothing",)}, ("S02", "E", "products")),
    "S02 unknown criterion": (GOOD, {"criteria": ("beauty",)}, ("S02", "E", "criteria")),
    "S03 no key": (
        replace(GOOD, options=tuple(replace(row, is_correct=False) for row in GOOD.options)),
        {},
        ("S03", "E", "options"),
    ),
    "S03 single of two": (replace(GOOD, select_count=2), {}, ("S03", "E", "select_count")),
    "S04 number not told": (replace(GOOD_MULTIPLE, stem=STEM), {}, ("S04", "E", "stem")),
    "S05 short rationale": (
        replace(GOOD, options=(*GOOD.options[:3], replace(GOOD.options[3], rationale="Wrong."))),
        {},
        ("S05", "E", "options.d.rationale"),
    ),
    "S05 no explanation": (replace(GOOD, explanation=" "), {}, ("S05", "E", "explanation")),
    "S06 no reference": (
        replace(GOOD, options=(*GOOD.options[:3], replace(GOOD.options[3], reference_codes=()))),
        {},
        ("S06", "E", "options.d.refs"),
    ),
    "S06 http": (
        replace(GOOD, references=(ReferenceContent("doc", "Page", "http://example.org/"),)),
        {},
        ("S06", "E", "references"),
    ),
    "S06 no title": (
        replace(GOOD, references=(ReferenceContent("doc", " ", "https://example.org/"),)),
        {},
        ("S06", "E", "references"),
    ),
    "S07 never checked": (GOOD, {"verified_on": ""}, ("S07", "W", "verified_on")),
    "S07 ran out": (GOOD, {"verified_on": "2025-11-20"}, ("S07", "W", "verified_on")),
    "S07 ran out long ago": (GOOD, {"verified_on": "2025-10-21"}, ("S07", "E", "verified_on")),
    "S07 in the future": (GOOD, {"verified_on": "2026-12-24"}, ("S07", "E", "verified_on")),
    "S08 picture": (replace(GOOD, stem=f"![](/media/items/a.png)\n\n{STEM}"), {}, ("S08", "E", "stem")),
    "S08 table": (replace(GOOD, stem=f"{TABLE.replace('| a | b |', '|  |  |')}{STEM}"), {}, ("S08", "E", "stem")),
    "S08 code": (replace(GOOD, stem=f"```\nx = 1\n```\n\n{STEM}"), {}, ("S08", "E", "stem")),
    "T01 long key": (with_text("a", LONG), {}, ("T01", "W", "options")),
    "T05 other options": (
        with_text("d", "Keep both of the other options in mind for each nightly run."),
        {},
        ("T05", "E", "options.d.text"),
    ),
    "T06 not": (with_ask("Which of these steps is not useful?"), {}, ("T06", "E", "stem")),
    "T06 except": (with_ask("You take each of these steps EXCEPT which one?"), {}, ("T06", "E", "stem")),
    "T06 least": (with_ask("Which step is least likely to help?"), {}, ("T06", "E", "stem")),
    "T07 only the key": (
        with_text("a", "Always validate new rows against a schema that people have read."),
        {},
        ("T07", "W", "options"),
    ),
    "T08 vague": (
        with_text("d", "Raise the threshold that a candidate usually has to pass first."),
        {},
        ("T08", "W", "options.d.text"),
    ),
    "T09 two words": (
        with_text("a", "Validate the supplier and its pipeline against a fixed schema."),
        {},
        ("T09", "W", "options"),
    ),
    "T10 no verb": (
        with_text("c", "Requests of customers, watched by people who look for any drift."),
        {},
        ("T10", "W", "options.c.text"),
    ),
    "T10 full stop": (with_text("d", TEXTS[3].rstrip(".")), {}, ("T10", "W", "options")),
    "T12 nobody": (
        GOOD,
        {"choices": Choices(100, {"a": 60, "b": 20, "c": 16, "d": 4})},
        ("T12", "W", "options.d.text"),
    ),
    "T13 contained": (
        with_text("b", "Evaluate the model that watch the requests of customers and alert people about any drift."),
        {},
        ("T13", "W", "options.b.text"),
    ),
    "T14 same": (with_text("d", f" {TEXTS[1].lower()} "), {}, ("T14", "E", "options")),
    "T15 not in order": (with_texts("10 %", "30 %", "20 %", "40 %", is_shuffled=False), {}, ("T15", "W", "options")),
    "T15 shuffled": (with_texts("10 %", "20 %", "30 %", "40 %"), {}, ("T15", "W", "is_shuffled")),
    "T16 names and sentences": (
        with_texts(
            TEXTS[0],
            TEXTS[1],
            "Continuous request-drift monitoring infrastructure.",
            "Configurable deployment-threshold administration.",
        ),
        {},
        ("T16", "W", "options"),
    ),
    "T17 three options": (replace(GOOD, options=GOOD.options[:3]), {}, ("T17", "E", "options")),
    "T17 few distractors": (
        replace(
            GOOD_MULTIPLE,
            select_count=3,
            stem=f"{STEM} (Choose three.)",
            options=tuple(replace(row, is_correct=row.code in "abc") for row in GOOD_MULTIPLE.options),
        ),
        {},
        ("T17", "W", "options"),
    ),
    "R01 long sentence": (with_ask(f"{WORDS_31} What should you do?"), {}, ("R01", "W", "stem")),
    "R01 longer sentence": (with_ask(f"{WORDS_41} What should you do?"), {}, ("R01", "E", "stem")),
    "R02 no question": (with_ask("Do the right thing."), {}, ("R02", "E", "stem")),
    "R02 short stem": (replace(GOOD, stem=SHORT_STEM), {}, ("R02", "W", "stem")),
    "R03 long stem": (replace(GOOD, stem=WORDS_20 * 4 + STEM), {}, ("R03", "W", "stem")),
    "R04 misspelled": (with_ask("What shuold you do?"), {}, ("R04", "W", "stem")),
    "R04 British": (with_ask("Which behaviour helps you here?"), {}, ("R04", "W", "stem")),
    "R05 former name": (with_ask("What should you do in Cloud Functions?"), {}, ("R05", "E", "stem")),
    "R05 retired": (with_ask("What should you do in Explain Service?"), {}, ("R05", "W", "stem")),
    "R06 unexplained": (with_ask("What should you do with the QZX?"), {}, ("R06", "W", "stem")),
}


def test_a_good_item_has_no_findings() -> None:
    assert found() == []
    assert found(GOOD_MULTIPLE) == []


@pytest.mark.parametrize("name", LINES)
def test_what_breaks_a_rule_is_found(name: str) -> None:
    content, facts, line = LINES[name]
    assert set(found(content, **facts)) == {line}


JUST_GOOD = {
    "R01 thirty words": (with_ask(f"{WORDS_31.replace('some ', '')} What should you do?"), {}),
    "S07 last day": (GOOD, {"verified_on": "2025-11-21"}),
    "S08 all told": (
        replace(GOOD, stem=f"![A line](/media/items/a.png)\n\n{TABLE}```sql\nSELECT 1\n```\n\n{STEM}"),
        {},
    ),
    "T01 little longer": (with_text("a", f"{TEXTS[0][:-1]} once."), {}),
    "T05 speaks of itself": (with_text("d", "Raise each of the thresholds that a candidate has to pass now."), {}),
    "T06 in the situation": (with_ask("You do not want drift. What should you do?"), {}),
    "T06 not in the question's own verb": (with_ask("Which step ensures that rows do not leave the team?"), {}),
    "T08 the month": (with_text("d", "Raise the threshold of May that a candidate has to pass first."), {}),
    "T10 no stop anywhere": (with_texts(*(text.rstrip(".") for text in TEXTS)), {}),
    "T12 few candidates": (GOOD, {"choices": Choices(99, {"a": 99})}),
    "T12 five percent": (GOOD, {"choices": Choices(100, {"a": 60, "b": 20, "c": 15, "d": 5})}),
    "T15 in order": (with_texts("10 %", "20 %", "30 %", "40 %", is_shuffled=False), {}),
    "R02 fundamentals": (replace(GOOD, stem=SHORT_STEM), {"style": "fundamentals"}),
    "R04 in code": (with_ask("What should you do with `shuold`?"), {}),
    "R04 a name": (with_ask("What should you do for Zyxquv?"), {}),
    "R05 inside a current name": (with_ask("What should you do in Data Studio?"), {}),
    "R05 told as former": (replace(GOOD, explanation="Use Data Studio (formerly Looker Studio) for that."), {}),
    "R06 explained": (with_ask("What should you do with the quick zero index (QZX)?"), {}),
}


@pytest.mark.parametrize("name", JUST_GOOD)
def test_what_just_keeps_a_rule_is_not_found(name: str) -> None:
    content, facts = JUST_GOOD[name]
    assert found(content, **facts) == []


def test_thresholds_of_length_are_errors_beyond_a_second_one() -> None:
    rules = {(rule, level) for rule, level, _ in found(with_text("a", LONGER))}
    assert {("T01", "E"), ("T03", "E")} <= rules


def test_lengths_of_code_are_not_the_authors_choice() -> None:
    content = with_texts("`a()`", "`abc()`", "`abcdefghijklmnop(qrstuvwxyz=1234567890)`", "`b()`")
    assert [line for line in found(content) if line[0] in {"T01", "T03"}] == [("T03", "I", "options")]


def test_absolute_words_everywhere_are_told_only() -> None:
    content = with_texts(*(text.replace("the", "all the", 1) for text in TEXTS))
    assert ("T07", "I", "options") in found(content)


def test_one_echo_is_told_only() -> None:
    content = with_text("a", "Validate the new rows against a pipeline that people reviewed.")
    assert ("T09", "I", "options") in found(content)


def test_an_article_before_a_blank_must_fit() -> None:
    content = with_texts("alert", "index", "table", "order", stem=STEM.replace("What should you do?", "This is an ___"))
    assert ("T10", "W", "stem") in found(content)


def test_ranges_that_overlap_are_found() -> None:
    texts = ("1 to 10", "10 to 20", "15 to 30", "30 to 40")
    assert [line for line in found(with_texts(*texts)) if line[0] == "T13"] == [("T13", "W", "options")]


def test_a_hard_text_is_found() -> None:
    hard = "Organizational responsibilities necessitate interdisciplinary considerations regarding authentication. "
    assert ("R01", "W", "stem") in found(replace(GOOD, stem=hard * 5 + STEM))


def test_a_long_item_is_found() -> None:
    long = replace(GOOD, options=options(*(f"{text} {WORDS_20 * 4}" for text in TEXTS)))
    assert ("R03", "W", "") in found(long)


def test_every_rule_of_an_item_is_tried_here() -> None:
    of_banks = {"T02", "T03", "T04", "T11", "D01", "D02", "B01", "W01", "W02"}
    assert {name.split()[0] for name in LINES} | of_banks == set(RULES)
