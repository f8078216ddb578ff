"""Readers of a shipped exam: what it is called, what it says about itself, its rules, those of its room. Pure."""

from typing import Any

from exams.exchange.strict_yaml import Document, Refused, parse

TEXTS = ("slug", "title", "guide", "description", "rules")
NUMBERS = ("item_count", "duration_seconds")
PROCTORING = ("none", "offered", "required")
ROOM = {"terms": str, "camera": str, "proctor": str}
CAMERAS = ("none", "optional", "required")
PROCTORS = ("nobody", "person", "simulated")


def read_exam(text: str) -> dict[str, Any]:
    """The values of `ensure_exam`. Raises Refused naming the line."""
    document = parse(text)
    data = document.data
    if not isinstance(data, dict):
        raise Refused(1, "An exam is a mapping of names to values.")
    for name in (*TEXTS, *NUMBERS):
        wanted = int if name in NUMBERS else str
        if type(data.get(name)) is not wanted:  # true is an int to isinstance
            raise Refused(document.line((name,)), f"“{name}” is missing or of the wrong kind.")
    _refuse_unknown(document, data, {*TEXTS, *NUMBERS, "proctoring"})
    _refuse_other(document, data, "proctoring", PROCTORING)
    return data


def read_room(text: str) -> dict[str, Any]:
    """The rules of the room of a shipped exam: the values of `ensure_rules`. Raises Refused naming the line."""
    document = parse(text)
    data = document.data
    if not isinstance(data, dict):
        raise Refused(1, "Rules of the room are a mapping of names to values.")
    for name, wanted in ROOM.items():
        if type(data.get(name)) is not wanted:
            raise Refused(document.line((name,)), f"“{name}” is missing or of the wrong kind.")
    _refuse_unknown(document, data, set(ROOM))
    _refuse_other(document, data, "camera", CAMERAS)
    _refuse_other(document, data, "proctor", PROCTORS)
    return data


def _refuse_unknown(document: Document, data: dict[str, Any], known: set[str]) -> None:
    unknown = sorted(set(data) - known)
    if unknown:
        raise Refused(document.line((unknown[0],)), f"“{unknown[0]}” is not known here.")


def _refuse_other(document: Document, data: dict[str, Any], name: str, choices: tuple[str, ...]) -> None:
    if name in data and data[name] not in choices:
        raise Refused(document.line((name,)), f"“{name}” is one of: {', '.join(choices)}.")
