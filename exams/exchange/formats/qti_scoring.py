"""What an item of QTI 2 or 3 gives for which choice: key, fractions, points, and the feedback it shows. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element

from exams.exchange.formats.qti_expressions import CannotTell, PointMap, Run, Value, declarations
from exams.exchange.formats.qti_tree import text_of

SCORE = "SCORE"
ONE = Decimal(1)
SEVERAL_RIGHT = "Each of several options brings the whole credit: decide which one is right."
_PLACES = Decimal("0.0000001")


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A fraction of the credit, between -1 and 1, to seven places."""
    value = max(-ONE, min(ONE, part / whole)).quantize(_PLACES).normalize()
    # Zero keeps its exponent through normalize; and 1E+0 reads badly.
    return value + 0 if value else Decimal(0)


def points(value: Decimal) -> Decimal:
    """Points to six places: three thirds are one."""
    return round(value, 6).normalize() + 0


def even_shares(options: Iterable[str], key: Sequence[str] | set[str]) -> dict[str, Decimal]:
    """All right options bring the same, the others nothing."""
    each = share(ONE, Decimal(len(key))) if key else Decimal(0)
    return {option: each if option in key else Decimal(0) for option in options}


@dataclass
class Verdict:
    """`outcomes`: for each response that was tried (a tuple of options) the values that feedback depends on.

    `has_several_keys`: different combinations of options are right, none of which contains another; `key` is empty.
    """

    key: list[str]
    fractions: dict[str, Decimal]
    max_points: Decimal = ONE
    outcomes: dict[tuple[str, ...], Mapping[str, Value]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    has_several_keys: bool = False


def smallest(combinations: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Those that contain no other one: nothing is right that is not needed."""
    found: list[tuple[str, ...]] = []
    for each in sorted(set(combinations), key=lambda each: (len(each), each)):
        if not any(set(known) <= set(each) for known in found):
            found.append(each)
    return found


def judge(item: Element, response: str, options: Sequence[str], *, is_single: bool, most: int) -> Verdict:
    """Key and fractions of a choice; `most`: how many may be chosen, 0 for any number."""
    return _Judging(item, response, list(options), is_single, most).run()


class _Judging:
    def __init__(self, item: Element, response: str, options: list[str], is_single: bool, most: int) -> None:
        self.name = response
        self.options = options
        self.is_single = is_single
        self.most = most or len(options)
        self.warnings: list[str] = []
        processing = item.find("responseProcessing")
        self.rules = list(processing) if processing is not None else []
        told = processing.attrib if processing is not None else {}
        self.template = " ".join(told.get(name, "").rpartition("/")[2] for name in ("template", "templateLocation"))
        self.declared = declarations(item)
        self.warnings += [f"The scoring could not be read ({problem})." for problem in self.declared.problems]
        right = self.declared.correct.get(response, ())
        self.correct = [option for option in options if option in right]
        self.score_name = self._score_name(item)
        self.steps = [0]
        self.can_tell = True
        self.has_several_keys = False

    def run(self) -> Verdict:
        verdict = self._mapped() if self._uses_mapping() else self._processed()
        if not verdict.key and not self.has_several_keys and self.name in self.declared.mappings:
            verdict = self._mapped()  # no rule that we can run names a key, but the points do
        self._tell_outcomes(verdict)
        if self.correct and any(verdict.fractions[option] <= 0 for option in self.correct):
            self.warnings.append("The scoring gives nothing for an option that the file calls correct.")
        verdict.warnings = self.warnings
        verdict.has_several_keys = self.has_several_keys
        return verdict

    @staticmethod
    def _score_name(item: Element) -> str:
        """The outcome that counts: SCORE, or the first number of another name."""
        numbers = [
            each.get("identifier", "")
            for each in item.iter("outcomeDeclaration")
            if each.get("baseType") in {"float", "integer"} and each.get("identifier") not in {"MAXSCORE", "MINSCORE"}
        ]
        return SCORE if SCORE in numbers or not numbers else numbers[0]

    def _uses_mapping(self) -> bool:
        if self.name not in self.declared.mappings:
            return False
        inline = any(each.get("identifier") == self.name for rule in self.rules for each in rule.iter("mapResponse"))
        return inline or "map_response" in self.template

    def _mapped(self) -> Verdict:
        mapping: PointMap = self.declared.mappings[self.name]
        points = {option: mapping.of(option) for option in self.options}
        positive = sorted((value for value in points.values() if value > 0), reverse=True)
        whole = sum(positive[: 1 if self.is_single else self.most], Decimal(0))
        if mapping.upper is not None and mapping.upper > 0:
            whole = min(whole, mapping.upper)
        if whole <= 0:
            return self._even()
        best = positive[0]
        found = [option for option, value in points.items() if value > 0 and (value == best or not self.is_single)]
        return Verdict(self.correct or found, {each: share(points[each], whole) for each in self.options}, whole)

    def _even(self) -> Verdict:
        told = [
            value for value in self.declared.defaults.get("MAXSCORE", ()) if isinstance(value, Decimal) and value > 0
        ]
        points = told[0] if told else ONE
        return Verdict(self.correct, even_shares(self.options, self.correct), points)

    def _processed(self) -> Verdict:
        if not self.rules:
            return self._even()
        alone = {option: self._score((option,)) for option in self.options}
        key = self.correct or self._searched(alone)
        if not key or not self.can_tell:
            return self._even()
        if self.is_single:
            whole = max(alone.values())
            if whole <= 0:
                return Verdict(key, even_shares(self.options, key))
            return Verdict(key, {each: share(alone[each], whole) for each in self.options}, whole)
        whole = self._score(tuple(key))
        is_additive = whole > 0 and len(key) > 1 and sum((alone[option] for option in key), Decimal(0)) == whole
        if whole > 0 and (is_additive or len(key) == 1):
            return Verdict(key, {each: share(alone[each], whole) for each in self.options}, whole)
        return Verdict(key, even_shares(self.options, key), whole if whole > 0 else ONE)

    def _searched(self, alone: dict[str, Decimal]) -> list[str]:
        """The options of the only best response, where the item itself does not say."""
        if not self.can_tell:
            return []
        if self.is_single:
            best = max(alone.values(), default=Decimal(0))
            return [option for option, score in alone.items() if score == best > 0]
        tried = {chosen: self._score(chosen) for chosen in self._named(alone) if len(chosen) <= self.most}
        best = max(tried.values(), default=Decimal(0))
        winners = smallest(chosen for chosen, score in tried.items() if score == best > 0)
        self.has_several_keys = len(winners) > 1
        return list(winners[0]) if len(winners) == 1 else []

    def _named(self, alone: dict[str, Decimal]) -> list[tuple[str, ...]]:
        """The combinations that the rules compare with, and that of all options that bring something alone."""
        found = [tuple(option for option in self.options if alone[option] > 0)]
        for rule in self.rules:
            for group in rule.iter("multiple"):
                named = {text_of(value) for value in group.iter("baseValue")}
                found.append(tuple(option for option in self.options if option in named))
        return [chosen for chosen in dict.fromkeys(found) if chosen]

    def _score(self, chosen: tuple[str, ...]) -> Decimal:
        values = self._run(chosen).get(self.score_name, ())
        return values[0] if values and isinstance(values[0], Decimal) else Decimal(0)

    def _run(self, chosen: tuple[str, ...]) -> Mapping[str, Value]:
        if not self.can_tell:
            return {}
        run = Run(self.declared, {self.name: chosen}, self.steps)
        try:
            run.process(self.rules)
        except (CannotTell, RecursionError, IndexError) as reason:
            self.can_tell = False
            self.warnings.append(f"The scoring could not be worked out ({reason}); the key is what the file names.")
            return {}
        return run.values

    def _tell_outcomes(self, verdict: Verdict) -> None:
        tried = [(option,) for option in self.options] if self.rules else []
        responses: list[tuple[str, ...]] = [*tried, tuple(verdict.key), ()] if tried else []
        verdict.outcomes = {chosen: self._run(chosen) for chosen in responses}
