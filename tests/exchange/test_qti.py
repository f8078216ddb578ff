"""Items of QTI 2 and 3: key, fractions, texts, feedback; and what is listed or refused."""

import pytest

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE
from tests.exchange.qti_files import CHOICES, fractions, item_xml, keys, read, read_data, read_one

MAPPED = """<correctResponse><value>A</value><value>B</value></correctResponse>
<mapping lowerBound="0" upperBound="2" defaultValue="-1">
<mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="1"/></mapping>"""
MAP = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
THREE = f'{CHOICES}<simpleChoice identifier="C">Three</simpleChoice>'


def rules(inner: str) -> str:
    return f"<responseProcessing>{inner}</responseProcessing>"


def when(response: str, then: str, otherwise: str = "") -> str:
    return (
        f'<responseCondition><responseIf><match><variable identifier="RESPONSE"/>{response}</match>{then}</responseIf>'
        f"<responseElse>{otherwise}</responseElse></responseCondition>"
    )


def score(points: str) -> str:
    return f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{points}</baseValue></setOutcomeValue>'


def option(code: str) -> str:
    return f'<baseValue baseType="identifier">{code}</baseValue>'


def test_a_single_choice_has_its_key() -> None:
    item = read_one(item_xml())
    assert (item.source_id, item.kind, item.select_count, item.stem) == ("q1", SINGLE_CHOICE, 1, "Which?")
    assert (keys(item), fractions(item), item.metadata["title"]) == (["A"], ["1", "0"], "A question")


def test_the_place_names_the_line() -> None:
    assert str(read_one(item_xml()).place) == "quiz.xml:2"


def test_a_mapping_gives_fractions_and_penalties() -> None:
    item = read_one(item_xml(declared=MAPPED, cardinality="multiple", choices=THREE, most=0, rest=MAP))
    assert (item.kind, item.select_count, str(item.max_points)) == (MULTIPLE_SELECT, 2, "2")
    assert (keys(item), fractions(item)) == (["A", "B"], ["0.5", "0.5", "-0.5"])


def test_matching_all_right_options_shares_the_credit() -> None:
    declared = "<correctResponse><value>A</value><value>C</value></correctResponse>"
    item = read_one(item_xml(declared=declared, cardinality="multiple", choices=THREE, most=2))
    assert (keys(item), fractions(item)) == (["A", "C"], ["0.5", "0", "0.5"])


def test_rules_of_its_own_give_points_and_partial_credit() -> None:
    inner = when(option("A"), score("4"), when(option("B"), score("1")))
    item = read_one(item_xml(rest=rules(inner)))
    assert (fractions(item), str(item.max_points)) == (["1", "0.25"], "4")


def test_the_key_is_found_in_the_rules_where_it_is_not_declared() -> None:
    both = f"<multiple>{option('A')}{option('C')}</multiple>"
    data = item_xml(declared="", cardinality="multiple", choices=THREE, most=0, rest=rules(when(both, score("1"))))
    assert keys(read_one(data)) == ["A", "C"]


def test_several_right_combinations_are_a_type_of_their_own() -> None:
    either = when(
        f"<multiple>{option('A')}</multiple>", score("1"), when(f"<multiple>{option('B')}</multiple>", score("1"))
    )
    reading = read(item_xml(declared="", cardinality="multiple", choices=THREE, most=0, rest=rules(either)))
    assert [each.type for each in reading.unsupported] == ["choiceInteraction with several right combinations"]
    assert not reading.items


def test_chance_in_the_rules_leaves_the_declared_key() -> None:
    random = '<setOutcomeValue identifier="SCORE"><random/></setOutcomeValue>'
    item = read_one(item_xml(rest=rules(random)))
    assert keys(item) == ["A"]
    assert "could not be worked out" in item.warnings[0]


def test_an_item_without_a_key_says_so() -> None:
    item = read_one(item_xml(declared=""))
    assert (keys(item), item.warnings) == ([], ("The file does not say which option is right.",))


def test_the_prompt_stands_where_the_question_stands() -> None:
    data = item_xml(body="<p>Before.</p>", choices=f"<prompt>The <b>prompt</b>.</prompt>{CHOICES}")
    assert read_one(data).stem == "Before.\n\nThe **prompt**."


@pytest.mark.parametrize(("shuffle", "is_shuffled"), [("true", True), ("false", False)])
def test_shuffling_is_taken_over(shuffle: str, is_shuffled: bool) -> None:
    assert read_one(item_xml(shuffle=shuffle)).is_shuffled is is_shuffled


def test_an_option_that_keeps_its_place_keeps_the_order() -> None:
    item = read_one(item_xml(shuffle="true", choices=CHOICES.replace('"B"', '"B" fixed="true"')))
    assert (item.is_shuffled, "keep their place" in item.warnings[0]) == (False, True)


def test_scripts_and_handlers_in_texts_are_gone() -> None:
    body = '<p onclick="steal()">Which?<script>steal()</script></p><a href="javascript:steal()">Link</a>'
    assert "steal" not in read_one(item_xml(body=body)).stem


def test_a_formula_becomes_text_and_says_so() -> None:
    body = "<p><m:math><m:msup><m:mi>a</m:mi><m:mn>2</m:mn></m:msup></m:math></p>"
    item = read_one(item_xml(body=body))
    assert (item.stem, "formula" in item.warnings[0]) == ("a²", True)


def test_names_of_qti_3_mean_the_same() -> None:
    reading = read_data("kennisnet/simple-multiple-choice-processing2.xml")
    item = reading.items[0]
    assert (item.source_id, item.select_count, item.is_shuffled, str(item.max_points)) == ("QUE_12_1", 3, True, "1")
    assert (keys(item), fractions(item)) == (["choice1", "choice2", "choice3"], ["0.3333333"] * 3)


@pytest.mark.parametrize(
    ("interaction", "kind"),
    [
        ('<textEntryInteraction responseIdentifier="RESPONSE"/>', "textEntryInteraction"),
        ("<p>Read on.</p>", "no interaction"),
        ("<customInteraction><portableCustomInteraction/></customInteraction>", "customInteraction"),
        ("<choiceInteraction/><choiceInteraction/>", "2 × choiceInteraction"),
        ("<choiceInteraction/><orderInteraction/>", "composite (choiceInteraction, orderInteraction)"),
    ],
)
def test_other_types_are_listed_by_their_own_name(interaction: str, kind: str) -> None:
    reading = read(item_xml(interaction=interaction))
    assert [each.type for each in reading.unsupported] == [kind]
    assert not reading.items


def test_a_question_that_chance_completes_is_listed() -> None:
    rest = '<templateProcessing><setTemplateValue identifier="x"/></templateProcessing>'
    reading = read(item_xml(body='<p><printedVariable identifier="x"/></p>', rest=rest))
    assert reading.unsupported[0].type == "choiceInteraction with templateProcessing"


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ("", "no options"),
        (CHOICES + CHOICES, "same identifier"),
        ("".join(f'<simpleChoice identifier="o{n}">{n}</simpleChoice>' for n in range(101)), "more than 100"),
    ],
)
def test_broken_options_are_refused_with_a_line(choices: str, reason: str) -> None:
    refused = read(item_xml(choices=choices)).refused[0]
    assert reason in refused.reason
    assert (refused.source_id, refused.place.line) == ("q1", 6)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><p/></html>", "no question that we know"),
        (b"<assessmentTest/>", "names its questions"),
        (b"<manifest/>", "table of contents"),
        (b"<assessmentItem", "not well-formed"),
        (b"<assessmentItem/>", "no body"),
        (b"not xml", "not well-formed"),
    ],
)
def test_what_holds_no_question_is_refused(data: bytes, reason: str) -> None:
    assert reason in read(data).refused[0].reason


@pytest.mark.parametrize(
    "value", ["NaN", "1e999999", "x", "", "Infinity", "1e-400", "1e999999999", "-1e99999999999999999"]
)
def test_numbers_that_are_none_do_no_harm(value: str) -> None:
    declared = MAPPED.replace('mappedValue="1"', f'mappedValue="{value}"')
    item = read_one(item_xml(declared=declared, cardinality="multiple", choices=THREE, most=0, rest=MAP))
    assert (keys(item), fractions(item)) == (["A", "B"], ["0.5", "0.5", "0"])
    assert "could not be read" in item.warnings[0]
