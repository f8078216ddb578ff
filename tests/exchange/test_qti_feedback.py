"""Feedback of QTI 2 and 3 comes to the option, or to the item, that it is about."""

from tests.exchange.qti_files import CORRECT, MATCH, feedback, item_xml, read_one

OUTCOME = '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'
CHOSEN = '<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>'


def modal(identifier: str, text: str, show: str = "show") -> str:
    return f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{identifier}" showHide="{show}">{text}</modalFeedback>'


def told(identifier: str) -> str:
    return (
        f'<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">{identifier}</baseValue>'
        "</setOutcomeValue>"
    )


def right_or_wrong(right: str, wrong: str) -> str:
    return (
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/>'
        f'<correct identifier="RESPONSE"/></match>{told(right)}</responseIf>'
        f"<responseElse>{told(wrong)}</responseElse></responseCondition></responseProcessing>"
    )


def test_feedback_of_the_chosen_option() -> None:
    rest = f"<responseProcessing>{CHOSEN}</responseProcessing>{modal('A', 'Yes.')}{modal('B', 'No, <b>one</b>.')}"
    assert feedback(read_one(item_xml(rest=rest))) == ["Yes.", "No, **one**."]


def test_feedback_within_an_option_is_not_part_of_its_text() -> None:
    choices = "".join(
        f'<simpleChoice identifier="{code}">Text {code} '
        f'<feedbackInline outcomeIdentifier="FEEDBACK" identifier="{code}" showHide="show">About {code}</feedbackInline>'
        "</simpleChoice>"
        for code in "AB"
    )
    item = read_one(item_xml(choices=choices, rest=f"<responseProcessing>{CHOSEN}</responseProcessing>"))
    assert [option.text for option in item.options] == ["Text A", "Text B"]
    assert feedback(item) == ["About A", "About B"]


def test_feedback_for_right_and_wrong_answers() -> None:
    rest = right_or_wrong("correct", "incorrect") + modal("correct", "Well done.") + modal("incorrect", "Try again.")
    item = read_one(item_xml(rest=rest))
    assert item.metadata["correct_feedback"] == "Well done."
    assert item.metadata["incorrect_feedback"] == "Try again."
    assert feedback(item) == ["", ""]


def test_feedback_of_any_name_goes_to_the_options_that_show_it() -> None:
    choices = "".join(f'<simpleChoice identifier="{code}">{code}</simpleChoice>' for code in "ABC")
    rest = right_or_wrong("f1", "f2") + modal("f1", "Well done.") + modal("f2", "Try again.")
    item = read_one(item_xml(choices=choices, rest=rest))
    assert feedback(item) == ["Well done.", "", ""]
    assert item.metadata["incorrect_feedback"] == "Try again."


def test_feedback_that_is_always_shown_is_the_items() -> None:
    rest = f"<responseProcessing>{told('all')}</responseProcessing>{modal('all', 'The source.')}"
    item = read_one(item_xml(rest=rest))
    assert (item.feedback, feedback(item)) == ("The source.", ["", ""])


def test_feedback_that_is_hidden_for_one_option_is_shown_for_the_others() -> None:
    rest = f"<responseProcessing>{CHOSEN}</responseProcessing>{modal('A', 'Not A.', 'hide')}"
    assert feedback(read_one(item_xml(rest=rest))) == ["", "Not A."]


def test_feedback_that_nothing_shows_is_kept_with_the_item() -> None:
    item = read_one(item_xml(declared=CORRECT, rest=MATCH + modal("x", "Never shown.")))
    assert item.feedback == "Never shown."
