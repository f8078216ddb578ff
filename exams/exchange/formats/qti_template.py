"""Templates of QTI 2 and 3: what an item works out before it is shown. Pure.

Where chance has no part in what is seen or in the key, the item is made the same for everybody: values take the places
where they are printed. Where it has, the item is another one for each candidate; such a type we do not have.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement

from exams.exchange.formats.qti_expressions import TRUE, Atom, CannotTell, Exit, Run, Value, declarations
from exams.exchange.formats.qti_tree import text_of

_FORMAT = re.compile(r"%[-+0 ]?\d{0,2}(?:\.\d{1,2})?[dfigs]")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_SHOWN_AS = {"templateBlock": "div", "templateInline": "span"}
# Of everything that is printed, and of all values together.
MOST_CHARACTERS = 100_000
MOST_VALUES = 10_000
_DRAWN = {"setTemplateValue", "setCorrectResponse", "exitTemplate"}


class Drawn(Exception):
    """Chance decides on something that is seen, or on the key."""


def resolve(root: Element) -> bool:
    """Put the values of an item's template in their places; False where they are drawn by chance, or not known."""
    if all(root.find(tag) is None for tag in ("templateDeclaration", "templateProcessing")):
        return True
    try:
        _Template(root).run()
    except (Drawn, CannotTell, RecursionError):
        return False
    return True


@dataclass
class _Template:
    root: Element
    # Names whose value nobody knows beforehand.
    drawn: set[str] = field(default_factory=set)
    placed_characters: int = 0

    def run(self) -> None:
        """Raises Drawn, CannotTell."""
        declared = declarations(self.root)
        if declared.problems:
            raise CannotTell(declared.problems[0])
        named = [*self.root.iter("templateDeclaration"), *self.root.iter("setTemplateValue")]
        self.names = {each.get("identifier", "") for each in named}
        self.responses = {each.get("identifier", ""): each for each in self.root.iter("responseDeclaration")}
        self.work = Run(declared, {}, [0])
        processing = self.root.find("templateProcessing")
        with suppress(Exit):
            self._rules(processing if processing is not None else ())
        self._check_scoring()
        hidden = [element for element in list(self.root.iter()) if self._place(element)]
        _remove(self.root, hidden)
        self._keep()

    # --- working out ---
    def _rules(self, rules: Iterable[Element]) -> None:
        for rule in rules:
            name = rule.get("identifier", "")
            if rule.tag == "setTemplateValue":
                self._set(name, rule)
            elif rule.tag == "setCorrectResponse":
                self._set_key(name, self._value(rule))
            elif rule.tag == "templateCondition":
                self._condition(rule)
            elif rule.tag == "exitTemplate":
                raise Exit

    def _set(self, name: str, rule: Element) -> None:
        try:
            self.work.values[name] = self._value(rule)
            self.drawn.discard(name)
        except (Drawn, CannotTell):
            self.drawn.add(name)

    def _value(self, rule: Element) -> Value:
        """Raises Drawn for what rests on a name that is drawn, CannotTell for chance itself."""
        if not len(rule):
            return ()
        if any(each.get("identifier") in self.drawn for each in rule[0].iter("variable")):
            raise Drawn
        return self.work.evaluate(rule[0])

    def _condition(self, condition: Element) -> None:
        for branch in condition:
            try:
                holds = branch.tag == "templateElse" or self._value(branch) == TRUE
            except (Drawn, CannotTell):
                return self._leave_open(condition)
            if holds:
                return self._rules(branch if branch.tag == "templateElse" else branch[1:])
        return None

    def _leave_open(self, condition: Element) -> None:
        """Whatever any branch of it would set is not known."""
        for each in condition.iter():
            if each.tag in _DRAWN and each.tag != "setTemplateValue":
                raise Drawn
            if each.tag == "setTemplateValue":
                self.drawn.add(each.get("identifier", ""))

    def _set_key(self, name: str, value: Value) -> None:
        if name in self.responses:
            _write(self.responses[name], "correctResponse", value)

    def _check_scoring(self) -> None:
        processing = self.root.find("responseProcessing")
        used = processing.iter("variable") if processing is not None else iter(())
        if any(each.get("identifier") in self.drawn for each in used):
            raise Drawn

    # --- putting in place ---
    def _place(self, element: Element) -> bool:
        """True for a choice that the template hides."""
        name = element.get("identifier", "")
        if element.tag == "printedVariable" and name in self.names:
            element.text = self._printed(name, element)
            element.tag = "span"
            element.attrib.clear()
        elif element.tag in {"mi", "ci"}:
            self._place_in_formula(element)
        elif templated := element.get("templateIdentifier"):
            is_shown = (name in self._known(templated)) == (element.get("showHide", "show") == "show")
            if is_shown:
                element.tag = _SHOWN_AS.get(element.tag, element.tag)
            return not is_shown and element.tag == "simpleChoice"
        return False

    def _place_in_formula(self, element: Element) -> None:
        text = text_of(element)
        if text in self.names:
            element.text = self._printed(text, element)
        elif self.names & set(_NAME.findall(text)):
            raise Drawn  # such as list[i]

    def _printed(self, name: str, element: Element) -> str:
        text = _printed(self._known(name), element)
        self.placed_characters += len(text)
        if self.placed_characters > MOST_CHARACTERS:
            raise CannotTell("a text beyond all bounds")
        return text

    def _known(self, name: str) -> Value:
        if name in self.drawn or name not in self.names:
            raise Drawn
        return self.work.values.get(name, ())

    def _keep(self) -> None:
        """The scoring may ask for the values: they are what is declared."""
        if sum(len(self.work.values.get(name, ())) for name in self.names) > MOST_VALUES:
            raise CannotTell("too many values")
        for element in self.root.iter("templateDeclaration"):
            name = element.get("identifier", "")
            if name not in self.drawn:
                _write(element, "defaultValue", self.work.values.get(name, ()))


def _printed(value: Value, element: Element) -> str:
    """A value as it is read. Raises Drawn for what has no form that we know."""
    form = element.get("format", "")
    if len(value) != 1 or (form and not _FORMAT.fullmatch(form)) or element.get("index"):
        raise Drawn
    if not form or not isinstance(value[0], Decimal):
        return _text(value[0])
    return form % (value[0] if form[-1] in "fg" else int(value[0]))


def _text(atom: Atom) -> str:
    if isinstance(atom, bool):
        return "true" if atom else "false"
    return f"{atom.normalize() + 0:f}" if isinstance(atom, Decimal) else atom


def _write(element: Element, tag: str, value: Value) -> None:
    for old in element.findall(tag):
        element.remove(old)
    if value:
        values = SubElement(element, tag)
        for atom in value:
            SubElement(values, "value").text = _text(atom)


def _remove(root: Element, hidden: list[Element]) -> None:
    if hidden:
        gone = set(map(id, hidden))
        for parent in list(root.iter()):
            parent[:] = [each for each in parent if id(each) not in gone]
