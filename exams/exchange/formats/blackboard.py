"""Blackboard's own pools (`POOL` in a .dat file). Pure.

Its newer exports are QTI 1.2 with names of their own: `qti12` reads those.
"""

from collections.abc import Iterator
from decimal import Decimal
from html import escape
from xml.etree.ElementTree import Element

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, Found, Place, Refused, Unsupported
from exams.exchange.formats.qti_choice import Choice, refuse_options
from exams.exchange.formats.qti_expressions import CannotTell, number
from exams.exchange.formats.qti_feedback import Sorted
from exams.exchange.formats.qti_scoring import Verdict, even_shares
from exams.exchange.formats.qti_texts import Files, Texts
from exams.exchange.safe_xml import line_of

CHOICES = {
    "QUESTION_TRUEFALSE": SINGLE_CHOICE,
    "QUESTION_EITHEROR": SINGLE_CHOICE,
    "QUESTION_MULTIPLECHOICE": SINGLE_CHOICE,
    "QUESTION_MULTIPLEANSWER": MULTIPLE_SELECT,
}


def read_pool(root: Element, member: str, files: Files) -> Iterator[Found]:
    """The questions of a pool."""
    title = _value(root, "TITLE")
    points = {each.get("id", ""): each.get("points", "") for each in root.iter("QUESTION")}
    for question in root:
        if not question.tag.startswith("QUESTION_"):
            continue
        place = Place(member, line_of(question))
        source_id = question.get("id") or f"line-{place.line}"
        if question.tag not in CHOICES:
            yield Unsupported(source_id, question.tag, place)
        else:
            yield _item(question, source_id, place, Texts(files, member), (title, points.get(source_id, "")))


def _item(
    question: Element, source_id: str, place: Place, texts: Texts, title_and_points: tuple[str, str]
) -> ForeignItem | Refused:
    title, points = title_and_points
    answers = sorted(question.findall("ANSWER"), key=_position)
    codes = [answer.get("id") or str(index) for index, answer in enumerate(answers, start=1)]
    if refused := refuse_options(codes, place, source_id):
        return refused
    right = {each.get("answer_id", "") for each in question.iter("CORRECTANSWER")}
    key = [code for code in codes if code in right]
    told = {
        "correct_feedback": [_feedback(question, "FEEDBACK_WHEN_CORRECT", texts)],
        "incorrect_feedback": [_feedback(question, "FEEDBACK_WHEN_INCORRECT", texts)],
    }
    return Choice(
        stem=_text(question.find("BODY"), question, texts),
        options={code: _text(answer, question, texts) for code, answer in zip(codes, answers, strict=True)},
        is_single=CHOICES[question.tag] == SINGLE_CHOICE,
        is_shuffled=question.find("BODY/FLAGS/RANDOMIZE") is not None and _value(question, "RANDOMIZE") == "true",
        verdict=Verdict(key, even_shares(codes, key)),
        feedback=Sorted(metadata=told),
        texts=texts,
        max_points=_points(points),
        metadata={"category": title},
    ).item(source_id, place)


def _position(answer: Element) -> int:
    text = answer.get("position", "")
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _points(text: str) -> Decimal:
    try:
        points = number(text or "1")
    except CannotTell:
        points = Decimal(1)
    return points if points > 0 else Decimal(1)


def _value(element: Element, tag: str) -> str:
    found = next(element.iter(tag), None)
    return (found.get("value") or found.text or "").strip() if found is not None else ""


def _text(element: Element | None, question: Element, texts: Texts) -> str:
    found = element.find("TEXT") if element is not None else None
    return _markdown((found.text if found is not None else "") or "", question, texts)


def _feedback(question: Element, tag: str, texts: Texts) -> str:
    found = next(question.iter(tag), None)
    return _markdown((found.text if found is not None else "") or "", question, texts)


def _markdown(text: str, question: Element, texts: Texts) -> str:
    if _value(question, "ISHTML") == "true":
        return texts.markdown(text)
    is_literal = _value(question, "ISNEWLINELITERAL") == "true"
    return texts.markdown(escape(text, quote=False).replace("\n", "<br>" if is_literal else "\n"))
