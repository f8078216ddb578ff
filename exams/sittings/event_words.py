"""A sitting's log in words that staff read. Plain values in, plain values out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from common.durations import shorten

NAMES = {
    "check-in-opened": "Check-in opened",
    "taken-over": "Another window or device took over",
    "expired": "Time was up",
    "terminated": "Ended by staff",
    "message-sent": "Message to the candidate",
    "candidate-message": "Message from the candidate",
    "answers-merged": "Answers of another window arrived",
    "answers-arrived-in-grace": "Answers given in time arrived after the end",
    "not-heard": "Not heard",
    "outage-credit": "Time given back",
    "grace-extended": "More time for answers to arrive, after an outage",
    "extended": "Time given",
    "window-blurred": "Went to another window",
    "fullscreen-left": "Left the full screen",
    "fullscreen-entered": "Back in full screen",
    "second-screen": "A second screen is connected",
    "second-tab": "The exam was opened in a second tab",
    "devtools": "The browser's tools for developers may be open",
    "nobody-there": "Nobody in front of the camera",
    "somebody-else": "Somebody else in front of the camera",
    "looked-away": "Looked away from the screen",
    "camera-off": "The camera was off",
    "camera-on": "The camera was on again",
    "camera-unused": "No camera watched from here on",
    "result-held": "Result held for review",
    "result-let-go": "Result no longer held",
    "result-voided": "The result does not count",
    "result-reinstated": "The result counts again",
    "check-in-cleared": "Check-in complete",
    "mode-changed": "The candidate chose another mode",
    "review-decided": "Review decided",
    "review-appealed": "Decision appealed",
    "records-deleted": "What was recorded of the room was deleted",
}
TIME = "%H:%M:%S"


def name_event(type: str, details: dict[str, Any]) -> str:
    """An event as a heading."""
    if type == "taken-over" and not details.get("before"):
        return "Exam screen opened"
    return NAMES.get(type, type.replace("-", " ").replace("_", " ").capitalize())


def describe_details(details: dict[str, Any]) -> str:
    """What an event's details say, in one line; what has no words of its own is named as it is stored."""
    said = []
    # The database does not keep the order of the keys.
    for key in sorted(details, key=lambda key: (ORDER.get(key, len(ORDER)), key)):
        value = details[key]
        if value in ("", None, [], 0):
            continue
        tell = WORDS.get(key)
        said.append(tell(value) if tell else f"{key.replace('_', ' ')}: {value}")
    return ", ".join(said)


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):{TIME}} UTC"


def _spans(spans: list[dict[str, str]]) -> str:
    return " and ".join(f"{datetime.fromisoformat(span['from']):{TIME}} to {_moment(span['to'])}" for span in spans)


def _positions(positions: list[int]) -> str:
    return f"item{'' if len(positions) == 1 else 's'} {', '.join(map(str, positions))}"


def _device(client: str) -> str:
    return f"device {client[:4]}"


WORDS: dict[str, Callable[[Any], str]] = {
    "seconds": shorten,
    "from": lambda text: f"from {_moment(text)}",
    "for_ms": lambda ms: f"for {shorten(ms // 1000)}",
    "at_ms": lambda ms: f"{shorten(ms // 1000)} into the exam",
    "until": lambda text: f"until {_moment(text)}",
    "client": _device,
    "before": lambda client: f"before it {_device(client)}",
    "positions": _positions,
    "position": lambda number: _positions([number]),
    "count": lambda count: f"{count} times",
    "until_ms": lambda ms: f"last {shorten(ms // 1000)} into the exam",
    "form": lambda number: f"form {number}",
    "outages": lambda spans: f"outage {_spans(spans)}",
    "simulated": lambda step: f"step of the script: {step}",
    "own_gaps": lambda spans: f"own gap {_spans(spans)}",
}
ORDER = {key: place for place, key in enumerate(WORDS)}
