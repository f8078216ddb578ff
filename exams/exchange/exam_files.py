"""Reader of a shipped exam: what it is called, what it says about itself, its rules. Pure."""

from typing import Any

from exams.exchange.strict_yaml import Refused, parse

TEXTS = ("slug", "title", "guide", "description", "rules")
NUMBERS = ("item_count", "duration_seconds")


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
    unknown = sorted(set(data) - {*TEXTS, *NUMBERS})
    if unknown:
        raise Refused(document.line((unknown[0],)), f"“{unknown[0]}” is not known here.")
    return data
