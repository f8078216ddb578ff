"""QTI 1.2 of Canvas, Respondus and Blackboard, and Blackboard's own pools."""

from decimal import Decimal

import pytest

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem
from tests.exchange.qti_files import PNG, feedback, fractions, keys, packed, read, read_data, read_one

EQUAL = '<varequal respident="r">{}</varequal>'


def item_xml(
    conditions: str,
    *,
    cardinality: str = "Single",
    codes: str = "abc",
    fields: str = "",
    rest: str = "",
    render: str = "",
) -> bytes:
    labels = "".join(
        f'<response_label ident="{code}"><material><mattext>Text {code}</mattext></material></response_label>'
        for code in codes
    )
    return f"""<questestinterop><assessment title="Quiz"><section title="Part one"><item ident="q1" title="Title">
<itemmetadata>{fields}</itemmetadata>
<presentation><material><mattext texttype="text/html">&lt;p&gt;Which &lt;b&gt;one&lt;/b&gt;?&lt;/p&gt;</mattext></material>
<response_lid ident="r" rcardinality="{cardinality}"><render_choice {render}>{labels}</render_choice></response_lid>
</presentation>
<resprocessing><outcomes><decvar varname="SCORE"/></outcomes>{conditions}</resprocessing>
{rest}</item></section></assessment></questestinterop>""".encode()


def condition(test: str, points: str, action: str = "Set", more: str = "") -> str:
    return (
        f"<respcondition><conditionvar>{test}</conditionvar>"
        f'<setvar varname="SCORE" action="{action}">{points}</setvar>{more}</respcondition>'
    )


def by_id(path: str) -> dict[str, ForeignItem]:
    return {item.source_id: item for item in read_data(path).items}


def test_a_single_choice_with_its_key_and_place() -> None:
    item = read_one(item_xml(condition(EQUAL.format("b"), "100")))
    assert (item.kind, item.stem, str(item.place)) == (SINGLE_CHOICE, "Which **one**?", "quiz.xml:1")
    assert (keys(item), fractions(item), item.max_points) == (["b"], ["0", "1", "0"], 1)
    assert (item.metadata["title"], item.metadata["category"]) == ("Title", "Quiz/Part one")


def test_partial_credit_of_a_single_choice() -> None:
    conditions = condition(EQUAL.format("a"), "10") + condition(EQUAL.format("b"), "2.5")
    item = read_one(item_xml(conditions))
    assert (fractions(item), item.max_points) == (["1", "0.25", "0"], 10)


def test_several_options_that_are_right_alone_are_told() -> None:
    either = f"<or>{EQUAL.format('a')}{EQUAL.format('b')}</or>"
    item = read_one(item_xml(condition(either, "1")))
    assert (keys(item), "decide which one" in item.warnings[0]) == (["a", "b"], True)


@pytest.mark.parametrize("points", ["1e999999999", "NaN", "much"])
def test_points_that_are_no_number_are_told(points: str) -> None:
    item = read_one(item_xml(condition(EQUAL.format("a"), points) + condition(EQUAL.format("b"), "1")))
    assert (keys(item), "could not be read" in item.warnings[0]) == (["b"], True)


def test_points_that_multiply_without_end_are_given_up() -> None:
    conditions = condition(EQUAL.format("a"), "10") + condition(EQUAL.format("a"), "1000000", "Multiply") * 50
    item = read_one(item_xml(conditions.replace("<respcondition>", '<respcondition continue="Yes">')))
    assert (keys(item), "beyond all bounds" in item.warnings[0]) == (["a"], True)


def test_all_right_options_and_no_other() -> None:
    together = f"<and>{EQUAL.format('a')}<not>{EQUAL.format('b')}</not>{EQUAL.format('c')}</and>"
    item = read_one(item_xml(condition(together, "100"), cardinality="Multiple"))
    assert (item.kind, item.select_count) == (MULTIPLE_SELECT, 2)
    assert (keys(item), fractions(item)) == (["a", "c"], ["0.5", "0", "0.5"])


def test_points_that_add_up() -> None:
    conditions = "".join(
        condition(EQUAL.format(code), points, "Add") for code, points in zip("abc", ("75", "25", "-50"), strict=True)
    )
    item = read_one(item_xml(conditions, cardinality="Multiple"))
    assert (keys(item), fractions(item)) == (["a", "b"], ["0.75", "0.25", "-0.5"])


@pytest.mark.parametrize("name", ["unknown", "vargt"])
def test_a_condition_that_we_do_not_know_is_told(name: str) -> None:
    item = read_one(item_xml(condition(f"<{name}/>", "5") + condition(EQUAL.format("a"), "1")))
    assert (keys(item), name in item.warnings[0]) == (["a"], True)


@pytest.mark.parametrize(("render", "is_shuffled"), [('shuffle="Yes"', True), ('shuffle="No"', False), ("", False)])
def test_shuffling_is_taken_over(render: str, is_shuffled: bool) -> None:
    assert read_one(item_xml(condition(EQUAL.format("a"), "1"), render=render)).is_shuffled is is_shuffled


def test_plain_text_is_no_markup() -> None:
    data = item_xml(condition(EQUAL.format("a"), "1")).replace(b"Text a", b"a *b* &lt;i")
    assert read_one(data).options[0].text == "a \\*b\\* \\<i"


def test_every_interaction_of_canvas() -> None:
    reading = read_data("instructure/every_interaction.xml")
    single, boolean, several = reading.items
    assert feedback(single)[0] == "Answer feedback for C, correct"
    assert single.feedback == "Item Feedback, Neutral"
    assert boolean.metadata["correct_feedback"] == "Item Feedback, Correct"
    assert boolean.metadata["incorrect_feedback"] == "Item Feedback, Incorrect"
    assert (len(keys(several)), several.kind) == (3, MULTIPLE_SELECT)
    assert "matching_question" in {each.type for each in reading.unsupported}


def test_penalties_of_respondus() -> None:
    item = by_id("instructure/choice.xml")["QUE_1022"]
    assert fractions(item) == ["0.25", "-0.1", "0.25", "0.25", "-0.1", "-0.1", "0.25"]


def test_feedback_without_a_condition_goes_by_its_name() -> None:
    item = read_data("instructure/true_false.xml").items[0]
    assert item.feedback.startswith("Neutral")
    assert item.metadata["incorrect_feedback"].startswith("Incorrect")
    assert feedback(item)[1].startswith("Answer was Correct")
    assert "alert" not in repr(item)


def test_a_question_has_the_text_that_it_shares() -> None:
    reading = read_data("instructure/stimulus_with_child_item.xml")
    item = reading.items[0]
    assert (item.stimulus, item.stimulus_title) == ("some content", "stimulus title")
    assert item.stimulus_code == "6e2618d0f5e795a363f1eefec748fb68"
    assert [each.type for each in reading.unsupported] == ["text_only_question"]


def test_drop_downs_are_no_choice() -> None:
    assert read_data("instructure/canvas_multiple_dropdowns.xml").unsupported[0].type == "multiple_dropdowns_question"


def test_an_order_is_no_choice() -> None:
    reading = read_data("instructure/ordering.row.xml")
    assert (len(reading.unsupported), reading.items, reading.refused) == (1, (), ())


def test_a_broken_file_is_refused_with_its_line() -> None:
    assert str(read_data("instructure/fib_str.xml").refused[0].place) == "instructure/fib_str.xml:45"


def test_a_package_of_respondus_has_its_pictures() -> None:
    reading = read_data("instructure/test_qti_1.2.zip")
    assert [len(item.media) for item in reading.items] == [1, 1, 0]
    first = reading.items[0]
    assert f"media:{first.media[0].name}" in first.stem
    assert first.media[0].content_type == "image/png"


def test_blackboard_names_options_where_others_name_responses() -> None:
    blackboard = '<varequal respident="c"></varequal>'
    conditions = condition(EQUAL.format("c"), "SCORE.max") + (
        f'<respcondition><conditionvar>{blackboard}</conditionvar><displayfeedback linkrefid="c"/></respcondition>'
    )
    shown = '<itemfeedback ident="c"><material><mattext>About c.</mattext></material></itemfeedback>'
    points = "<qmd_absolutescore_max>4.0</qmd_absolutescore_max>"
    item = read_one(item_xml(conditions, rest=shown, fields=points))
    assert (keys(item), feedback(item), item.max_points) == (["c"], ["", "", "About c."], 4)


def test_brightspace_counts_right_and_wrong_apart() -> None:
    def counts(test: str, right: str, wrong: str) -> str:
        return (
            f"<respcondition><conditionvar>{test}</conditionvar>"
            f'<setvar varname="D2L_{right}" action="Add">1</setvar></respcondition>'
            f"<respcondition><conditionvar><not>{test}</not></conditionvar>"
            f'<setvar varname="D2L_{wrong}" action="Add">1</setvar></respcondition>'
        )

    right = "".join(counts(EQUAL.format(code), "Correct", "Incorrect") for code in "ab")
    wrong = "".join(counts(EQUAL.format(code), "Incorrect", "Correct") for code in "cde")
    variables = b'<decvar varname="D2L_Incorrect"/><decvar varname="D2L_Correct"/>'
    data = item_xml(right + wrong, cardinality="Multiple", codes="abcde")
    item = read_one(data.replace(b'<decvar varname="SCORE"/>', variables))
    assert (keys(item), fractions(item)) == (["a", "b"], ["0.5", "0.5", "-0.5", "-0.5", "-0.5"])


def test_a_picture_as_blackboard_names_it() -> None:
    data = item_xml(condition(EQUAL.format("a"), "1")).replace(
        b"Which", b"&lt;img src='@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/xid-12_1' alt='Seen'&gt;"
    )
    item = read(packed({"res00001.dat": data, "csfiles/home_dir/diagram__xid-12_1.png": PNG})).items[0]
    assert [medium.name for medium in item.media] == ["diagram-xid-12-1.png"]


POOL = b"""<POOL><TITLE value="Exam 3"/>
<QUESTIONLIST><QUESTION id="q1" class="QUESTION_MULTIPLEANSWER" points="3"/></QUESTIONLIST>
<QUESTION_MULTIPLEANSWER id="q1"><BODY><TEXT><![CDATA[Which <i>two</i>?]]></TEXT><FLAGS><ISHTML value="true"/></FLAGS></BODY>
<ANSWER id="a1" position="2"><TEXT>second</TEXT></ANSWER><ANSWER id="a2" position="1"><TEXT>first</TEXT></ANSWER>
<GRADABLE><CORRECTANSWER answer_id="a1"/><FEEDBACK_WHEN_CORRECT>Yes.</FEEDBACK_WHEN_CORRECT>
<FEEDBACK_WHEN_INCORRECT>No.</FEEDBACK_WHEN_INCORRECT></GRADABLE></QUESTION_MULTIPLEANSWER>
<QUESTION_ESSAY id="q2"/><QUESTION_TRUEFALSE id="q3"/></POOL>"""


def test_a_pool_of_blackboard() -> None:
    reading = read(POOL, "res00001.dat")
    item = reading.items[0]
    assert (item.stem, [option.text for option in item.options]) == ("Which *two*?", ["first", "second"])
    assert (keys(item), item.max_points, item.metadata["category"]) == (["a1"], Decimal(3), "Exam 3")
    assert (item.metadata["correct_feedback"], item.metadata["incorrect_feedback"]) == ("Yes.", "No.")


def test_no_question_of_a_pool_is_dropped() -> None:
    reading = read(POOL, "res00001.dat")
    assert [each.type for each in reading.unsupported] == ["QUESTION_ESSAY"]
    assert [(each.source_id, each.place.line) for each in reading.refused] == [("q3", 7)]


def test_combinations_that_are_right_side_by_side_are_listed() -> None:
    conditions = "".join(condition(f"<and>{''.join(map(EQUAL.format, codes))}</and>", "100") for codes in ("ab", "cd"))
    reading = read(item_xml(conditions, cardinality="Multiple", codes="abcd"))
    assert [each.type for each in reading.unsupported] == ["response_lid with several right combinations"]


def test_of_right_combinations_that_contain_another_the_smallest_is_the_key() -> None:
    conditions = "".join(condition(f"<and>{''.join(map(EQUAL.format, codes))}</and>", "100") for codes in ("abc", "ab"))
    assert keys(read_one(item_xml(conditions, cardinality="Multiple"))) == ["a", "b"]


def test_two_answers_of_a_pool_with_one_name_are_refused() -> None:
    reading = read(POOL.replace(b'ANSWER id="a2"', b'ANSWER id="a1"'), "res00001.dat")
    assert "same identifier" in reading.refused[0].reason
