"""Files as other systems write them: small ones of our own, in the words of each."""

import pytest

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, Source
from exams.exchange.formats.detect import read_file
from tests.exchange.qti_files import CORRECT, feedback, fractions, item_xml, keys, packed, read, read_data, read_one

TWO_KEYS = "<correctResponse><value>A</value><value>C</value></correctResponse>"
THREE = "".join(f'<simpleChoice identifier="{code}">Text {code}</simpleChoice>' for code in "ABC")
MAPPING = '<mapping defaultValue="-0.5"><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="C" mappedValue="1"/></mapping>'
EQUAL = '<varequal respident="r">{}</varequal>'
CANVAS_META = b'<quiz xmlns="http://canvas.instructure.com/xsd/cccv1p0"><shuffle_answers>true</shuffle_answers></quiz>'
SPEC = "http://www.imsglobal.org/question"


def qti12(conditions: str, *, cardinality: str = "Single", fields: str = "", labels: str = "", rest: str = "") -> bytes:
    """An item of QTI 1.2 with the options a, b, c."""
    labels = labels or "".join(
        f'<response_label ident="{code}"><flow_mat><material><mattext texttype="text/html">&lt;p&gt;Text {code}&lt;/p&gt;'
        "</mattext></material></flow_mat></response_label>"
        for code in "abc"
    )
    return f"""<questestinterop><assessment title="Quiz"><section>{rest}<item ident="q1"><itemmetadata>{fields}</itemmetadata>
<presentation><flow><material><mattext>Which?</mattext></material>
<response_lid ident="r" rcardinality="{cardinality}"><render_choice>{labels}</render_choice></response_lid></flow></presentation>
<resprocessing><outcomes><decvar/></outcomes>{conditions}</resprocessing></item></section></assessment></questestinterop>""".encode()


def when(test: str, then: str, attributes: str = "") -> str:
    return f"<respcondition {attributes}><conditionvar>{test}</conditionvar>{then}</respcondition>"


def field(label: str, entry: str) -> str:
    return f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"


def only(name: str, text: str) -> ForeignItem:
    _, reading = read_file(Source(name, text.encode()))
    (item,) = reading.items
    return item


# --- Canvas -------------------------------------------------------------------------------------
def test_a_quiz_of_canvas_says_beside_it_that_answers_are_shuffled() -> None:
    quiz = qti12(when(EQUAL.format("b"), '<setvar action="Set">100</setvar>'))
    for member in ("g1/g1.xml", "g1/assessment_qti.xml", "non_cc_assessments/g1.xml.qti"):
        items = read(packed({member: quiz, "g1/assessment_meta.xml": CANVAS_META})).items
        assert [item.is_shuffled for item in items] == [True], member


def test_a_group_of_canvas_gives_the_points() -> None:
    group = "<selection_ordering><selection><selection_extension><points_per_item>2.5</points_per_item>"
    group += "</selection_extension></selection></selection_ordering>"
    fields = field("points_possible", "1.0")
    data = qti12(when(EQUAL.format("b"), '<setvar action="Set">100</setvar>'), fields=fields, rest=group)
    assert str(read_one(data).max_points) == "2.5"


def test_canvas_gives_points_for_each_answer() -> None:
    points = [("a", "10.0"), ("b", "2.5")]
    conditions = "".join(
        when(EQUAL.format(code), f'<setvar varname="SCORE" action="Set">{n}</setvar>') for code, n in points
    )
    assert fractions(read_one(qti12(conditions))) == ["1", "0.25", "0"]


def test_an_answer_that_canvas_left_blank_is_left_out() -> None:
    data = qti12(when(EQUAL.format("b"), '<setvar action="Set">100</setvar>'))
    data = data.replace(b"&lt;p&gt;Text c&lt;/p&gt;", b"")
    item = read_one(data)
    assert ([option.id for option in item.options], "left out" in item.warnings[0]) == (["a", "b"], True)


# --- Common Cartridge, Blackboard, Brightspace ----------------------------------------------------
def test_several_answers_of_a_common_cartridge() -> None:
    test = f"<and>{EQUAL.format('a')}<not>{EQUAL.format('b')}</not>{EQUAL.format('c')}</and>"
    fields = f"<qtimetadata>{field('cc_profile', 'cc.multiple_response.v0p1')}</qtimetadata>"
    item = read_one(
        qti12(when(test, '<setvar action="Set" varname="SCORE">100</setvar>'), cardinality="Multiple", fields=fields)
    )
    assert (item.kind, keys(item), fractions(item)) == (MULTIPLE_SELECT, ["a", "c"], ["0.5", "0", "0.5"])


def test_smart_text_of_blackboard_has_named_characters() -> None:
    label = '<response_label ident="{0}"><material><mat_extension><mat_formattedtext type="SMART_TEXT">{0} &amp;amp; d'
    label += "</mat_formattedtext></mat_extension></material></response_label>"
    data = qti12(when(EQUAL.format("a"), "<setvar>SCORE.max</setvar>"), labels=label.format("a") + label.format("b"))
    assert [option.text for option in read_one(data).options] == ["a & d", "b & d"]


def test_brightspace_shows_feedback_by_conditions_of_its_own() -> None:
    conditions = "".join(
        when(EQUAL.format(code), f'<setvar action="Set">{points}</setvar><displayfeedback linkrefid="Q_IF{code}"/>')
        for code, points in (("a", "0.0"), ("b", "100.0"), ("c", "0.0"))
    )
    told = "".join(
        f'<itemfeedback ident="Q_IF{code}"><material><mattext>About {code}</mattext></material></itemfeedback>'
        for code in "abc"
    )
    item = read_one(qti12(conditions).replace(b"</resprocessing>", b"</resprocessing>" + told.encode()))
    assert (keys(item), feedback(item)) == (["b"], ["About a", "About b", "About c"])


# --- Sakai, ILIAS, OLAT, Questionmark -------------------------------------------------------------
def test_sakai_adds_and_tells_who_is_right() -> None:
    conditions = "".join(
        when(
            f'<varequal case="Yes" respident="r">{code}</varequal>',
            f'<setvar action="Add" varname="SCORE">{n}</setvar><displayfeedback linkrefid="{shown}"/>',
        )
        for code, n, shown in (("a", "0.0", "InCorrect"), ("b", "4.0", "Correct"), ("c", "0.0", "InCorrect"))
    )
    item = read_one(qti12(conditions, fields=field("qmd_itemtype", "Multiple Choice")))
    assert (item.kind, keys(item), str(item.max_points)) == (SINGLE_CHOICE, ["b"], "4")


def test_ilias_gives_points_for_what_is_left_out() -> None:
    conditions = "".join(
        when(EQUAL.format(code), f'<setvar action="Add">{1 if code != "b" else 0}</setvar>')
        + when(f"<not>{EQUAL.format(code)}</not>", f'<setvar action="Add">{1 if code == "b" else 0}</setvar>')
        for code in "abc"
    )
    fields = field("QUESTIONTYPE", "MULTIPLE CHOICE QUESTION")
    item = read_one(qti12(conditions, cardinality="Multiple", fields=fields))
    assert (keys(item), fractions(item)) == (["a", "c"], ["0.5", "-0.5", "0.5"])


def test_olat_asks_for_all_right_answers_and_no_other() -> None:
    test = f"<and>{EQUAL.format('a')}{EQUAL.format('c')}<not><or>{EQUAL.format('b')}</or></not></and>"
    conditions = when(test, '<setvar varname="SCORE" action="Set">3</setvar>', 'title="Mastery" continue="Yes"')
    conditions += when("<other/>", '<setvar varname="SCORE" action="Set">0</setvar>', 'title="Fail"')
    item = read_one(qti12(conditions, cardinality="Multiple"))
    assert (keys(item), str(item.max_points)) == (["a", "c"], "3")


def test_questionmark_names_its_conditions() -> None:
    conditions = "".join(
        when(
            EQUAL.format(code),
            f'<setvar action="Set">{n}</setvar><displayfeedback linkrefid="{n} {code}"/>',
            f'title="{n} {code}"',
        )
        for code, n in (("a", 0), ("b", 0), ("c", 2))
    )
    item = read_one(qti12(conditions))
    assert (keys(item), str(item.max_points)) == (["c"], "2")


# --- TAO, Inspera and others of QTI 2 -------------------------------------------------------------
@pytest.mark.parametrize(
    "processing",
    [
        f'template="{SPEC}/qti_v2p1/rptemplates/map_response"',
        f'templateLocation="{SPEC}/qti_v2p1/rptemplates/map_response.xml"',
        'template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"',
    ],
)
def test_a_template_is_known_by_name_and_by_place(processing: str) -> None:
    rest = f"<responseProcessing {processing}/>"
    data = item_xml(declared=TWO_KEYS + MAPPING, cardinality="multiple", choices=THREE, most=0, rest=rest)
    assert fractions(read_one(data)) == ["0.5", "-0.25", "0.5"]


@pytest.mark.parametrize("rest", ["", f'<responseProcessing template="{SPEC}/qti_v2p1/rptemplates/match_correct"/>'])
def test_points_name_the_key_where_nothing_else_does(rest: str) -> None:
    data = item_xml(declared=MAPPING, cardinality="multiple", choices=THREE, most=0, rest=rest)
    assert keys(read_one(data)) == ["A", "C"]


def test_several_right_answers_without_a_number_of_choices() -> None:
    data = item_xml(declared=TWO_KEYS, cardinality="multiple", choices=THREE).replace(b' maxChoices="1"', b"")
    item = read_one(data)
    assert (item.kind, item.select_count) == (MULTIPLE_SELECT, 2)


def test_an_answer_under_another_name_is_the_only_one_there_is() -> None:
    data = item_xml().replace(b'responseIdentifier="RESPONSE"', b'responseIdentifier="RESPONSE-1"')
    assert keys(read_one(data)) == ["A"]


def test_inspera_keeps_points_as_template_values() -> None:
    declared = f'{CORRECT}</responseDeclaration><templateDeclaration identifier="SCORE_RIGHT" cardinality="single" baseType="float">'
    declared += "<defaultValue><value>2</value></defaultValue></templateDeclaration>"
    rest = (
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/>'
        '<correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><variable identifier="SCORE_RIGHT"/>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    data = item_xml(rest=rest).replace(f"{CORRECT}</responseDeclaration>".encode(), declared.encode())
    item = read_one(data)
    assert (keys(item), str(item.max_points)) == (["A"], "2")


# --- Moodle ---------------------------------------------------------------------------------------
def test_a_question_of_moodle_4() -> None:
    item = only(
        "quiz.xml",
        """<?xml version="1.0" encoding="UTF-8"?><quiz><question type="category"><category><text>$course$/top/Cloud</text></category>
<info format="html"><text></text></info><idnumber></idnumber></question>
<!-- question: 12 --><question type="multichoice"><name><text>Which two</text></name>
<questiontext format="html"><text><![CDATA[<p dir="ltr" style="text-align: left;">Which <b>two</b>?<br></p>]]></text></questiontext>
<generalfeedback format="html"><text/></generalfeedback><defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty>
<hidden>0</hidden><idnumber>c-12</idnumber><single>false</single><shuffleanswers>1</shuffleanswers>
<answernumbering>abc</answernumbering><showstandardinstruction>0</showstandardinstruction><shownumcorrect/>
<answer fraction="50" format="html"><text><![CDATA[<p>One</p>]]></text><feedback format="html"><text>Yes.</text></feedback></answer>
<answer fraction="50" format="moodle_auto_format"><text>Two</text><feedback format="html"><text/></feedback></answer>
<answer fraction="-33.33333" format="html"><text>Three &amp;lt;</text><feedback format="html"><text/></feedback></answer>
</question></quiz>""",
    )
    assert (item.source_id, item.stem, item.is_shuffled, str(item.max_points)) == ("c-12", "Which **two**?", True, "2")
    assert (keys(item), fractions(item)) == (["a", "b"], ["0.5", "0.5", "-0.3333333"])
    assert ([option.text for option in item.options], item.metadata["category"]) == (["One", "Two", "Three <"], "Cloud")


def test_an_answer_that_moodle_would_leave_out_is_left_out() -> None:
    answers = "".join(
        f'<answer fraction="{n}" format="html"><text>{text}</text></answer>'
        for n, text in ((0, "One"), (0, "&lt;p&gt;&lt;br&gt;&lt;/p&gt;"), (100, "Two"))
    )
    question = f"<question type='multichoice'><questiontext><text>Which?</text></questiontext>{answers}</question>"
    item = only("quiz.xml", f"<quiz>{question}</quiz>")
    assert ([o.id for o in item.options], [o.text for o in item.options]) == (["a", "b"], ["One", "Two"])
    assert "left out" in item.warnings[0]


# --- text2qti -------------------------------------------------------------------------------------
def test_a_package_of_text2qti() -> None:
    reading = read_data("text2qti/quiz.zip")
    capital, primes, water, fruit = reading.items
    assert [o.text for o in capital.options] == ["Lyon", "Paris", "Berlin & Bonn", "`Rome`"]
    assert [o.is_correct for o in capital.options] == [False, True, False, False]
    assert feedback(capital) == ["No, the second city.", "Yes.", "No, Germany.", ""]
    assert capital.metadata["correct_feedback"] == "Well done."
    assert (fractions(primes), feedback(primes)) == (["0", "0.5", "0", "0.5"], ["", "Prime.", "2 times 3.", ""])
    assert [str(item.max_points) for item in reading.items] == ["2", "1", "1", "3"]
    assert all(item.is_shuffled for item in reading.items)
    assert [o.is_correct for item in (water, fruit) for o in item.options] == [True, False, False, True]
    assert sorted(each.type for each in reading.unsupported) == [
        *(
            "essay_question",
            "file_upload_question",
            "numerical_question",
            "short_answer_question",
            "text_only_question",
        ),
    ]
