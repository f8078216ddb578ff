"""Items as packages of QTI 2.1, 2.2 and 3.0. Pure.

Items are made under the names of QTI 2; for QTI 3 `_renamed` gives them its own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from exams.exchange.foreign import SINGLE_CHOICE, ForeignItem
from exams.exchange.formats.qti_package_writer import XSI, Members, Names, Resource, clean, manifest, xml_bytes
from exams.exchange.formats.qti_scoring import even_shares
from exams.exchange.formats.qti_tree import STRUCK
from exams.exchange.html_text import to_html, to_html_line
from exams.exchange.safe_xml import parse

RESPONSE, SCORE = "RESPONSE", "SCORE"
# Fractions closer than this to even shares are even shares that were rounded.
ROUNDED = Decimal("0.0001")
ITEM_FEEDBACK = ("correct_feedback", "partial_feedback", "incorrect_feedback")
_UPPER = re.compile(r"[A-Z]")
_HTML_ATTRIBUTES = {"src", "alt", "href", "class", "colspan", "rowspan"}


@dataclass(frozen=True)
class Version:
    """What tells one version from another in its files."""

    namespace: str
    manifest_namespace: str
    schema: tuple[str, str]
    item_kind: str
    is_3: bool = False


_IMS = "http://www.imsglobal.org/xsd"
VERSIONS = {
    "2.1": Version(f"{_IMS}/imsqti_v2p1", f"{_IMS}/imscp_v1p1", ("QTIv2.1 Package", "1.0.0"), "imsqti_item_xmlv2p1"),
    "2.2": Version(f"{_IMS}/imsqti_v2p2", f"{_IMS}/imscp_v1p1", ("QTIv2.2 Package", "1.0.0"), "imsqti_item_xmlv2p2"),
    "3.0": Version(
        f"{_IMS}/imsqtiasi_v3p0",
        f"{_IMS}/qti/qtiv3p0/imscp_v1p1",
        ("QTI Package", "3.0.0"),
        "imsqti_item_xmlv3p0",
        True,
    ),
}


def write_package(items: Iterable[ForeignItem], version: str) -> bytes:
    """A package of items. Raises KeyError for a version that is none of VERSIONS."""
    return _Writing(VERSIONS[version]).run(items)


def is_even(item: ForeignItem) -> bool:
    """Whether all right options bring the same and the others nothing: then the whole answer is right or wrong."""
    shares = even_shares([option.id for option in item.options], {each.id for each in item.options if each.is_correct})
    return all(abs(option.fraction - shares[option.id]) < ROUNDED for option in item.options)


def decimal_text(value: Decimal) -> str:
    """A number as XML Schema's decimal writes it: never 1E+1."""
    return f"{value.normalize() + 0:f}"


class _Writing:
    def __init__(self, version: Version) -> None:
        self.version = version
        self.members = Members()
        self.names = Names()
        self.stimuli: dict[tuple[str, str], str] = {}

    def run(self, items: Iterable[ForeignItem]) -> bytes:
        for item in items:
            self._add(item)
        version = self.version
        return self.members.zipped(manifest(version.manifest_namespace, version.schema, self.members.resources))

    def _add(self, item: ForeignItem) -> None:
        name = self.names.of(item.source_id)
        placed = self.members.add_media(item, name)
        addresses = {address: f"../{member}" for address, member in placed.items()}
        root = _ItemTree(item, name, addresses, self.version).build()
        needs = tuple(placed.values())
        if item.stimulus_code and self.version.is_3:
            needs = (*needs, self._add_stimulus(item, root, addresses))
        member = f"items/{name}.xml"
        self.members.files[member] = self._document(root)
        self.members.resources.append(Resource(name, self.version.item_kind, member, needs, item))

    def _add_stimulus(self, item: ForeignItem, root: Element, addresses: dict[str, str]) -> str:
        """The text that items share, written once; gives the member it stands in."""
        key = (item.stimulus_code, item.stimulus)
        if key not in self.stimuli:
            name = self.names.of(item.stimulus_code)
            stimulus = Element("assessmentStimulus", {"identifier": name, "title": item.stimulus_title})
            _add_html(SubElement(stimulus, "stimulusBody"), to_html(item.stimulus, _placing(addresses)))
            self.stimuli[key] = f"stimuli/{name}.xml"
            self.members.files[self.stimuli[key]] = self._document(stimulus)
            self.members.resources.append(Resource(name, "imsqti_stimulus_xmlv3p0", self.stimuli[key]))
        member = self.stimuli[key]
        name = member.removeprefix("stimuli/").removesuffix(".xml")
        reference = Element("assessmentStimulusRef", {"identifier": name, "href": f"../{member}"})
        root.insert([each.tag for each in root].index("itemBody"), reference)
        return member

    def _document(self, root: Element) -> bytes:
        root.attrib = {"xmlns": self.version.namespace, "xmlns:xsi": XSI, **root.attrib}
        return xml_bytes(_renamed(root) if self.version.is_3 else root)


class _ItemTree:
    def __init__(self, item: ForeignItem, name: str, addresses: dict[str, str], version: Version) -> None:
        self.item = item
        self.name = name
        self.placing = _placing(addresses)
        self.version = version
        names = Names()
        self.ids = {option.id: names.of(option.id) for option in item.options}
        self.is_single = item.kind == SINGLE_CHOICE
        self.cardinality = "single" if self.is_single else "multiple"
        self.has_option_feedback = any(option.feedback for option in item.options)
        self.of_item = [name for name in ITEM_FEEDBACK if item.metadata.get(name)]

    def build(self) -> Element:
        """The item in QTI 2, without namespaces."""
        item = self.item
        root = Element("assessmentItem", {"identifier": self.name, "title": item.metadata.get("title", "")})
        root.attrib.update(adaptive="false", timeDependent="false")
        if language := item.metadata.get("language"):
            root.set("xml:lang", language)
        self._declare(root)
        self._body(root)
        self._process(root)
        for option in item.options:
            self._modal(root, "FEEDBACK", self.ids[option.id], option.feedback)
        self._modal(root, "FEEDBACK_GENERAL", "feedback_general", item.feedback)
        for name in self.of_item:
            self._modal(root, "FEEDBACK_ITEM", f"feedback_{name.removesuffix('_feedback')}", item.metadata[name])
        return root

    def _declare(self, root: Element) -> None:
        item = self.item
        attributes = {"identifier": RESPONSE, "cardinality": self.cardinality, "baseType": "identifier"}
        response = SubElement(root, "responseDeclaration", attributes)
        right = [option for option in item.options if option.is_correct]
        if right:
            correct = SubElement(response, "correctResponse")
            for option in right:
                SubElement(correct, "value").text = self.ids[option.id]
        if not is_even(item):
            bounds = {"lowerBound": "0", "upperBound": decimal_text(item.max_points), "defaultValue": "0"}
            mapping = SubElement(response, "mapping", bounds)
            for option in item.options:
                points = decimal_text(option.fraction * item.max_points)
                SubElement(mapping, "mapEntry", {"mapKey": self.ids[option.id], "mappedValue": points})
        self._outcome(root, SCORE, "single", "float")
        if self.has_option_feedback:
            self._outcome(root, "FEEDBACK", self.cardinality, "identifier")
        if item.feedback:
            self._outcome(root, "FEEDBACK_GENERAL", "single", "identifier")
        if self.of_item:
            self._outcome(root, "FEEDBACK_ITEM", "single", "identifier")

    def _outcome(self, root: Element, name: str, cardinality: str, base: str) -> None:
        attributes = {"identifier": name, "cardinality": cardinality, "baseType": base}
        outcome = SubElement(root, "outcomeDeclaration", attributes)
        if name == SCORE:
            outcome.set("normalMaximum", decimal_text(self.item.max_points))
            SubElement(SubElement(outcome, "defaultValue"), "value").text = "0"

    def _body(self, root: Element) -> None:
        item = self.item
        body = SubElement(root, "itemBody")
        if item.stimulus_code and not self.version.is_3:
            attributes = {"class": "stimulus", "id": Names().of(item.stimulus_code), "label": item.stimulus_title}
            shared = SubElement(body, "div", {name: value for name, value in attributes.items() if value})
            _add_html(shared, to_html(item.stimulus, self.placing))
        _add_html(body, to_html(item.stem, self.placing))
        most = 1 if self.is_single else item.select_count if item.select_count > 1 else 0
        attributes = {"responseIdentifier": RESPONSE, "maxChoices": str(most)}
        attributes["shuffle"] = "true" if item.is_shuffled else "false"
        interaction = SubElement(body, "choiceInteraction", attributes)
        for option in item.options:
            choice = SubElement(interaction, "simpleChoice", {"identifier": self.ids[option.id]})
            _add_html(choice, to_html_line(option.text, self.placing))

    def _process(self, root: Element) -> None:
        item = self.item
        rules = SubElement(root, "responseProcessing")
        if is_even(item):
            branch = self._if_right(rules)
            score = SubElement(branch, "setOutcomeValue", {"identifier": SCORE})
            SubElement(score, "baseValue", {"baseType": "float"}).text = decimal_text(item.max_points)
        else:
            score = SubElement(rules, "setOutcomeValue", {"identifier": SCORE})
            SubElement(score, "mapResponse", {"identifier": RESPONSE})
        if self.has_option_feedback:
            feedback = SubElement(rules, "setOutcomeValue", {"identifier": "FEEDBACK"})
            SubElement(feedback, "variable", {"identifier": RESPONSE})
        if item.feedback:
            _set_identifier(rules, "FEEDBACK_GENERAL", "feedback_general")
        if self.of_item:
            self._process_item_feedback(rules)

    def _process_item_feedback(self, rules: Element) -> None:
        branch = self._if_right(rules)
        _set_identifier(branch, "FEEDBACK_ITEM", "feedback_correct")
        condition = rules[-1]
        partly = SubElement(condition, "responseElseIf")
        more = SubElement(partly, "gt")
        SubElement(more, "variable", {"identifier": SCORE})
        SubElement(more, "baseValue", {"baseType": "float"}).text = "0"
        _set_identifier(partly, "FEEDBACK_ITEM", "feedback_partial")
        _set_identifier(SubElement(condition, "responseElse"), "FEEDBACK_ITEM", "feedback_incorrect")

    @staticmethod
    def _if_right(rules: Element) -> Element:
        """A new condition: what stands in the branch happens when the response is the key."""
        branch = SubElement(SubElement(rules, "responseCondition"), "responseIf")
        match = SubElement(branch, "match")
        SubElement(match, "variable", {"identifier": RESPONSE})
        SubElement(match, "correct", {"identifier": RESPONSE})
        return branch

    def _modal(self, root: Element, outcome: str, identifier: str, text: str) -> None:
        if not text:
            return
        attributes = {"outcomeIdentifier": outcome, "identifier": identifier, "showHide": "show"}
        modal = SubElement(root, "modalFeedback", attributes)
        body = SubElement(modal, "contentBody") if self.version.is_3 else modal
        _add_html(body, to_html(text, self.placing))


def _set_identifier(rules: Element, outcome: str, identifier: str) -> None:
    value = SubElement(rules, "setOutcomeValue", {"identifier": outcome})
    SubElement(value, "baseValue", {"baseType": "identifier"}).text = identifier


class _placing:
    """Where a picture of the text lies in the package."""

    def __init__(self, addresses: dict[str, str]) -> None:
        self._addresses = addresses

    def __call__(self, address: str) -> str:
        return self._addresses.get(address, address)


def _add_html(parent: Element, html: str) -> None:
    """Put HTML (as `to_html` writes it: well formed) into an element."""
    if not html:
        return
    tree = parse(f"<div>{clean(html)}</div>".encode(), "text")
    for element in tree.iter():
        if element.tag == "s":
            element.tag, element.attrib = "span", {"class": STRUCK}
        element.attrib = {name: value for name, value in element.attrib.items() if name in _HTML_ATTRIBUTES}
    parent.text = tree.text
    parent.extend(tree)


def _renamed(root: Element) -> Element:
    """The names of QTI 3: `qti-` before all that is not HTML, and dashes."""
    for element in root.iter():
        if element.tag in _QTI_NAMES:
            element.tag = f"qti-{_dashed(element.tag)}"
            element.attrib = {name if ":" in name else _dashed(name): value for name, value in element.attrib.items()}
    return root


def _dashed(name: str) -> str:
    return _UPPER.sub(lambda match: f"-{match[0].lower()}", name)


_QTI_NAMES = {
    *("assessmentItem", "assessmentStimulus", "assessmentStimulusRef", "stimulusBody", "responseDeclaration"),
    *("correctResponse", "value", "mapping", "mapEntry", "outcomeDeclaration", "defaultValue", "itemBody"),
    *("choiceInteraction", "simpleChoice", "responseProcessing", "responseCondition", "responseIf", "responseElseIf"),
    *("responseElse", "match", "variable", "correct", "setOutcomeValue", "baseValue", "mapResponse", "gt"),
    *("modalFeedback", "contentBody"),
}
