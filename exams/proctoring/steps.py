"""The steps of a check-in, in their order, and what each asks for. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

IDENTITY = "identity"
WELCOME = "welcome"
TERMS = "terms"
SYSTEM = "system"
ROOM = "room"
TUTORIAL = "tutorial"
# In the order in which a candidate takes them. The last one leads to "Ready to begin?", which starts the clock.
ORDER = (IDENTITY, WELCOME, TERMS, SYSTEM, ROOM, TUTORIAL)
# These may be left out without a word.
SKIPPABLE = frozenset({TUTORIAL})


@dataclass(frozen=True)
class Step:
    code: str
    is_done: bool
    is_next: bool


def list_steps(*, asked: Iterable[str], done: Iterable[str]) -> list[Step]:
    """The asked steps in order; the first that is not done is the next."""
    asked, done = set(asked), set(done)
    codes = [code for code in ORDER if code in asked]
    following = next((code for code in codes if code not in done), None)
    return [Step(code, code in done, code == following) for code in codes]


def is_reached(code: str, *, asked: Iterable[str], done: Iterable[str]) -> bool:
    """Whether a step may be taken now: all before it are done."""
    steps = list_steps(asked=asked, done=done)
    return any(step.code == code and (step.is_done or step.is_next) for step in steps)


def is_complete(*, asked: Iterable[str], done: Iterable[str]) -> bool:
    """Whether the sitting may start."""
    return set(asked) - SKIPPABLE <= set(done)
