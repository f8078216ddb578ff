"""Moodle XML: what Moodle exports is read as it was meant, what we write is read back equal."""

import base64
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, Medium, Reading, Source
from exams.exchange.formats.moodle_xml import read_moodle_xml
from exams.exchange.formats.moodle_xml_writer import write_moodle_xml
from tests.exchange.foreign_items import item, items, option, without_place

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
ANSWERS = (
    '<answer fraction="100"><text>a</text><feedback><text>Yes.</text></feedback></answer>'
    '<answer fraction="0"><text>b</text></answer>'
)


def read(*questions: str) -> Reading:
    return read_moodle_xml(Source("quiz.xml", f"<quiz>\n{''.join(questions)}</quiz>".encode()))


def question(
    answers: str = ANSWERS, inner: str = "", text: str = "Which?", kind: str = "multichoice", form: str = "html"
) -> str:
    stem = f'<questiontext format="{form}"><text>{text}</text></questiontext>'
    return f'<question type="{kind}"><name><text>Q</text></name>{stem}{answers}{inner}</question>\n'


def only(*questions: str) -> ForeignItem:
    reading = read(*questions)
    assert not reading.refused and not reading.unsupported
    (found,) = reading.items
    return found


def test_single_choice_with_feedback() -> None:
    found = only(question(inner="<generalfeedback><text>All.</text></generalfeedback><defaultgrade>2.0</defaultgrade>"))
    assert (found.kind, found.stem, found.feedback, found.max_points) == (SINGLE_CHOICE, "Which?", "All.", 2)
    assert found.options == (option("a", "a", 1, "Yes."), option("b", "b"))
    assert (found.source_id, found.place.line) == ("Q", 2)


def test_what_is_not_single_is_multiple_select() -> None:
    answers = "".join(
        f'<answer fraction="{credit}"><text>{credit}</text></answer>' for credit in ("50", "50", "-33.33333")
    )
    found = only(question(answers, "<single>false</single><shuffleanswers>1</shuffleanswers>"))
    assert (found.kind, found.select_count, found.is_shuffled) == (MULTIPLE_SELECT, 2, True)
    assert [o.fraction for o in found.options] == [Decimal("0.5"), Decimal("0.5"), Decimal("-0.3333333")]


def test_all_or_nothing_questions_share_the_credit() -> None:
    answers = "".join(
        f'<answer fraction="{credit}"><text>{i}</text></answer>' for i, credit in enumerate((100, 100, 0))
    )
    found = only(question(answers, kind="multichoiceset"))
    assert [o.fraction for o in found.options] == [Decimal("0.5"), Decimal("0.5"), 0]


def test_true_or_false_is_a_choice_of_two() -> None:
    answers = '<answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer>'
    found = only(question(answers, kind="truefalse"))
    assert [(o.text, o.is_correct) for o in found.options] == [("True", False), ("False", True)]
    assert not found.is_shuffled


@pytest.mark.parametrize(
    ("form", "stem"),
    [
        ("html", "**a** \\*b\\_"),
        ("moodle_auto_format", "**a** \\*b\\_"),
        ("plain_text", "\\<b>a</b> \\*b\\_"),
        ("markdown", "<b>a</b> *b_"),
    ],
)
def test_each_text_format_is_shown_as_it_means(form: str, stem: str) -> None:
    assert only(question(text="&lt;b&gt;a&lt;/b&gt; *b_", form=form)).stem == stem


def test_tags_category_identity_and_title_are_read() -> None:
    category = '<question type="category"><category><text>$course$/top/A/B</text></category></question>'
    inner = "<idnumber>q-7</idnumber><tags><tag><text>one</text></tag><tag><text>difficulty:hard</text></tag></tags>"
    found = only(category, question(inner=inner))
    assert (found.source_id, found.tags) == ("q-7", ("one",))
    assert found.metadata == {"title": "Q", "category": "A/B", "difficulty": "hard"}


def test_a_picture_comes_along() -> None:
    file = f'<file name="a b.png" path="/" encoding="base64">{base64.b64encode(PNG).decode()}</file>'
    text = '&lt;img src="@@PLUGINFILE@@/a%20b.png" alt="A map"&gt;'
    stem = f'<questiontext format="html"><text>See {text}</text>{file}</questiontext>'
    found = only(f'<question type="multichoice">{stem}{ANSWERS}</question>')
    assert found.stem == "See ![A map](media:a-b.png)"
    assert found.media == (Medium("a-b.png", "image/png", PNG),)


def test_the_one_picture_of_old_questions_stands_below_the_text() -> None:
    data = f"<image>pic.png</image><image_base64>\n{base64.b64encode(PNG).decode()}\n</image_base64>"
    found = only(question(inner=data))
    assert (found.stem, len(found.media)) == ("Which?\n\n![](media:pic.png)", 1)


@pytest.mark.parametrize(
    "kind", ["shortanswer", "numerical", "matching", "essay", "cloze", "description", "ddwtos", ""]
)
def test_other_types_are_listed_by_name(kind: str) -> None:
    (unsupported,) = read(question(kind=kind), question()).unsupported
    assert unsupported.type == (kind or "question without a type")
    assert (unsupported.source_id, unsupported.place.line) == ("Q", 2)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (question(answers=""), "fewer than two"),
        (question(text=""), "no text"),
        (question(ANSWERS.replace("100", "0")), "No answer is marked"),
        (question(ANSWERS.replace("100", "often")), "no percentage"),
        (question(inner="<defaultgrade>-1</defaultgrade>"), "number of points"),
    ],
)
def test_a_broken_question_is_refused_alone(broken: str, reason: str) -> None:
    reading = read(question(), broken)
    assert len(reading.items) == 1
    (refused,) = reading.refused
    assert reason in refused.reason and refused.place.line == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<quiz><question>", "well-formed"),
        (b"<html/>", "no Moodle XML"),
        (b"<quiz/>", "No question"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "entity"),
        (b"", "empty"),
    ],
)
def test_a_file_that_is_none_is_refused(data: bytes, reason: str) -> None:
    (refused,) = read_moodle_xml(Source("quiz.xml", data)).refused
    assert reason in refused.reason


def test_scripts_do_not_come_in() -> None:
    found = only(question(text="&lt;p onclick='x'&gt;A&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;"))
    assert found.stem == "A" and "left out" in found.warnings[0]


# --- writing ------------------------------------------------------------------------------------
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda made: made.source_id))
def test_what_is_written_is_read_back_equal(made: list[ForeignItem]) -> None:
    reading = read_moodle_xml(Source("quiz.xml", write_moodle_xml(made)))
    assert [without_place(found) for found in reading.items] == made


def test_pictures_points_and_common_feedback_are_read_back_equal() -> None:
    made = item(
        stem="See ![a map](media:a.png)",
        options=(option("a", "![x](media:b.png)", 1, "![y](media:a.png)"), option("b", "Two")),
        media=(Medium("a.png", "image/png", PNG), Medium("b.png", "image/png", PNG + b"\0")),
        metadata={"correct_feedback": "Good.", "partial_feedback": "Nearly.", "incorrect_feedback": "No."},
        max_points=Decimal("2.5"),
        is_shuffled=False,
    )
    assert [without_place(found) for found in read_moodle_xml(Source("q", write_moodle_xml([made]))).items] == [made]


def test_the_text_of_a_stimulus_is_written_before_the_stem() -> None:
    made = item(stimulus="A case.", stimulus_code="case-1")
    (found,) = read_moodle_xml(Source("q", write_moodle_xml([made]))).items
    assert found.stem == "A case.\n\nHow many are two?"


# --- anything -----------------------------------------------------------------------------------
@given(st.data())
def test_nothing_makes_the_reader_fail(data: st.DataObject) -> None:
    text = bytearray(write_moodle_xml([replace(item(), media=())]))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.one_of(st.binary(max_size=8), st.sampled_from([b"<", b"&lt;p>", b'"']))
        )
    assert read_moodle_xml(Source("quiz.xml", bytes(text)))
