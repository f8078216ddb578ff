"""Response processing of QTI 2 and 3, run for one response: which outcomes it leads to. Pure.

A value is a tuple of atoms (text, number, truth); NULL is the empty tuple. What chance or a program of somebody's own
decides cannot be told beforehand: then `CannotTell` is raised.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from exams.exchange.formats.qti_tree import text_of

Atom = str | Decimal | bool
Value = tuple[Atom, ...]
NULL: Value = ()
TRUE: Value = (True,)
FALSE: Value = (False,)
MOST_STEPS = 100_000
MOST_VALUES = 1000
LARGEST = Decimal(10) ** 9
_NUMBERS = {"float", "integer", "duration"}


class CannotTell(Exception):
    """The processing has something in it that we cannot work out."""


class Exit(Exception):
    """`exitResponse`, `exitTemplate`: the processing ends here."""


def number(text: str) -> Decimal:
    """A number of a file. Raises CannotTell for what is none, or beyond a billion."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation as error:
        raise CannotTell(f"“{text[:40]}” is no number") from error
    # By its exponent: arithmetic with 1e999999999 is what must not happen.
    if not value.is_finite() or (value and not -12 <= value.adjusted() < LARGEST.adjusted()):
        raise CannotTell(f"“{text[:40]}” is no sensible number")
    return value


@dataclass(frozen=True)
class PointMap:
    """`mapping` of a response: what each choice brings, and the bounds of the sum."""

    entries: Mapping[str, Decimal]
    default: Decimal = Decimal(0)
    lower: Decimal | None = None
    upper: Decimal | None = None

    def of(self, identifier: str) -> Decimal:
        return self.entries.get(identifier, self.default)

    def total(self, chosen: Iterable[str]) -> Decimal:
        value = sum((self.of(identifier) for identifier in sorted(set(chosen))), Decimal(0))
        if self.lower is not None:
            value = max(value, self.lower)
        return value if self.upper is None else min(value, self.upper)


@dataclass
class Declarations:
    """What an item declares: the correct responses, mappings, and the outcomes' first values."""

    correct: dict[str, Value] = field(default_factory=dict)
    mappings: dict[str, PointMap] = field(default_factory=dict)
    defaults: dict[str, Value] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def declarations(item: Element) -> Declarations:
    """The declarations of an item; what could not be read of them is in `problems`."""
    found = Declarations()
    for element in item:
        if element.tag in {"responseDeclaration", "outcomeDeclaration", "templateDeclaration"}:
            try:
                _declare(found, element)
            except CannotTell as reason:
                found.problems.append(str(reason))
    return found


def _declare(found: Declarations, element: Element) -> None:
    name, base = element.get("identifier", ""), element.get("baseType", "identifier")
    default = _values(element.find("defaultValue"), base)
    if element.tag == "responseDeclaration":
        found.correct[name] = _values(element.find("correctResponse"), base)
        if (mapping := element.find("mapping")) is not None:
            found.mappings[name] = _mapping(mapping)
    elif element.tag == "templateDeclaration":
        found.defaults[name] = default
    else:
        is_number = base in _NUMBERS and element.get("cardinality", "single") == "single"
        found.defaults[name] = default or ((Decimal(0),) if is_number else NULL)


def _values(element: Element | None, base: str) -> Value:
    if element is None:
        return NULL
    return tuple(atom(text_of(value), base) for value in element.iter("value"))


def _mapping(element: Element) -> PointMap:
    entries = {entry.get("mapKey", ""): number(entry.get("mappedValue", "")) for entry in element.iter("mapEntry")}
    return PointMap(
        entries,
        number(element.get("defaultValue") or "0"),
        _bound(element, "lowerBound"),
        _bound(element, "upperBound"),
    )


def _bound(element: Element, name: str) -> Decimal | None:
    text = element.get(name)
    return number(text) if text else None


def atom(text: str, base: str) -> Atom:
    """One value of a base type."""
    if base in _NUMBERS:
        return number(text)
    return text.lower() in {"true", "1"} if base == "boolean" else text


class Run:
    """One evaluation: outcomes after `process`, for one response."""

    def __init__(self, declared: Declarations, response: Mapping[str, Value], steps: list[int]) -> None:
        self.declared = declared
        self.values: dict[str, Value] = {**declared.defaults, **response}
        self.response = response
        self._steps = steps

    def process(self, rules: Iterable[Element]) -> None:
        """Run the rules in order. Raises CannotTell."""
        try:
            self._rules(rules)
        except Exit:
            return

    def _rules(self, rules: Iterable[Element]) -> None:
        for rule in rules:
            self._step()
            if rule.tag == "setOutcomeValue":
                self.values[rule.get("identifier", "")] = self.evaluate(rule[0]) if len(rule) else NULL
            elif rule.tag == "responseCondition":
                self._condition(rule)
            elif rule.tag == "responseProcessingFragment":
                self._rules(rule)
            elif rule.tag == "exitResponse":
                raise Exit
            else:
                raise CannotTell(rule.tag)

    def _condition(self, condition: Element) -> None:
        for branch in condition:
            if branch.tag == "responseElse":
                return self._rules(branch)
            if len(branch) and self.evaluate(branch[0]) == TRUE:
                return self._rules(branch[1:])
        return None

    def _step(self) -> None:
        self._steps[0] += 1
        if self._steps[0] > MOST_STEPS:
            raise CannotTell("too many steps")

    def evaluate(self, expression: Element) -> Value:
        """The value of an expression. Raises CannotTell."""
        self._step()
        name = expression.get("identifier", "")
        match expression.tag:
            case "variable":
                return self.values.get(name, NULL)
            case "correct":
                return self.declared.correct.get(name, NULL)
            case "default":
                return self.declared.defaults.get(name, NULL)
            case "baseValue":
                return (atom(text_of(expression), expression.get("baseType", "identifier")),)
            case "null":
                return NULL
            case "mapResponse":
                return self._map(name)
        function = _FUNCTIONS.get(expression.tag)
        if function is None:
            raise CannotTell(expression.tag)
        value = function([self.evaluate(inner) for inner in expression])
        # A rule that doubles a value, fifty times over, would fill the memory.
        if len(value) > MOST_VALUES:
            raise CannotTell("too many values")
        return value

    def _map(self, name: str) -> Value:
        mapping = self.declared.mappings.get(name)
        if mapping is None:
            raise CannotTell("mapResponse without a mapping")
        return (mapping.total(str(value) for value in self.response.get(name, NULL)),)


def _numbers(values: Iterable[Value]) -> list[Decimal] | None:
    """All the numbers, or None where one is missing: NULL spreads."""
    found: list[Decimal] = []
    for value in values:
        for each in value:
            if not isinstance(each, Decimal):
                raise CannotTell("a number is missing")
            found.append(each)
        if not value:
            return None
    return found


def _arithmetic(function: Callable[[list[Decimal]], Decimal]) -> Callable[[list[Value]], Value]:
    def apply(values: list[Value]) -> Value:
        operands = _numbers(values)
        if not operands:
            return NULL
        try:
            result = function(operands)
        except (ArithmeticError, IndexError, TypeError):
            return NULL
        if not result.is_finite() or abs(result) > LARGEST:
            raise CannotTell("a number beyond all bounds")
        return (result,)

    return apply


def _comparison(function: Callable[[Decimal, Decimal], bool]) -> Callable[[list[Value]], Value]:
    def apply(values: list[Value]) -> Value:
        operands = _numbers(values)
        if not operands or len(operands) < 2:
            return NULL
        return (function(operands[0], operands[1]),)

    return apply


def _same(values: list[Value]) -> Value:
    if len(values) < 2 or not values[0] or not values[1]:
        return NULL
    return (sorted(map(str, values[0])) == sorted(map(str, values[1])),)


def _contains(values: list[Value]) -> Value:
    return (set(values[1]) <= set(values[0]),) if values[0] and values[1] else NULL


def _member(values: list[Value]) -> Value:
    return (values[0][0] in values[1],) if values[0] and values[1] else NULL


def _delete(values: list[Value]) -> Value:
    return tuple(each for each in values[1] if each not in values[0])


def _product(operands: list[Decimal]) -> Decimal:
    result = Decimal(1)
    for operand in operands:
        result *= operand
    return result


def _gather(values: list[Value]) -> Value:
    return tuple(each for value in values for each in value)


_FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "multiple": _gather,
    "ordered": _gather,
    "isNull": lambda values: (not values[0],),
    "not": lambda values: (values[0] != TRUE,) if values[0] else NULL,
    "and": lambda values: (all(value == TRUE for value in values),),
    "or": lambda values: (any(value == TRUE for value in values),),
    "match": _same,
    "stringMatch": _same,
    "equal": _comparison(lambda a, b: a == b),
    "gt": _comparison(lambda a, b: a > b),
    "gte": _comparison(lambda a, b: a >= b),
    "lt": _comparison(lambda a, b: a < b),
    "lte": _comparison(lambda a, b: a <= b),
    "contains": _contains,
    "member": _member,
    "delete": _delete,
    "containerSize": lambda values: (Decimal(len(values[0])),),
    "sum": _arithmetic(lambda operands: sum(operands, Decimal(0))),
    "product": _arithmetic(_product),
    "subtract": _arithmetic(lambda operands: operands[0] - operands[1]),
    "divide": _arithmetic(lambda operands: operands[0] / operands[1]),
    "min": _arithmetic(min),
    "max": _arithmetic(max),
    "integerToFloat": _gather,
    "round": _arithmetic(lambda operands: operands[0].to_integral_value()),
}
