"""Rules over a whole bank: what no item shows alone."""

from dataclasses import replace
from itertools import cycle

import pytest

from exams.bank.lint import Facts, Subject, Waiver, lint_bank
from exams.bank.lint.chance import at_least, uniform_p
from exams.bank.lint.coverage import Targets
from tests.bank.lint.items import GOOD, ITEM_FACTS, KNOWLEDGE, STEM, TEXTS, option

LONG_TEXT = "Validate the new rows against a schema that some people have reviewed."


def item(number: int, *, key: str = "a", texts: tuple[str, ...] = TEXTS, stem: str = "", **facts: object) -> Subject:
    content = replace(
        GOOD,
        stem=stem or f"Number {number}: {' '.join(f'word{number}x{index}' for index in range(20))}. What now?",
        options=tuple(option(code, text, is_correct=code == key) for code, text in zip("abcd", texts, strict=True)),
    )
    return Subject(content, replace(ITEM_FACTS, code=f"item-{number}", **facts))


def of_the_bank(subjects, rule, **values):
    return [(row.item, row.level.value) for row in lint_bank(subjects, KNOWLEDGE, **values) if row.rule == rule]


def keys(letters: str, count: int = 24, **values: object) -> list[Subject]:
    return [item(number, key=key, **values) for number, key in zip(range(count), cycle(letters), strict=False)]


LONGEST_IS_A = (LONG_TEXT, *TEXTS[1:])


def test_the_longest_option_must_not_be_the_key_too_often():
    assert of_the_bank(keys("aab", texts=LONGEST_IS_A), "T02") == [("", "W")]
    assert of_the_bank(keys("abcd", texts=LONGEST_IS_A), "T02") == []


def test_a_few_items_say_nothing_about_length():
    assert of_the_bank(keys("a", 19, texts=LONGEST_IS_A), "T02") == []


def test_keys_must_not_prefer_a_position():
    assert of_the_bank(keys("bbbbbbbc"), "T04") == [("", "W")]
    assert of_the_bank(keys("abcd"), "T04") == []


NEAR_A = ("Train a new model daily", "Train a new model weekly", "Train a large net daily", "Tune one new model daily")


def test_the_option_most_like_the_others_must_not_be_the_key_too_often():
    assert of_the_bank(keys("a", texts=NEAR_A), "T11") == [("", "W")]
    assert of_the_bank(keys("abcd", texts=NEAR_A), "T11") == []


def test_keys_must_not_echo_the_stem_too_often():
    # The ten most frequent words of the bank do not count: these are they.
    filler = " ".join(f"filler{letter}" for letter in "abcdefghij")
    echo = [item(number, stem=f"Number{number} was reviewed. {filler}? What now?") for number in range(24)]
    quiet = [item(number) for number in range(24, 100)]
    quiet = [replace(row, content=replace(row.content, stem=f"{filler}. {row.content.stem}")) for row in quiet]
    assert ("", "W") in of_the_bank([*echo, *quiet[:70]], "T09")
    assert ("", "W") not in of_the_bank([*echo, *quiet], "T09")


OTHER = "A bank keeps its records for ten years and asks who may read them. What should you do?"
HALF = STEM.replace("Last week a supplier changed a unit", "In May another country sent new tables of kilos")


def test_near_duplicates_are_found():
    assert of_the_bank([item(1, stem=STEM), item(2, stem=STEM.replace("four", "five"))], "D01") == [("item-2", "E")]
    assert of_the_bank([item(1, stem=STEM), item(2, stem=OTHER)], "D01") == []


def test_a_bank_of_one_template_is_told_three_times_an_item():
    subjects = [item(number, stem=STEM.replace("four", f"four{number}")) for number in range(8)]
    found = of_the_bank(subjects, "D01")
    assert {code for code, _ in found} == {f"item-{number}" for number in range(1, 8)}
    assert max(found.count(row) for row in found) == 3


def test_a_similar_stem_is_a_warning_and_among_enemies_only_told():
    first, second = item(1, stem=STEM), item(2, stem=f"{OTHER} {STEM[:140]}")
    assert of_the_bank([first, second], "D01") == [("item-2", "W")]
    facts = replace(second.facts, enemies=frozenset({"item-1"}))
    assert of_the_bank([first, replace(second, facts=facts)], "D01") == [("item-2", "I")]


def test_a_near_duplicate_can_be_waived():
    waiver = Waiver("D01", "Two items on one exhibit.", "ben", "2026-11-21")
    subjects = [item(1, stem=STEM), item(2, stem=STEM, waivers=(waiver,))]
    assert [row.waived_because for row in lint_bank(subjects) if row.rule == "D01"] == [waiver.reason]


def test_a_stem_that_tells_the_key_of_another_is_found():
    teller = item(2, stem=f"You could validate the new rows against a schema. {OTHER}")
    assert of_the_bank([item(1), teller], "D02") == [("item-2", "W")]
    enemies = replace(teller, facts=replace(teller.facts, enemies=frozenset({"item-1"})))
    assert of_the_bank([item(1, enemies=frozenset({"item-2"})), enemies], "D02") == []


def test_enemies_must_know_each_other():
    assert of_the_bank([item(1, enemies=frozenset({"item-2"})), item(2)], "D02") == [("item-1", "W")]


TARGETS = Targets(
    guide="guide",
    objectives=("1.2", "2.1"),
    domains={"1": (0.4, 0.6)},
    styles={"services": (0.5, 1.0)},
    difficulties={"hard": (0.2, 0.3)},
    features={"code": (0.0, 0.1)},
)


def test_coverage_is_compared_with_the_aims():
    found = [row.message for row in lint_bank(keys("abcd"), targets=TARGETS) if row.rule == "B01"]
    assert [message.split(":")[0] for message in found] == [
        "No item asks for objective 2.1.",
        "Domain 1",
        "Difficulty hard",
    ]


def test_retired_items_do_not_count():
    assert of_the_bank([item(1, stem=STEM), item(2, stem=STEM, status="retired")], "D01") == []


def test_items_of_a_bank_are_linted_too():
    assert of_the_bank([Subject(replace(GOOD, explanation=""), Facts(code="x", is_placed=True))], "S05") == [("x", "E")]


@pytest.mark.parametrize(
    ("found", "known"),
    [
        (at_least(8, 10, 0.5), 56 / 1024),
        (at_least(0, 10, 0.5), 1),
        (at_least(3, 3, 0.25), 1 / 64),
        (uniform_p([10, 10, 10, 10]), 1),
        (uniform_p([50, 119, 9, 2]), 1.2e-41),
        (uniform_p([5, 15, 10, 10]), 0.17180),
        (uniform_p([5, 15, 10]), 0.08208),
        (uniform_p([5, 15]), 0.02535),
    ],
)
def test_probabilities_are_those_of_the_tables(found, known):
    assert found == pytest.approx(known, rel=0.1 if known < 1e-9 else 1e-3)
