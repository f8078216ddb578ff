"""What the readers of simple formats share: options with their credit, which of them are the key, identities. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import islice

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignOption, Found, Place, Reading, Refused

MOST_OPTIONS = 100
# Of one file: more are told, and not kept in memory.
MOST_ITEMS = 50_000
# Moodle's five decimals of a percentage.
EXACTNESS = Decimal("0.0000001")
ONE = Decimal(1)
BLANK_LEFT_OUT = "An option without a text, which is not right, was left out."


class Broken(Exception):
    """An item that cannot be read: why, and what to do. `line` from 1; 0 if only the item's own is known."""

    def __init__(self, reason: str, advice: str = "", line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.line = line


@dataclass(frozen=True)
class Key:
    """What the options' credit says about the item."""

    kind: str
    select_count: int
    options: tuple[ForeignOption, ...]
    warnings: tuple[str, ...] = ()


def gather(found: Iterable[Found], name: str) -> Reading:
    """What a reader finds in the file `name`, one after the other, up to MOST_ITEMS."""
    every = list(islice(found, MOST_ITEMS + 1))
    if len(every) > MOST_ITEMS:
        reason = f"There are more than {MOST_ITEMS:,} questions; those after them were not read."
        every[MOST_ITEMS:] = [Refused(Place(name), reason, "Split the file.")]
    return Reading.of(every)


def letter(index: int) -> str:
    """a, b, … z, o27, o28, …"""
    return chr(ord("a") + index) if index < 26 else f"o{index + 1}"


def share(percent: str) -> Decimal:
    """“33.33333” → 0.3333333. Raises Broken."""
    try:
        value = Decimal(percent.strip()) / 100
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > 1:
        raise Broken(f"“{percent.strip()[:20]}” is no percentage from -100 to 100.", "Write a number such as 50.")
    return value.quantize(EXACTNESS).normalize() + Decimal(0)


def percent(fraction: Decimal) -> str:
    """0.3333333 → “33.33333”, 0.5 → “50”."""
    text = f"{(fraction * 100).quantize(EXACTNESS * 100):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def even_share(count: int) -> Decimal:
    """The credit of each of `count` right options."""
    return (ONE / count).quantize(EXACTNESS).normalize() if count else Decimal(0)


def check_count(count: int) -> None:
    """Before anything is made of the answers. Raises Broken for more than anybody asks."""
    if count > MOST_OPTIONS:
        raise Broken(f"The item has more than {MOST_OPTIONS} answers.", "Leave some out.")


def find_key(options: Sequence[ForeignOption], *, is_single: bool) -> Key:
    """Marks the right options by their fractions. Raises Broken when there is none, or fewer than two options.

    Who may choose one is right with the most credit; who may choose several is right with all that bring credit.
    """
    if len(options) < 2:
        raise Broken("The item has fewer than two answers.", "Add the answers that are missing.")
    check_count(len(options))
    if any(not option.text.strip() for option in options):
        raise Broken("An answer has no text.", "Give every answer a text.")
    most = max(option.fraction for option in options)
    if most <= 0:
        raise Broken("No answer is marked as right.", "Mark the right answer.")
    keyed = tuple(
        replace(option, is_correct=option.fraction == most if is_single else option.fraction > 0) for option in options
    )
    count = sum(option.is_correct for option in keyed)
    if not is_single:
        return Key(MULTIPLE_SELECT, count, keyed, _about_sum(keyed))
    if count == 1:
        about = () if most == ONE else (f"The best answer brings only {percent(most)} % of the credit.",)
        return Key(SINGLE_CHOICE, 1, keyed, about)
    several = f"{count} answers are right by themselves; the item was taken as one that asks for all of them."
    return Key(MULTIPLE_SELECT, count, keyed, (several,))


def _about_sum(options: Sequence[ForeignOption]) -> tuple[str, ...]:
    total = sum((option.fraction for option in options if option.fraction > 0), Decimal(0))
    if abs(total - 1) <= Decimal("0.001"):
        return ()
    return (f"The right answers bring {percent(total)} % together, not 100 %.",)


class Identities:
    """Gives each item of a file an identity of its own: what the file calls it, or what its text makes it."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def give(self, *names: str, text: str = "") -> str:
        """The first name that is not empty; a second item of that name is `name-2`."""
        name = next((" ".join(name.split())[:200] for name in names if name.strip()), "")
        name = name or "q-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
        while True:
            count = self._counts[name] = self._counts.get(name, 0) + 1
            if count == 1:
                return name
            name = f"{name}-{count}"
