"""Items as a package of QTI 1.2, with the conventions that Canvas and others read. Pure."""

from collections.abc import Iterable
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from exams.exchange.foreign import SINGLE_CHOICE, ForeignItem
from exams.exchange.formats.qti12 import OWN
from exams.exchange.formats.qti_package_writer import TOLD_BY_ITEM, Members, Names, Resource, manifest, xml_bytes
from exams.exchange.formats.qti_writer import decimal_text, is_even
from exams.exchange.html_text import to_html, to_html_line

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
MANIFEST_NAMESPACE = "http://www.imsglobal.org/xsd/imscp_v1p1"
MEMBER = "questions.xml"
RESPONSE = "response1"
_PERCENT = Decimal(100)
_ITEM_FEEDBACK = {
    "correct_feedback": "correct_fb",
    "partial_feedback": "partial_fb",
    "incorrect_feedback": "general_incorrect_fb",
}
_NAMED_FIELDS = {"style", "difficulty", "objectives", "category"}


def write_package(items: Iterable[ForeignItem]) -> bytes:
    """A package with one file of questions."""
    members, names = Members(), Names()
    root = Element("questestinterop", {"xmlns": NAMESPACE})
    assessment = SubElement(root, "assessment", {"ident": "ASSESSMENT"})
    section = SubElement(assessment, "section", {"ident": "root_section"})
    for item in items:
        placed = members.add_media(item, names.of(item.source_id))
        section.append(_Item(item, placed).build())
    media = tuple(members.files)
    members.files[MEMBER] = xml_bytes(root)
    members.resources.append(Resource("QUESTIONS", "imsqti_xmlv1p2", MEMBER, media))
    return members.zipped(manifest(MANIFEST_NAMESPACE, ("IMS Content", "1.1.3"), members.resources))


class _Item:
    def __init__(self, item: ForeignItem, placed: dict[str, str]) -> None:
        self.item = item
        self.placed = placed
        self.is_single = item.kind == SINGLE_CHOICE

    def build(self) -> Element:
        item = self.item
        root = Element("item", {"ident": item.source_id, "title": item.metadata.get("title", "")})
        self._fields(root)
        self._presentation(root)
        self._process(root)
        for option in item.options:
            self._feedback(root, f"{option.id}_fb", option.feedback)
        self._feedback(root, "general_fb", item.feedback)
        for name, ident in _ITEM_FEEDBACK.items():
            self._feedback(root, ident, item.metadata.get(name, ""))
        return root

    def _place(self, address: str) -> str:
        return self.placed.get(address, address)

    def _fields(self, root: Element) -> None:
        item = self.item
        metadata = SubElement(SubElement(root, "itemmetadata"), "qtimetadata")
        fields = {
            "question_type": "multiple_choice_question" if self.is_single else "multiple_answers_question",
            "points_possible": decimal_text(item.max_points),
            "keywords": ",".join(item.tags),
            "language": item.metadata.get("language", ""),
            "stimulus_code": item.stimulus_code,
            "stimulus_title": item.stimulus_title,
        }
        for name, value in item.metadata.items():
            if name not in TOLD_BY_ITEM:
                fields[name if name in _NAMED_FIELDS else f"{OWN}{name}"] = value
        for name, value in fields.items():
            if value:
                field = SubElement(metadata, "qtimetadatafield")
                SubElement(field, "fieldlabel").text = name
                SubElement(field, "fieldentry").text = value

    def _presentation(self, root: Element) -> None:
        item = self.item
        presentation = SubElement(root, "presentation")
        if item.stimulus_code:
            _add_material(presentation, to_html(item.stimulus, self._place), {"label": "stimulus"})
        _add_material(presentation, to_html(item.stem, self._place))
        attributes = {"ident": RESPONSE, "rcardinality": "Single" if self.is_single else "Multiple"}
        response = SubElement(presentation, "response_lid", attributes)
        render = SubElement(response, "render_choice", {"shuffle": "Yes" if item.is_shuffled else "No"})
        for option in item.options:
            label = SubElement(render, "response_label", {"ident": option.id})
            _add_material(label, to_html_line(option.text, self._place))

    def _process(self, root: Element) -> None:
        item = self.item
        processing = SubElement(root, "resprocessing")
        limits = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
        SubElement(SubElement(processing, "outcomes"), "decvar", limits)
        if item.feedback:
            conditions = _add_condition(processing, "Yes")
            SubElement(conditions[0], "other")
            _show(conditions[1], "general_fb")
        for option in item.options:
            if option.feedback:
                conditionvar, condition = _add_condition(processing, "Yes")
                SubElement(conditionvar, "varequal", {"respident": RESPONSE}).text = option.id
                _show(condition, f"{option.id}_fb")
        self._score(processing)
        if item.metadata.get("incorrect_feedback"):
            conditionvar, condition = _add_condition(processing, "Yes")
            SubElement(conditionvar, "other")
            _show(condition, _ITEM_FEEDBACK["incorrect_feedback"])

    def _score(self, processing: Element) -> None:
        item = self.item
        if not self.is_single and is_even(item):
            conditionvar, condition = _add_condition(processing, "No")
            together = SubElement(conditionvar, "and")
            for option in item.options:
                parent = together if option.is_correct else SubElement(together, "not")
                SubElement(parent, "varequal", {"respident": RESPONSE}).text = option.id
            self._set(condition, "Set", _PERCENT, is_right=True)
            return
        for option in item.options:
            if option.fraction or option.is_correct:
                conditionvar, condition = _add_condition(processing, "No" if self.is_single else "Yes")
                SubElement(conditionvar, "varequal", {"respident": RESPONSE}).text = option.id
                is_right = self.is_single and option.is_correct
                self._set(condition, "Set" if self.is_single else "Add", option.fraction * _PERCENT, is_right=is_right)

    def _set(self, condition: Element, action: str, percent: Decimal, *, is_right: bool) -> None:
        SubElement(condition, "setvar", {"action": action, "varname": "SCORE"}).text = decimal_text(percent)
        if is_right and self.item.metadata.get("correct_feedback"):
            _show(condition, _ITEM_FEEDBACK["correct_feedback"])

    def _feedback(self, root: Element, ident: str, text: str) -> None:
        if text:
            feedback = SubElement(root, "itemfeedback", {"ident": ident})
            _add_material(SubElement(feedback, "flow_mat"), to_html(text, self._place))


def _add_condition(processing: Element, goes_on: str) -> tuple[Element, Element]:
    """A new condition: its `conditionvar`, and itself."""
    condition = SubElement(processing, "respcondition", {"continue": goes_on})
    return SubElement(condition, "conditionvar"), condition


def _show(condition: Element, ident: str) -> None:
    SubElement(condition, "displayfeedback", {"feedbacktype": "Response", "linkrefid": ident})


def _add_material(parent: Element, html: str, attributes: dict[str, str] | None = None) -> None:
    material = SubElement(parent, "material", attributes or {})
    SubElement(material, "mattext", {"texttype": "text/html"}).text = html
