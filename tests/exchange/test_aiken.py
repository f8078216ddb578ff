"""Aiken: plain questions are read, and written so that they are read back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, Reading, Source
from exams.exchange.formats.aiken import read_aiken, write_aiken
from exams.exchange.formats.choices import Identities
from exams.exchange.html_text import text_to_markdown
from tests.exchange.foreign_items import item, items, option, without_place

# Texts of one line that are text alone.
LINES = st.text("ab1 .,*_[]<&#-é", min_size=1, max_size=20).map(lambda text: text_to_markdown(" ".join(text.split())))
GOOD = "Which?\nA) One\nB. Two\nANSWER: B\n"


def read(text: str) -> Reading:
    return read_aiken(Source("quiz.txt", text.encode()))


def test_a_question_is_read() -> None:
    (found,) = read(GOOD).items
    assert (found.kind, found.stem, found.place.line) == (SINGLE_CHOICE, "Which?", 1)
    assert found.options == (option("a", "One"), option("b", "Two", 1))


def test_several_letters_make_multiple_select() -> None:
    (found,) = read("Which?\nA) One\nB) Two\nC) Three\nANSWER: A, C").items
    assert (found.kind, found.select_count) == (MULTIPLE_SELECT, 2)


def test_signs_are_text() -> None:
    (found,) = read("Is <b> & *this* text?\nA)True\nB)</b>\nANSWER: a").items
    assert (found.stem, found.options[1].text) == ("Is \\<b> & \\*this\\* text?", "</b>")


def test_a_long_text_may_take_several_lines() -> None:
    (found,) = read("One\ntwo\n\nthree?\n\nA) a\nmore\nB) b\nANSWER: A").items
    assert (found.stem, found.options[0].text) == ("One\ntwo\n\nthree?", "a more")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Which?\nA) One\nANSWER: A", 1, "fewer than two"),
        ("A) One\nB) Two\nANSWER: A", 1, "no text"),
        ("Which?\nA) One\nB) Two\n\nAnother?", 1, "no ANSWER line"),
        ("Which?\nA) One\nB) Two\nANSWER: C", 4, "no option C"),
        ("Which?\nA) One\nB) Two\nANSWER: Two", 4, "no letter"),
        ("Just text.", 1, "neither options"),
        ("", 1, "No question"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, reason: str) -> None:
    refused = read(text).refused[0]
    assert reason in refused.reason and refused.place.line == line


def test_one_broken_question_does_not_take_others_with_it() -> None:
    reading = read(f"{GOOD}\nBroken?\nA) x\nB) y\n\n{GOOD}")
    assert (len(reading.items), len(reading.refused)) == (2, 1)


@given(st.lists(items(LINES, is_exact=True), min_size=1, max_size=3))
def test_plain_questions_are_read_back_equal(made: list[ForeignItem]) -> None:
    names = Identities()
    said = [
        replace(
            one,
            source_id=names.give(text=one.stem.replace("\\", "")),
            feedback="",
            tags=(),
            metadata={},
            options=tuple(replace(o, feedback="") for o in one.options),
        )
        for one in made
    ]
    found = [without_place(one) for one in read_aiken(Source("q", write_aiken(made))).items]
    # One right option of a multiple-select item says nothing about its kind.
    assert [replace(one, kind="", source_id="") for one in found] == [
        replace(one, kind="", source_id="") for one in said
    ]


def test_marks_are_written_as_what_they_show() -> None:
    made = item(
        stem="See **this**:\n\n```sql\nSELECT 1\n```\n\n- a\n- b", options=(option("a", "`x`", 1), option("b", "*y*"))
    )
    assert write_aiken([made]).decode() == "See this: SELECT 1 a b\nA) x\nB) y\nANSWER: A\n"


def test_a_picture_without_words_still_makes_a_question() -> None:
    (read_again,) = read(write_aiken([item(stem="![](media:chart.png)")]).decode()).items
    assert read_again.stem == "…"


def test_a_stem_that_looks_like_an_option_stays_a_stem() -> None:
    (found,) = read_aiken(Source("q", write_aiken([item(stem="A) or B)?")]))).items
    assert found.stem == "· A) or B)?"


@given(st.one_of(st.text(), st.text("AB).: \nNSWER,"), st.binary()))
def test_nothing_makes_the_reader_fail(data: str | bytes) -> None:
    assert read_aiken(Source("q", data if isinstance(data, bytes) else data.encode("utf-8", "replace")))
