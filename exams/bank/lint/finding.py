"""What the linter says: which rule, how bad, where, why it matters and how to mend it. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from exams.bank.lint.catalogue import RULES


class Level(StrEnum):
    """An error keeps an item from going live, a warning wants a mend or a reason, information is only told."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"


@dataclass(frozen=True)
class Finding:
    """`where` names the field (`stem`, `options.b.text`; empty: the whole bank), `item` the item's code.

    `waived_because` is the reason of the waiver that excuses it; empty where none does. `is_mendable_only`: no waiver
    helps here, although the rule can be waived elsewhere.
    """

    rule: str
    level: Level
    where: str
    message: str
    item: str = ""
    waived_because: str = ""
    is_mendable_only: bool = False

    @property
    def title(self) -> str:
        return RULES[self.rule].title

    @property
    def why(self) -> str:
        return RULES[self.rule].why

    @property
    def mend(self) -> str:
        return RULES[self.rule].mend

    @property
    def is_waivable(self) -> bool:
        return RULES[self.rule].is_waivable and not (self.is_mendable_only or self.waived_because)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "item": self.item,
            "rule": self.rule,
            "level": self.level.value,
            "where": self.where,
            "message": self.message,
            "why": self.why,
            "mend": self.mend,
            "waived_because": self.waived_because,
        }


def error(rule: str, where: str, message: str) -> Finding:
    return Finding(rule, Level.ERROR, where, message)


def warning(rule: str, where: str, message: str) -> Finding:
    return Finding(rule, Level.WARNING, where, message)


def information(rule: str, where: str, message: str) -> Finding:
    return Finding(rule, Level.INFORMATION, where, message)


def by_threshold(rule: str, where: str, message: str, value: float, *, warn: float, fail: float) -> list[Finding]:
    """An error above `fail`, a warning above `warn`, else nothing."""
    if value > fail:
        return [error(rule, where, message)]
    return [warning(rule, where, message)] if value > warn else []
