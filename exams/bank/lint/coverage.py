"""Rule B01: what a bank holds of everything, against what its forms need. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from exams.bank.content import MULTIPLE_SELECT
from exams.bank.lint.facts import Subject
from exams.bank.lint.finding import Finding, warning

FEWEST_ITEMS = 20
Share = tuple[float, float]


@dataclass(frozen=True)
class Targets:
    """What a bank should hold: shares (least, most) from 0 to 1, by the name that is counted.

    `guide`: the guide whose domains are counted; `objectives`: its objectives, each of which needs an item.
    """

    guide: str = ""
    objectives: tuple[str, ...] = ()
    domains: Mapping[str, Share] = field(default_factory=dict)
    styles: Mapping[str, Share] = field(default_factory=dict)
    difficulties: Mapping[str, Share] = field(default_factory=dict)
    features: Mapping[str, Share] = field(default_factory=dict)


def check_coverage(subjects: Sequence[Subject], targets: Targets | None) -> Iterator[Finding]:
    if targets is None or len(subjects) < FEWEST_ITEMS:
        return
    places = [place for subject in subjects if (place := _place(subject, targets.guide))]
    asked = {".".join(place.split(".")[:2]) for place in places}
    for code in targets.objectives:
        if code not in asked:
            yield warning("B01", "", f"No item asks for objective {code}.")
    yield from _compare("domain", targets.domains, Counter(place.split(".")[0] for place in places), len(subjects))
    yield from _compare("style", targets.styles, Counter(row.facts.style for row in subjects), len(subjects))
    levels = Counter(row.facts.difficulty for row in subjects)
    yield from _compare("difficulty", targets.difficulties, levels, len(subjects))
    features = Counter(name for row in subjects for name in _features(row))
    yield from _compare("feature", targets.features, features, len(subjects))


def _place(subject: Subject, guide: str) -> str:
    places = (place.partition(":") for place in subject.facts.placements)
    return next((place for name, _, place in places if name == guide), "")


def _features(subject: Subject) -> Iterator[str]:
    if subject.content.kind == MULTIPLE_SELECT:
        yield "multiple select"
    if "```" in subject.content.stem:
        yield "code"
    if subject.facts.is_generative:
        yield "generative"


def _compare(name: str, targets: Mapping[str, Share], counts: Counter[str], total: int) -> Iterator[Finding]:
    for value, (least, most) in targets.items():
        share = counts[value] / total
        if not least <= share <= most:
            side = "below" if share < least else "above"
            message = f"{name.capitalize()} {value}: {counts[value]} of {total} items ({share:.0%}), "
            yield warning("B01", "", f"{message}{side} the aim of {least:.0%} to {most:.0%}.")
