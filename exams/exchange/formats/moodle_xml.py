"""Reader of Moodle XML. Pure.

Choice and true/false questions become items, with their pictures; all others are listed by Moodle's name of them.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from exams.exchange.foreign import ForeignItem, ForeignOption, Found, Place, Reading, Refused, Source, Unsupported
from exams.exchange.formats.choices import (
    BLANK_LEFT_OUT,
    Broken,
    Identities,
    Key,
    check_count,
    even_share,
    find_key,
    gather,
    letter,
    share,
)
from exams.exchange.formats.gift import category_name
from exams.exchange.formats.texts import FORMATS, HTML, MOODLE, PLAIN, Texts
from exams.exchange.formats.writing import part_tags
from exams.exchange.safe_xml import XmlRefused, line_of, parse

CHOICE = "multichoice"
# A well-known plugin: all of the right answers, or no credit.
CHOICE_SET = "multichoiceset"
TRUE_FALSE = "truefalse"
_NOT_SHOWN = re.compile(r"</?(?:p|br|div|span)\b[^<>]*>|&nbsp;|\s")
TOLD = {
    "correctfeedback": "correct_feedback",
    "partiallycorrectfeedback": "partial_feedback",
    "incorrectfeedback": "incorrect_feedback",
}


def read_moodle_xml(source: Source) -> Reading:
    """All questions of a file; what is wrong with it, or with one of them, is in `refused`. Never raises."""
    try:
        root = parse(source.data, source.name)
    except XmlRefused as refusal:
        return Reading(refused=(refusal.refused,))
    if root.tag != "quiz":
        reason = f"This is no Moodle XML: its root is <{root.tag[:40]}>, not <quiz>."
        return Reading(refused=(Refused(Place(source.name, line_of(root)), reason, "Export it as Moodle XML."),))
    return _File(source.name).read(root)


class _File:
    def __init__(self, name: str) -> None:
        self._name = name
        self._category = ""
        self._identities = Identities()

    def read(self, root: Element) -> Reading:
        reading = gather(self._questions(root), self._name)
        if reading == Reading():
            nothing = Refused(Place(self._name, 1), "No question was found.", "Export the questions, not a course.")
            return Reading(refused=(nothing,))
        return reading

    def _questions(self, root: Element) -> Iterator[Found]:
        for question in root.iterfind("question"):
            kind = question.get("type", "")
            if kind == "category":
                self._category = category_name(_text(question, "category"))
                continue
            names = (_text(question, "idnumber"), _text(question, "name"))
            source_id = self._identities.give(*names, text=_text(question, "questiontext"))
            yield self._question(question, kind, source_id)

    def _question(self, question: Element, kind: str, source_id: str) -> Found:
        place = Place(self._name, line_of(question))
        if kind not in {CHOICE, CHOICE_SET, TRUE_FALSE}:
            return Unsupported(source_id, kind[:60] or "question without a type", place)
        try:
            return self._item(question, kind, source_id, place)
        except Broken as fault:
            return Refused(place, fault.reason, fault.advice, source_id)

    def _item(self, question: Element, kind: str, source_id: str, place: Place) -> ForeignItem:
        texts = Texts(_files(question))
        stem = _block(texts, question.find("questiontext"))
        stem += _old_picture(texts, question)
        if not stem:
            raise Broken("The question has no text.", "Write it in <questiontext>.")
        key = _key(texts, question, kind)
        tags, said = part_tags(_tags(question))
        metadata = {
            "title": " ".join(_text(question, "name").split()),
            "category": self._category,
            **{name: _block(texts, question.find(tag)) for tag, name in TOLD.items()},
            **said,
        }
        return ForeignItem(
            source_id=source_id,
            kind=key.kind,
            select_count=key.select_count,
            stem=stem,
            options=key.options,
            place=place,
            feedback=_block(texts, question.find("generalfeedback")),
            is_shuffled=kind != TRUE_FALSE and _is_true(_own(question, "shuffleanswers"), default=False),
            max_points=_points(_own(question, "defaultgrade")),
            tags=tags,
            metadata={name: value for name, value in metadata.items() if value},
            media=texts.media,
            warnings=(*key.warnings, *texts.warnings),
        )


def _key(texts: Texts, question: Element, kind: str) -> Key:
    answers = list(question.iterfind("answer"))
    check_count(len(answers))
    if kind == TRUE_FALSE:
        made = [_option(texts, answer, index, PLAIN) for index, answer in enumerate(answers)]
        named = [ForeignOption(o.id, o.text.capitalize(), o.is_correct, o.fraction, o.feedback) for o in made]
        return find_key(named, is_single=True)
    filled = [answer for answer in answers if not _is_blank(answer)]
    if 2 <= len(filled) < len(answers):
        texts.warn(BLANK_LEFT_OUT)
        answers = filled
    options = [_option(texts, answer, index, HTML) for index, answer in enumerate(answers)]
    if kind == CHOICE_SET:
        credit = even_share(sum(option.fraction > 0 for option in options))
        options = [ForeignOption(o.id, o.text, False, credit * (o.fraction > 0), o.feedback) for o in options]
    is_single = kind == CHOICE and _is_true(_own(question, "single"), default=True)
    return find_key(options, is_single=is_single)


def _is_blank(answer: Element) -> bool:
    """An answer that nobody filled in, and that brings nothing: Moodle leaves it out too."""
    shown = _NOT_SHOWN.sub("", _own(answer, "text"))
    return not shown and share(answer.get("fraction") or "0") <= 0


def _option(texts: Texts, answer: Element, index: int, default: str) -> ForeignOption:
    fraction = share(answer.get("fraction") or "0")
    form = FORMATS.get(answer.get("format", ""), default)
    form = PLAIN if default == PLAIN else form
    text = texts.option(_shown(_own(answer, "text"), form), form)
    return ForeignOption(letter(index), text, False, fraction, _block(texts, answer.find("feedback")))


def _block(texts: Texts, element: Element | None) -> str:
    if element is None:
        return ""
    form = FORMATS.get(element.get("format", ""), HTML)
    return texts.block(_shown(_own(element, "text"), form), form)


def _shown(text: str, form: str) -> str:
    """In Moodle's own format a line's end is one, unless the text is HTML anyway."""
    text = text.strip()
    is_html = "<p" in text or "<br" in text or "<li" in text
    return text.replace("\n", "<br>") if form == MOODLE and not is_html else text


def _old_picture(texts: Texts, question: Element) -> str:
    """Before Moodle 2, a question had one picture, below its text."""
    name = _own(question, "image").strip()
    if not name or question.find("image_base64") is None:
        return ""
    shown = texts.block(f"![]({name})", "markdown")
    return f"\n\n{shown}" if shown else ""


def _files(question: Element) -> dict[str, str]:
    """Name → base64, of all files of the question and its answers."""
    files = {file.get("name", ""): file.text or "" for file in question.iter("file")}
    if data := _own(question, "image_base64").strip():
        files[_own(question, "image").strip().rpartition("/")[2]] = data
    return {name: data for name, data in files.items() if name}


def _text(question: Element, tag: str) -> str:
    """`<tag><text>…</text></tag>`, or `<tag>…</tag>`."""
    element = question.find(tag)
    if element is None:
        return ""
    inner = element.find("text")
    return ((inner if inner is not None else element).text or "").strip()


def _own(element: Element, tag: str) -> str:
    return element.findtext(tag) or ""


def _tags(question: Element) -> Iterator[str]:
    for tag in question.iterfind("tags/tag"):
        name = " ".join((tag.findtext("text") or tag.text or "").split())
        if name:
            yield name


def _is_true(text: str, *, default: bool) -> bool:
    text = text.strip().lower()
    return text in {"1", "true", "yes"} if text else default


def _points(text: str) -> Decimal:
    try:
        value = Decimal(text.strip() or "1")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= 10_000:
        raise Broken(f"“{text.strip()[:20]}” is no number of points.", "Write a number such as 1.")
    return value.normalize() + Decimal(0) if value else Decimal(0)
