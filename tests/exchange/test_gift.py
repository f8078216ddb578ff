"""GIFT: what Moodle's users write is read as they meant it, what we write is read back equal."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, Reading, Source
from exams.exchange.formats.gift import read_gift
from exams.exchange.formats.gift_writer import write_gift
from tests.exchange.foreign_items import item, items, without_place

FILES = Path(__file__).parents[1] / "data" / "gift"


def read(text: str | bytes) -> Reading:
    return read_gift(Source("quiz.gift", text if isinstance(text, bytes) else text.encode()))


def only(text: str | bytes) -> ForeignItem:
    reading = read(text)
    assert not reading.refused and not reading.unsupported
    (found,) = reading.items
    return found


def test_single_choice_with_feedback() -> None:
    found = only("::Tomb::Who is buried?{\n~Grant#No. ~Jefferson\n=no one#Yes!\n####In general.}")
    assert (found.kind, found.stem, found.feedback) == (SINGLE_CHOICE, "Who is buried?", "In general.")
    assert [(o.id, o.text, o.is_correct, o.feedback) for o in found.options] == [
        ("a", "Grant", False, "No."),
        ("b", "Jefferson", False, ""),
        ("c", "no one", True, "Yes!"),
    ]
    assert (found.source_id, found.metadata, found.place.line) == ("Tomb", {"title": "Tomb"}, 1)


def test_weights_without_a_full_answer_make_multiple_select() -> None:
    found = only("Two people?{~%-100%No one ~%33.33333%Grant ~%33.33333%wife ~%33.33333%dog}")
    assert (found.kind, found.select_count) == (MULTIPLE_SELECT, 3)
    assert [o.fraction for o in found.options] == [Decimal(-1), *[Decimal("0.3333333")] * 3]
    assert not found.warnings


def test_partial_credit_beside_a_full_answer_stays_single_choice() -> None:
    found = only("Hard.{~wrong ~%50%half =full}")
    assert (found.kind, [o.is_correct for o in found.options]) == (SINGLE_CHOICE, [False, False, True])
    assert found.options[1].fraction == Decimal("0.5")


def test_several_full_answers_are_taken_together_and_said() -> None:
    found = only("Seasons?{=spring =summer ~easter}")
    assert (found.kind, found.select_count) == (MULTIPLE_SELECT, 2)
    assert "2 answers are right by themselves" in found.warnings[0]


def test_answers_inside_a_sentence_leave_a_blank() -> None:
    assert only("It is on the {~second =fourth} Thursday.").stem == "It is on the _____ Thursday."


@pytest.mark.parametrize(("answer", "key"), [("T", "a"), ("TRUE", "a"), ("false", "b"), ("F", "b")])
def test_true_or_false_is_a_choice_of_two(answer: str, key: str) -> None:
    found = only(f"The sun rises.{{{answer}#Wrong.#Right.}}")
    assert [o.text for o in found.options] == ["True", "False"]
    assert [(o.id, o.feedback) for o in found.options if o.is_correct] == [(key, "Right.")]
    assert not found.is_shuffled


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Two plus two?{=four =4}", "shortanswer"),
        ("How?{One}", "shortanswer"),
        ("Match.{=a -> b =c -> d}", "matching"),
        ("Two plus two?{#4:1}", "numerical"),
        ("Write.{}", "essay"),
        ("Just read this.", "description"),
    ],
)
def test_other_types_are_listed_by_name(text: str, kind: str) -> None:
    reading = read(f"{text}\n\nA?{{=a ~b}}")
    assert [u.type for u in reading.unsupported] == [kind]
    assert len(reading.items) == 1


@pytest.mark.parametrize(
    ("form", "stem"),
    [
        ("", "a **b** \\*c\\*\\\nd"),
        ("[html]", "a **b** \\*c\\*\nd"),
        ("[plain]", "a \\<b>b</b> \\*c\\*\nd"),
        ("[markdown]", "a <b>b</b> *c*\nd"),
    ],
)
def test_each_text_format_is_shown_as_it_means(form: str, stem: str) -> None:
    assert only(f"{form}a <b>b</b> *c*\\nd{{=x ~y}}").stem == stem


def test_options_and_feedback_take_the_format_of_the_question() -> None:
    found = only("[markdown]Which?{=*a*#*b* ~[html]<b>c</b>#[plain]*d*}")
    assert [(o.text, o.feedback) for o in found.options] == [("*a*", "*b*"), ("**c**", "\\*d\\*")]


def test_escaped_signs_are_text() -> None:
    found = only(r"\{1\} \: a\=b \~ \# c:\\dir{=x\=1 ~y\~\#}")
    assert found.stem == r"{1} : a=b ~ # c:\dir"
    assert [o.text for o in found.options] == ["x=1", "y~#"]


def test_identity_tags_and_category_are_read() -> None:
    text = "$CATEGORY: $course$/top/Maths/Easy\n\n// [id:q\\]7] [tag:one] [tag:two]\n::T::A?{=a ~b}\n\nB?{=a ~b}"
    first, second = read(text).items
    assert (first.source_id, first.tags) == ("q]7", ("one", "two"))
    assert first.metadata == {"title": "T", "category": "Maths/Easy"}
    assert second.metadata == {"category": "Maths/Easy"} and not second.tags


def test_identities_are_unique_and_stay_when_questions_move() -> None:
    one = [found.source_id for found in read("::A::x?{=a ~b}\n\n::A::y?{=a ~b}\n\nz?{=a ~b}").items]
    assert one[:2] == ["A", "A-2"]
    assert only("z?{=a ~b}").source_id == one[2]


def test_comments_are_no_text() -> None:
    assert only("// first\nA\n  // second\nb?{\n// third\n=a\n~b}").stem == "A\nb?"


def test_an_empty_line_inside_braces_is_forgiven() -> None:
    assert len(only("A?{\n=a\n\n~b\n}").options) == 2


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("\n\nA?{=a ~b", 3, "never closed"),
        ("A? =a ~b}", 1, "before the first"),
        ("A?{=a ~b}\nB?{=a ~b}", 1, "braces too many"),
        ("A?{~a ~b}", 1, "No answer is marked"),
        ("A?{=a ~}", 1, "no text"),
        ("A?{~%500%a ~b}", 1, "no percentage"),
        ("{=a ~b}", 1, "no text"),
        ("A?{x =a ~b}", 1, "stands before the first answer"),
        ("", 1, "No question"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, reason: str) -> None:
    (refused,) = read(text).refused
    assert reason in refused.reason and refused.place.line == line


def test_one_broken_question_does_not_take_others_with_it() -> None:
    reading = read("A?{=a ~b\n\nB?{=a ~b}")
    assert (len(reading.items), len(reading.refused)) == (1, 1)


def test_windows_1252_is_read_and_said() -> None:
    found = only("Où est le café?{=ici ~là}".encode("cp1252"))
    assert found.stem == "Où est le café?"
    assert "windows-1252" in found.warnings[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_understood(encoding: str) -> None:
    assert only("Où?{=ici ~là}".encode(encoding)).stem == "Où?"


def test_bytes_that_are_no_text_are_refused() -> None:
    (refused,) = read(b"a\nPK\x00\x01").refused
    assert "no text" in refused.reason and refused.place.line == 2


def test_scripts_do_not_come_in() -> None:
    found = only('[html]<p onclick\\="x">A<script>alert(1)</script></p>{=a ~b}')
    assert found.stem == "A"
    assert "was left out" in found.warnings[0]


def test_a_picture_that_is_not_there_is_said() -> None:
    found = only('[html]See <img src\\="@@PLUGINFILE@@/a.png" alt\\="a map">{=a ~b}')
    assert (found.stem, len(found.warnings)) == ("See a map", 1)


@pytest.mark.parametrize("path", sorted(FILES.glob("*.gift")), ids=lambda path: path.stem)
def test_files_of_an_independent_parser_are_read_without_refusal(path: Path) -> None:
    assert not read(path.read_bytes()).refused


# --- writing ------------------------------------------------------------------------------------
@given(st.lists(items(), min_size=1, max_size=3, unique_by=lambda made: made.source_id))
def test_what_is_written_is_read_back_equal(made: list[ForeignItem]) -> None:
    assert [without_place(found) for found in read(write_gift(made)).items] == made


def test_written_questions_look_as_people_write_them() -> None:
    text = write_gift(
        [item(tags=("easy",), metadata={"title": "Two", "category": "Sums"}, feedback="See {1}.")]
    ).decode()
    assert text == (
        "$CATEGORY: $course$/top/Sums\n\n"
        "// [id:x-1] [tag:easy]\n::Two::[markdown]How many are two?{\n\t~One\n\t=Two#Yes.\n\t~Three\n\t~Four\n"
        "\t####See \\{1\\}.\n}\n"
    )


# --- anything -----------------------------------------------------------------------------------
@given(st.one_of(st.text(), st.text("ab{}~=#\\:/[]%1\n $"), st.binary()))
def test_nothing_makes_the_reader_fail(data: str | bytes) -> None:
    assert read(data if isinstance(data, bytes) else data.encode("utf-8", "replace"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [("A{" + "=a~" * 90_000 + "}", "more than 100 answers"), ("A" * 200_000 + "{=a~b}", "longer than 100,000")],
    ids=["answers", "text"],
)
def test_what_nobody_asks_is_refused_before_it_costs_time(text: str, reason: str) -> None:
    (refused,) = read(text).refused
    assert reason in refused.reason


def test_a_title_that_never_ends_costs_no_time() -> None:
    assert only("::" + "\\a" * 5_000 + "{=a ~b}").options
