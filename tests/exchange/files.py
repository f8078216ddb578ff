"""Texts of files in our own formats, as an instructor would write them, with something changed."""

import json
from typing import Any

import yaml

GUIDE = """\
schema: 1
exam: {slug: practice, name: Practice exam}
guides:
  - id: guide-1
    title: Guide of 2026
    status: current
    domains:
      - code: "1"
        title: First domain
        weight: 60
        objectives:
          - {code: "1.1", title: First objective, considerations: {a: Costs, b: Speed}}
          - {code: "1.2", title: Second objective}
      - code: "2"
        title: Second domain
        weight: 40
        objectives:
          - {code: "2.1", title: Third objective}
"""


def raw_option(code: str, **changes: Any) -> dict[str, Any]:
    text = {"id": code, "text": f"Answer {code}", "rationale": f"Why option {code} is right or wrong.", "refs": ["doc"]}
    return text | changes


def raw_item(code: str = "x-1", **changes: Any) -> dict[str, Any]:
    """An item without fault: single choice, `a` is correct, at 1.1.a of guide-1. A change to None takes away."""
    item = {
        "id": code,
        "revision": 1,
        "status": "live",
        "type": "single_choice",
        "objectives": {"guide-1": "1.1.a"},
        "style": "services",
        "difficulty": "hard",
        "cognitive": "apply",
        "criteria": ["cost"],
        "products": ["a-product"],
        "genai": True,
        "stem": f"A team of {code} wants to serve a model at low cost. What should they do?",
        "options": [raw_option("a", correct=True), *(raw_option(letter) for letter in "bcd")],
        "explanation": "Serving costs less when nothing runs without need.",
        "references": [{"id": "doc", "title": "Manual", "url": "https://example.org/manual"}],
        "verified_on": "2026-11-21",
        "author": "content",
    }
    return {key: value for key, value in (item | changes).items() if value is not None}


def raw_stimulus(code: str = "case-1", **changes: Any) -> dict[str, Any]:
    return {"id": code, "revision": 1, "title": "A case", "text": "A shop sells pumpkins."} | changes


def bank_text(*items: dict[str, Any], **changes: Any) -> str:
    """The text of a file with `items`; `stimuli=[…]` adds stimuli."""
    values = {"schema": 1, "bank": "practice", "licence": "CC-BY-4.0", **changes, "items": list(items)}
    # Through JSON, so that the same list at two places does not become an anchor and its alias.
    return yaml.safe_dump(json.loads(json.dumps(values)), sort_keys=False, width=1000)


def line_of(text: str, words: str) -> int:
    """The only line of `text` that has `words`, from 1."""
    (line,) = [number for number, line in enumerate(text.splitlines(), start=1) if words in line]
    return line
