"""Reader of exam-guide files. Pure."""

from dataclasses import dataclass
from typing import Any

from exams.exchange.strict_yaml import Document, Refused, parse

CONFIDENCES = ("official", "one_copy", "reported")
# In a crosswalk: some of an old objective, no newer one names.
DROPPED = "-"


@dataclass(frozen=True)
class ParsedFact:
    """What is known of the exam; `sources`: ({"title": …, "url": …}, …)."""

    label: str
    text: str
    note: str
    confidence: str
    sources: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class ParsedObjective:
    code: str
    title: str
    considerations: dict[str, str]


@dataclass(frozen=True)
class ParsedDomain:
    code: str
    title: str
    weight: int
    objectives: tuple[ParsedObjective, ...]


@dataclass(frozen=True)
class ParsedGuide:
    code: str
    title: str
    exam_name: str
    is_current: bool
    domains: tuple[ParsedDomain, ...]
    facts: tuple[ParsedFact, ...] = ()


@dataclass(frozen=True)
class ParsedCrosswalk:
    """Where a newer guide asks what an older one asked: its objectives' codes → codes of the newer, or DROPPED."""

    old_guide: str
    new_guide: str
    successors: dict[str, tuple[str, ...]]


def read_guides(text: str) -> list[ParsedGuide]:
    """All guides of a file; the facts of the exam go with the current one.

    Raises `strict_yaml.Refused`, or KeyError naming a missing member.
    """
    document: Document = parse(text)
    name = document.data["exam"]["name"]
    facts = _facts(document)
    return [
        ParsedGuide(
            code=raw["id"],
            title=raw["title"],
            exam_name=name,
            is_current=raw["status"] == "current",
            domains=tuple(_domain(domain) for domain in raw["domains"]),
            facts=facts if raw["status"] == "current" else (),
        )
        for raw in document.data["guides"]
    ]


def read_crosswalks(text: str) -> list[ParsedCrosswalk]:
    """How the older guides of a file map to newer ones. Raises Refused naming the line."""
    document = parse(text)
    guides = {raw["id"]: _codes(raw) for raw in document.data["guides"]}
    return [_crosswalk(document, guides, pair, rows) for pair, rows in document.data.get("crosswalk", {}).items()]


def _crosswalk(
    document: Document, guides: dict[str, set[str]], pair: str, rows: dict[str, list[str]]
) -> ParsedCrosswalk:
    old, _, new = pair.partition("->")
    line = document.line(("crosswalk", pair))
    if old not in guides or new not in guides:
        raise Refused(
            line, f"A crosswalk is named “old guide->new guide”, and “{pair}” names no two guides of the file."
        )
    for code, successors in rows.items():
        unknown = ({code} - guides[old]) | (set(successors) - guides[new] - {DROPPED})
        if unknown:
            line = document.line(("crosswalk", pair, code))
            raise Refused(
                line, f"The crosswalk names {', '.join(sorted(unknown))}, which is no objective of its guide."
            )
    return ParsedCrosswalk(old, new, {code: tuple(successors) for code, successors in rows.items()})


def _codes(raw: dict[str, Any]) -> set[str]:
    return {row.code for domain in raw["domains"] for row in map(_objective, domain.get("objectives", []))}


def _facts(document: Document) -> tuple[ParsedFact, ...]:
    rows, known = document.data.get("facts", []), document.data.get("sources", {})
    return tuple(_fact(document.line(("facts", index)), raw, known) for index, raw in enumerate(rows))


def _fact(line: int, raw: dict[str, Any], known: dict[str, dict[str, str]]) -> ParsedFact:
    if set(raw) - {"label", "text", "note", "confidence", "sources"} or raw["confidence"] not in CONFIDENCES:
        raise Refused(line, f"A fact has label, text, note, sources and a confidence, one of {', '.join(CONFIDENCES)}.")
    missing = [code for code in raw["sources"] if code not in known]
    if missing or not (raw["sources"] or raw["confidence"] == "reported"):
        raise Refused(line, "A fact that candidates did not report names its sources, each by its name in “sources”.")
    sources = tuple({"title": known[code]["title"], "url": known[code]["url"]} for code in raw["sources"])
    return ParsedFact(str(raw["label"]), str(raw["text"]), str(raw.get("note", "")), raw["confidence"], sources)


def _domain(raw: dict[str, Any]) -> ParsedDomain:
    return ParsedDomain(
        code=raw["code"],
        title=raw["title"],
        # The guide of 2022 published no weights: the file then has ours, under another name.
        weight=raw.get("weight") or raw["house_weight"],
        objectives=tuple(_objective(objective) for objective in raw.get("objectives", [])),
    )


def _objective(raw: dict[str, Any] | str) -> ParsedObjective:
    if isinstance(raw, str):
        code, _, title = raw.partition(" ")
        return ParsedObjective(code, title, {})
    return ParsedObjective(raw["code"], raw["title"], raw.get("considerations", {}))
