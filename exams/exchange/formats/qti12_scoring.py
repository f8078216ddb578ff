"""Response processing of QTI 1.2: what a choice brings and which feedback it shows. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from xml.etree.ElementTree import Element

from exams.exchange.formats.qti_expressions import LARGEST, CannotTell, number
from exams.exchange.formats.qti_feedback import Response
from exams.exchange.formats.qti_scoring import ONE, Verdict, even_shares, share, smallest

# Blackboard says SCORE.max where others say 100, and percents beside it.
MAXIMUM = Decimal(100)
MOST_CONDITIONS = 1000
_MOST_STEPS = 500_000


@dataclass
class Outcome:
    """After one response: the score, and the feedback shown."""

    score: Decimal = Decimal(0)
    shown: set[str] = field(default_factory=set)


class Processing:
    """The `resprocessing` of an item with one response, runnable for any choice."""

    def __init__(self, item: Element, options: Sequence[str]) -> None:
        self.conditions = list(islice(item.iter("respcondition"), MOST_CONDITIONS + 1))
        self.options = set(options)
        self.adds = any((each.get("action") or "").lower() == "add" for each in item.iter("setvar"))
        self.variable = _counting([each.get("varname", "") for each in item.iter("decvar")])
        self.warnings: list[str] = []
        self._steps = 0
        if len(self.conditions) > MOST_CONDITIONS:
            self.conditions = []
            self._warn(f"The scoring has more than {MOST_CONDITIONS} conditions and was not read.")

    def run(self, chosen: Response) -> Outcome:
        """What the response leads to; what cannot be worked out is a warning."""
        outcome = Outcome()
        has_matched = False
        for condition in self.conditions:
            try:
                matches = self._holds(condition.find("conditionvar"), set(chosen), has_matched)
            except CannotTell as reason:
                self._warn(f"A condition of the scoring could not be worked out ({reason}).")
                continue
            if not matches:
                continue
            self._apply(condition, outcome)
            has_matched = has_matched or condition.find("conditionvar/other") is None
            if (condition.get("continue") or "No").lower() != "yes" and not self.adds and _sets(condition):
                break
        return outcome

    def _warn(self, message: str) -> None:
        if message not in self.warnings:
            self.warnings.append(message)

    def _apply(self, condition: Element, outcome: Outcome) -> None:
        outcome.shown.update(each.get("linkrefid", "") for each in condition.iter("displayfeedback"))
        for setting in condition.iter("setvar"):
            name = setting.get("varname") or setting.get("variablename") or self.variable
            if self.variable and name != self.variable and name.upper() != "SCORE":
                continue
            try:
                score = _changed(outcome.score, setting)
                if abs(score) > LARGEST:
                    raise CannotTell("a number beyond all bounds")
                outcome.score = score
            except CannotTell as reason:
                self._warn(f"A score could not be read ({reason}).")

    def _holds(self, element: Element | None, chosen: set[str], has_matched: bool) -> bool:
        """All conditions within an element."""
        return element is not None and all(self._is_true(each, chosen, has_matched) for each in element)

    def _is_true(self, test: Element, chosen: set[str], has_matched: bool) -> bool:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise CannotTell("too many steps")
        match test.tag:
            case "varequal" | "varsubset":
                text = (test.text or "").strip()
                # Blackboard names the option where others name the response.
                return text in chosen or (not text and test.get("respident", "") in chosen)
            case "and":
                return self._holds(test, chosen, has_matched)
            case "or":
                return any(self._is_true(each, chosen, has_matched) for each in test)
            case "not":
                return not self._holds(test, chosen, has_matched)
            case "other":
                return not has_matched
            case "unanswered":
                return not chosen
        raise CannotTell(test.tag)


def _counting(names: list[str]) -> str:
    """Of several variables the one that counts: Brightspace keeps right and wrong apart."""
    by_rank = {
        **dict.fromkeys(names, 2),
        **{name: 1 for name in names if "correct" in name.lower() and "incorrect" not in name.lower()},
        **{name: 0 for name in names if "score" in name.lower()},
    }
    return min(names, key=lambda name: by_rank[name], default="")


def _sets(condition: Element) -> bool:
    return condition.find("setvar") is not None or condition.get("continue") is not None


def _changed(score: Decimal, setting: Element) -> Decimal:
    text = (setting.text or "").strip()
    value = MAXIMUM if text.upper() == "SCORE.MAX" else Decimal(0) if text.upper() == "SCORE.MIN" else number(text)
    match (setting.get("action") or "Set").lower():
        case "add":
            return score + value
        case "subtract":
            return score - value
        case "multiply":
            return score * value
        case "divide":
            return score / value if value else score
    return value


def judge(processing: Processing, options: Sequence[str], *, is_single: bool) -> Verdict:
    """Key and fractions; `outcomes` holds under "shown" the feedback of every response tried."""
    alone = {option: processing.run((option,)).score for option in options}
    best = max(alone.values(), default=Decimal(0))
    if is_single:
        key = [option for option in options if alone[option] == best > 0]
        fractions = {option: share(alone[option], best) if best > 0 else Decimal(0) for option in options}
        verdict = Verdict(key, fractions, best if best > 0 else ONE)
    else:
        verdict = _judge_several(processing, options, alone)
    tried = [*((option,) for option in options), tuple(verdict.key), ()]
    verdict.outcomes = {chosen: {"shown": tuple(sorted(processing.run(chosen).shown))} for chosen in tried}
    verdict.warnings = list(processing.warnings)
    return verdict


def _judge_several(processing: Processing, options: Sequence[str], alone: dict[str, Decimal]) -> Verdict:
    # Where leaving a wrong option out brings points, an empty answer has some.
    nothing = processing.run(()).score
    gains = {option: alone[option] - nothing for option in options}
    positive = tuple(option for option in options if gains[option] > 0)
    named = {_named(condition, options) for condition in processing.conditions if _may_score(condition)}
    candidates = [each for each in [positive, *sorted(named)] if each]
    scores = {each: processing.run(each).score for each in candidates}
    best = max(scores.values(), default=Decimal(0))
    whole = best - nothing
    if best <= 0 or whole <= 0:
        return Verdict([], dict.fromkeys(options, Decimal(0)))
    keys = smallest(each for each, score in scores.items() if score == best)
    if len(keys) > 1:
        return Verdict([], dict.fromkeys(options, Decimal(0)), has_several_keys=True)
    key = keys[0]
    if sum((gains[option] for option in key), Decimal(0)) == whole:
        return Verdict(list(key), {option: share(gains[option], whole) for option in options}, best)
    return Verdict(list(key), even_shares(options, key), best)


def _may_score(condition: Element) -> bool:
    return condition.find("setvar") is not None


def _named(condition: Element, options: Sequence[str]) -> Response:
    """The options that a condition asks for (and not those that it forbids)."""
    conditionvar = condition.find("conditionvar")
    asked = set(_asked(conditionvar)) if conditionvar is not None else set()
    return tuple(option for option in options if option in asked)


def _asked(element: Element) -> Iterable[str]:
    for each in element:
        if each.tag == "varequal":
            yield (each.text or "").strip() or each.get("respident", "")
        elif each.tag in {"and", "or"}:
            yield from _asked(each)
