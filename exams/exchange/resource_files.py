"""Reader of files of study resources: where to go when weak in an objective. Pure."""

from dataclasses import dataclass
from typing import Any

from exams.exchange.strict_yaml import Document, Refused, parse

KINDS = ("documentation", "course", "lab", "reading", "video")
MEMBERS = {"title", "url", "kind", "minutes", "note"}
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class ParsedResource:
    """`minutes`: an estimate of one reading; `note`: what to look for there; `line` of the file, from 1."""

    objective: str
    title: str
    url: str
    kind: str
    minutes: int
    note: str
    line: int


@dataclass(frozen=True)
class ParsedResources:
    guide: str
    resources: tuple[ParsedResource, ...]


def read_resources(text: str) -> ParsedResources:
    """The resources of a file, in its order. Raises Refused naming the line."""
    document = parse(text)
    if not isinstance(document.data, dict) or not isinstance(document.data.get("objectives"), dict):
        raise Refused(1, "A file of study resources names its guide, and has a list by objective in “objectives”.")
    rows = tuple(
        _resource(document, objective, index, raw)
        for objective, resources in document.data["objectives"].items()
        for index, raw in enumerate(resources or [])
    )
    _refuse_twice(rows)
    return ParsedResources(str(document.data["guide"]), rows)


def _resource(document: Document, objective: str, index: int, raw: Any) -> ParsedResource:
    line = document.line(("objectives", objective, index))
    if not isinstance(raw, dict) or set(raw) - MEMBERS or not {"title", "url", "kind", "minutes"} <= set(raw):
        raise Refused(line, "A resource has title, url, kind and minutes, and may have a note.")
    if raw["kind"] not in KINDS:
        raise Refused(line, f"The kind of a resource is one of {', '.join(KINDS)}.")
    minutes = raw["minutes"]
    if type(minutes) is not int or not 1 <= minutes <= MOST_MINUTES:
        raise Refused(line, f"The minutes of a resource are a number from 1 to {MOST_MINUTES}.")
    if not str(raw["url"]).startswith("https://"):
        raise Refused(line, "The address of a resource begins with https://.")
    texts = (str(raw["title"]), str(raw["url"]), raw["kind"])
    return ParsedResource(objective, *texts, minutes, str(raw.get("note", "")), line)


def _refuse_twice(rows: tuple[ParsedResource, ...]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.objective, row.url) in seen:
            raise Refused(row.line, f"{row.url} stands twice under objective {row.objective}.")
        seen.add((row.objective, row.url))
