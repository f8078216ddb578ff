"""Items of QTI that are worked out before they are shown: the same for everybody, or another one for each."""

import pytest

from exams.exchange.foreign import ForeignItem
from tests.exchange.qti_files import CHOICES, CORRECT, item_xml, keys, read, read_one

CHANCE = '<randomInteger min="1" max="9"/>'
PRINTED = '<p>What is <printedVariable identifier="x"/> + 1?</p>'
LISTED = "choiceInteraction with templateProcessing"


def number(text: str) -> str:
    return f'<baseValue baseType="integer">{text}</baseValue>'


def templated(
    rules: str, *, body: str = "<p>Which?</p>", base: str = "integer", choices: str = CHOICES, rest: str = ""
) -> bytes:
    """An item with the template variables `x` and `y`."""
    declared = f"{CORRECT}</responseDeclaration>" + "".join(
        f'<templateDeclaration identifier="{name}" cardinality="single" baseType="{base}" mathVariable="true">'
        "<defaultValue><value>7</value></defaultValue></templateDeclaration>"
        for name in "xy"
    )
    data = item_xml(body=body, choices=choices, rest=f"<templateProcessing>{rules}</templateProcessing>{rest}")
    return data.replace(f"{CORRECT}</responseDeclaration>".encode(), declared.encode())


def setting(value: str, name: str = "x") -> str:
    return f'<setTemplateValue identifier="{name}">{value}</setTemplateValue>'


OTHER = setting(number("1"))


def listed(data: bytes) -> list[str]:
    return [each.type for each in read(data).unsupported]


def test_a_value_that_is_worked_out_without_chance_is_printed() -> None:
    rules = setting(f"<product>{number('6')}{number('7')}</product>")
    assert read_one(templated(rules, body=PRINTED)).stem == "What is 42 + 1?"


def test_a_value_that_is_only_declared_is_printed() -> None:
    assert read_one(templated("", body=PRINTED)).stem == "What is 7 + 1?"


def test_a_number_is_printed_in_its_format() -> None:
    body = '<p><printedVariable identifier="x" format="%.2f"/> and <printedVariable identifier="x" format="%i"/></p>'
    assert read_one(templated("", body=body)).stem == "7.00 and 7"


def test_a_value_stands_in_formulas() -> None:
    body = "<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>"
    assert read_one(templated(setting(number("3")), body=body)).stem == "3²"


def test_chance_that_reaches_nothing_is_no_hindrance() -> None:
    assert keys(read_one(templated(setting(CHANCE)))) == ["A"]


@pytest.mark.parametrize(
    "rules",
    [
        setting(CHANCE),
        setting(CHANCE, "y") + setting('<variable identifier="y"/>'),
        f"<templateCondition><templateIf><gt>{CHANCE}{number('3')}</gt>{OTHER}</templateIf></templateCondition>",
        setting("<customOperator/>"),
    ],
)
def test_a_question_that_chance_completes_is_listed(rules: str) -> None:
    assert listed(templated(rules, body=PRINTED)) == [LISTED]


def test_chance_in_a_formula_is_seen() -> None:
    body = "<p><math><mi>names[x]</mi></math></p>"
    assert listed(templated(setting(CHANCE), body=body)) == [LISTED]


def test_a_condition_without_chance_decides() -> None:
    either = (
        f'<templateCondition><templateIf><gt><variable identifier="y"/>{number("5")}</gt>{setting(number("1"))}'
        f"</templateIf><templateElse>{setting(number('2'))}</templateElse></templateCondition>"
    )
    assert read_one(templated(either, body=PRINTED)).stem == "What is 1 + 1?"


def key_of(value: str) -> str:
    return f'<setCorrectResponse identifier="RESPONSE">{value}</setCorrectResponse>'


def test_the_template_may_name_the_key() -> None:
    rest = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
    rules = key_of('<baseValue baseType="identifier">B</baseValue>')
    assert keys(read_one(templated(rules, rest=rest))) == ["B"]


def test_a_key_that_chance_names_is_listed() -> None:
    rules = key_of(f"<random><multiple>{number('1')}</multiple></random>")
    assert listed(templated(rules)) == [LISTED]


def hiding(shown: str) -> ForeignItem:
    choices = CHOICES.replace('"B"', '"B" templateIdentifier="x" showHide="show"')
    rules = setting(f'<baseValue baseType="identifier">{shown}</baseValue>')
    body = '<p>Which<templateInline identifier="B" templateIdentifier="x"> of two</templateInline>?</p>'
    return read_one(templated(rules, body=body, base="identifier", choices=choices))


def test_what_the_template_hides_is_not_there() -> None:
    item = hiding("none")
    assert (item.stem, [option.id for option in item.options]) == ("Which?", ["A"])


def test_what_the_template_shows_is_there() -> None:
    item = hiding("B")
    assert (item.stem, [option.id for option in item.options]) == ("Which of two?", ["A", "B"])


def test_the_scoring_knows_the_values() -> None:
    rest = (
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/>'
        '<correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><variable identifier="x"/>'
        "</setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    assert str(read_one(templated(setting(number("4")), rest=rest)).max_points) == "4"
    assert listed(templated(setting(CHANCE), rest=rest)) == [LISTED]


def test_a_value_of_the_outcome_is_left_out_with_a_warning() -> None:
    item = read_one(item_xml(body='<p>Points: <printedVariable identifier="SCORE"/></p>'))
    assert "worked out when the item is shown" in item.warnings[0]


def test_a_long_text_is_not_printed_without_end() -> None:
    body = '<printedVariable identifier="x"/>' * 2000
    rules = setting(f'<baseValue baseType="string">{"long " * 20}</baseValue>')
    assert listed(templated(rules, body=f"<p>{body}</p>", base="string")) == [LISTED]
