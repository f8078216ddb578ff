"""Reader of our own item files (one file or a folder of them). Pure: text in, plain values and findings out."""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from exams.bank.content import ItemContent, OptionContent, ReferenceContent, check
from exams.exchange.strict_yaml import Document, Refused, parse

SCHEMA_FILE = Path(__file__).with_name("items.schema.json")
METADATA = ("cognitive", "criteria", "products", "tags", "author", "reviewer", "verified_on", "lint_waivers")


@dataclass(frozen=True)
class FileFinding:
    """What is wrong, and where: `file`, `line` from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class ParsedStimulus:
    file: str
    line: int
    code: str
    revision: int
    title: str
    text: str


@dataclass(frozen=True)
class ParsedItem:
    """One item of a file; `placements` maps a guide's code to "1.2.d"."""

    file: str
    line: int
    code: str
    revision: int
    status: str
    content: ItemContent
    placements: dict[str, str]
    style: str
    difficulty: str
    is_generative: bool
    enemies: tuple[str, ...]
    metadata: dict[str, Any]


@dataclass
class ParsedBank:
    items: list[ParsedItem] = field(default_factory=list)
    stimuli: dict[str, ParsedStimulus] = field(default_factory=dict)
    findings: list[FileFinding] = field(default_factory=list)


def read_bank(sources: dict[str, str]) -> ParsedBank:
    """Read files (name → text) that belong to one bank; stimuli are known across them."""
    bank = ParsedBank()
    documents = [(name, document) for name, text in sources.items() if (document := _parse(name, text, bank))]
    for name, document in documents:
        for index, raw in enumerate(document.data.get("stimuli", [])):
            _add_stimulus(bank, name, document.line(("stimuli", index)), raw)
    seen: dict[str, str] = {}
    for name, document in documents:
        for index, raw in enumerate(document.data["items"]):
            line = document.line(("items", index))
            if raw["id"] in seen:
                message = f"The item {raw['id']} stands already in {seen[raw['id']]}."
                bank.findings.append(FileFinding(name, line, message))
                continue
            seen[raw["id"]] = f"{name}:{line}"
            _add_item(bank, name, document, index, raw)
    return bank


@cache
def _validator() -> jsonschema.Draft202012Validator:
    draft = jsonschema.Draft202012Validator
    return draft(json.loads(SCHEMA_FILE.read_text("utf-8")), format_checker=draft.FORMAT_CHECKER)


def _parse(name: str, text: str, bank: ParsedBank) -> Document | None:
    try:
        document = parse(text)
    except Refused as refusal:
        bank.findings.append(FileFinding(name, refusal.line, refusal.message))
        return None
    errors = sorted(_validator().iter_errors(document.data), key=lambda error: list(map(str, error.absolute_path)))
    for error in errors:
        path = tuple(error.absolute_path)
        where = ".".join(map(str, path)) or "file"
        bank.findings.append(FileFinding(name, document.line(path), f"{where}: {error.message[:300]}"))
    return None if errors else document


def _add_stimulus(bank: ParsedBank, name: str, line: int, raw: dict[str, Any]) -> None:
    if raw["id"] in bank.stimuli:
        bank.findings.append(FileFinding(name, line, f"The stimulus {raw['id']} stands in two places."))
    bank.stimuli[raw["id"]] = ParsedStimulus(name, line, raw["id"], raw["revision"], raw["title"], raw["text"])


def _add_item(bank: ParsedBank, name: str, document: Document, index: int, raw: dict[str, Any]) -> None:
    line = document.line(("items", index))
    stimulus = bank.stimuli.get(raw.get("stimulus", ""))
    if raw.get("stimulus") and not stimulus:
        where = document.line(("items", index, "stimulus"))
        bank.findings.append(FileFinding(name, where, f"There is no stimulus {raw['stimulus']}."))
        return
    content = _content(raw, stimulus)
    for finding in check(content):
        where = document.line(_locate(index, finding.where, raw))
        bank.findings.append(FileFinding(name, where, f"{raw['id']}: {finding.message} ({finding.rule})"))
    bank.items.append(
        ParsedItem(
            file=name,
            line=line,
            code=raw["id"],
            revision=raw["revision"],
            status=raw["status"],
            content=content,
            placements=raw["objectives"],
            style=raw["style"],
            difficulty=raw["difficulty"],
            is_generative=raw["genai"],
            enemies=tuple(raw.get("enemies", [])),
            metadata={key: raw[key] for key in METADATA if key in raw},
        )
    )


def _content(raw: dict[str, Any], stimulus: ParsedStimulus | None) -> ItemContent:
    return ItemContent(
        kind=raw["type"],
        select_count=raw.get("select", 1),
        stem=raw["stem"],
        options=tuple(
            OptionContent(
                code=option["id"],
                text=option["text"],
                rationale=option["rationale"],
                is_correct=option.get("correct", False),
                mechanism=option.get("mechanism", ""),
                reference_codes=tuple(option["refs"]),
            )
            for option in raw["options"]
        ),
        explanation=raw["explanation"],
        references=tuple(ReferenceContent(**reference) for reference in raw["references"]),
        is_shuffled=raw.get("shuffle", True),
        stimulus_code=stimulus.code if stimulus else "",
        stimulus_revision=stimulus.revision if stimulus else 0,
        facts=tuple(raw.get("facts", [])),
    )


def _locate(index: int, where: str, raw: dict[str, Any]) -> tuple[str | int, ...]:
    """The path in the file of a finding's `options.b.rationale`."""
    parts = where.split(".")
    if parts[0] != "options" or len(parts) < 2:
        return ("items", index, parts[0])
    position = next((i for i, option in enumerate(raw["options"]) if option["id"] == parts[1]), 0)
    return ("items", index, "options", position, *parts[2:])
