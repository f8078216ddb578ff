"""Which feedback belongs to which option, and which to the whole item: by when it is shown. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Response = tuple[str, ...]
_WRONG = re.compile(r"incorrect|inkorr|wrong|fout|falsch|fail", re.IGNORECASE)
_PARTIAL = re.compile(r"partial|partly", re.IGNORECASE)
_RIGHT = re.compile(r"correct|right|goed|korrekt", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """A feedback's text and the tried responses that show it; `option`: it stands inside of this option."""

    identifier: str
    text: str
    responses: frozenset[Response]
    option: str = ""


@dataclass
class Sorted:
    """Feedback put where it belongs; several texts for one place are joined."""

    by_option: dict[str, list[str]] = field(default_factory=dict)
    of_item: list[str] = field(default_factory=list)
    metadata: dict[str, list[str]] = field(default_factory=dict)

    def text(self, option: str) -> str:
        return "\n\n".join(self.by_option.get(option, []))

    @property
    def item_text(self) -> str:
        return "\n\n".join(self.of_item)

    def named(self) -> dict[str, str]:
        return {name: "\n\n".join(texts) for name, texts in self.metadata.items()}


def sort(feedback: Iterable[Shown], options: Iterable[str], key: Iterable[str], *, is_single: bool) -> Sorted:
    """Put every feedback where it belongs; none is dropped."""
    found = Sorted()
    codes, right = list(options), set(key)
    for each in feedback:
        if not each.text:
            continue
        place = _place(each, codes, right, is_single=is_single)
        if isinstance(place, str):
            (found.of_item if place == "item" else found.metadata.setdefault(place, [])).append(each.text)
            continue
        for option in place:
            found.by_option.setdefault(option, []).append(each.text)
    return found


def _place(each: Shown, options: list[str], key: set[str], *, is_single: bool) -> str | list[str]:
    """The options that it is for, or "item", or a name in the metadata."""
    if each.option:
        return [each.option]
    named = _by_name(each.identifier)
    if each.identifier in options and (each.identifier,) in each.responses:
        return [each.identifier]
    if named:
        return named
    alone = [option for option in options if (option,) in each.responses]
    if not alone or (len(alone) == len(options) and () not in each.responses and not is_single and not key):
        return _without_options(each, key)
    wrong = [option for option in options if option not in key]
    if len(alone) == len(options):
        return "item"
    if len(wrong) > 1 and alone == wrong:
        return "incorrect_feedback"
    return alone


def _by_name(identifier: str) -> str:
    if _WRONG.search(identifier):
        return "incorrect_feedback"
    if _PARTIAL.search(identifier):
        return "partial_feedback"
    return "correct_feedback" if _RIGHT.search(identifier) else ""


def _without_options(each: Shown, key: set[str]) -> str:
    """For a feedback that no single choice shows."""
    whole = {response for response in each.responses if set(response) == key and key}
    return "correct_feedback" if whole and () not in each.responses else "item"


def responses_showing(
    outcomes: Mapping[Response, Mapping[str, tuple[object, ...]]], name: str, identifier: str
) -> frozenset[Response]:
    """The tried responses after which the outcome `name` holds the identifier."""
    return frozenset(response for response, values in outcomes.items() if identifier in values.get(name, ()))
