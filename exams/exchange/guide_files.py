"""Reader of exam-guide files. Pure."""

from dataclasses import dataclass
from typing import Any

from exams.exchange.strict_yaml import Document, parse


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


def read_guides(text: str) -> list[ParsedGuide]:
    """All guides of a file. Raises `strict_yaml.Refused`, or KeyError naming a missing member."""
    document: Document = parse(text)
    name = document.data["exam"]["name"]
    return [
        ParsedGuide(
            code=raw["id"],
            title=raw["title"],
            exam_name=name,
            is_current=raw["status"] == "current",
            domains=tuple(_domain(domain) for domain in raw["domains"]),
        )
        for raw in document.data["guides"]
    ]


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
