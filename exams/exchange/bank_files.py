"""Reader of our own item files (one file or a folder of them). Pure: text in, plain values and findings out."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from exams.bank.content import ItemContent, OptionContent, ReferenceContent, check, check_structure
from exams.exchange.strict_yaml import Document, Refused, parse

SCHEMA_FILE = Path(__file__).with_name("items.schema.json")
METADATA = (
    *("cognitive", "criteria", "products", "tags", "author", "reviewer", "verified_on", "review_by"),
    "lint_waivers",
)
DRAFT = "draft"


@dataclass(frozen=True)
class FileFinding:
    """What is wrong, and where: `file`, `line` from 1; `item`: the code of the item that it is about, or ""."""

    file: str
    line: int
    message: str
    item: str = ""

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
    documents = [(name, *found) for name, text in sources.items() if (found := _parse(name, text, bank))]
    for name, document, _ in documents:
        for index, raw in enumerate(document.data.get("stimuli", [])):
            _add_stimulus(bank, name, document.line(("stimuli", index)), raw)
    seen: dict[str, str] = {}
    for name, document, broken in documents:
        for index, raw in enumerate(document.data["items"]):
            if index in broken:
                continue
            line = document.line(("items", index))
            if raw["id"] in seen:
                message = f"The item {raw['id']} stands already in {seen[raw['id']]}."
                bank.findings.append(FileFinding(name, line, message, raw["id"]))
                continue
            seen[raw["id"]] = f"{name}:{line}"
            _add_item(bank, name, document, index, raw)
    return bank


@cache
def _validator() -> jsonschema.Draft202012Validator:
    draft = jsonschema.Draft202012Validator
    return draft(json.loads(SCHEMA_FILE.read_text("utf-8")), format_checker=draft.FORMAT_CHECKER)


def _parse(name: str, text: str, bank: ParsedBank) -> tuple[Document, set[int]] | None:
    """The document, and the indexes of items that are not in the form of one; None where the file is not."""
    try:
        document = parse(text)
    except Refused as refusal:
        bank.findings.append(FileFinding(name, refusal.line, refusal.message))
        return None
    errors = sorted(_validator().iter_errors(document.data), key=lambda error: list(map(str, error.absolute_path)))
    broken: set[int] = set()
    is_whole = True
    for error in errors:
        path = tuple(error.absolute_path)
        where = ".".join(map(str, path)) or "file"
        item = ""
        if path[:1] == ("items",) and len(path) > 1:
            broken.add(int(path[1]))
            item = _name(document.data["items"][path[1]], int(path[1]))
        is_whole = is_whole and bool(item)
        bank.findings.append(FileFinding(name, document.line(path), f"{where}: {error.message[:300]}", item))
    return (document, broken) if is_whole else None


def _name(raw: Any, index: int) -> str:
    """What to call an item that is not in the form of one."""
    code = raw.get("id") if isinstance(raw, dict) else None
    return code if isinstance(code, str) and code else f"#{index + 1}"


def _add_stimulus(bank: ParsedBank, name: str, line: int, raw: dict[str, Any]) -> None:
    if raw["id"] in bank.stimuli:
        bank.findings.append(FileFinding(name, line, f"The stimulus {raw['id']} stands in two places."))
    bank.stimuli[raw["id"]] = ParsedStimulus(name, line, raw["id"], raw["revision"], raw["title"], raw["text"])


def _add_item(bank: ParsedBank, name: str, document: Document, index: int, raw: dict[str, Any]) -> None:
    line = document.line(("items", index))
    stimulus = bank.stimuli.get(raw.get("stimulus", ""))
    if raw.get("stimulus") and not stimulus:
        where = document.line(("items", index, "stimulus"))
        bank.findings.append(FileFinding(name, where, f"There is no stimulus {raw['stimulus']}.", raw["id"]))
        return
    content = _content(raw, stimulus)
    for finding in (check_structure if raw["status"] == DRAFT else check)(content):
        where = document.line(_locate(index, finding.where, raw))
        bank.findings.append(FileFinding(name, where, f"{raw['id']}: {finding.message} ({finding.rule})", raw["id"]))
    bank.items.append(
        ParsedItem(
            file=name,
            line=line,
            code=raw["id"],
            revision=raw["revision"],
            status=raw["status"],
            content=content,
            placements=raw.get("objectives", {}),
            style=raw.get("style", ""),
            difficulty=raw.get("difficulty", "medium"),
            is_generative=raw.get("genai", False),
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
                rationale=option.get("rationale", ""),
                is_correct=option.get("correct", False),
                mechanism=option.get("mechanism", ""),
                reference_codes=tuple(option.get("refs", ())),
                fraction=Decimal(str(option["fraction"])) if "fraction" in option else None,
            )
            for option in raw["options"]
        ),
        explanation=raw.get("explanation", ""),
        references=tuple(ReferenceContent(**reference) for reference in raw.get("references", ())),
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
