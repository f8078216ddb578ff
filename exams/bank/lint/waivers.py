"""Waivers: a rule that an item may break, for a stated reason. They are counted and shown, never silent. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from exams.bank.lint.catalogue import RULES
from exams.bank.lint.finding import Finding, Level, information, warning

# Rules that look at many items: whether such a waiver is needed, one item alone does not show.
OF_THE_BANK = frozenset({"T02", "T04", "T09", "T11", "T12", "D01", "D02", "B01"})


@dataclass(frozen=True)
class Waiver:
    """`on`: an ISO day."""

    rule: str
    reason: str
    by: str = ""
    on: str = ""


def read_waivers(raw: object) -> tuple[Waiver, ...]:
    """The waivers of an item's metadata, whatever stands there."""
    rows = raw if isinstance(raw, list | tuple) else []
    return tuple(
        Waiver(*(str(row.get(name) or "").strip() for name in ("rule", "reason", "by", "on")))
        for row in rows
        if isinstance(row, dict)
    )


def apply_waivers(findings: Iterable[Finding], waivers: Sequence[Waiver]) -> list[Finding]:
    """The findings, excused where a waiver with a reason stands for their rule."""
    reasons = {waiver.rule: waiver.reason for waiver in waivers if waiver.reason}
    return [
        replace(found, waived_because=reasons[found.rule]) if found.rule in reasons and found.is_waivable else found
        for found in findings
    ]


def check_waivers(findings: Sequence[Finding], waivers: Sequence[Waiver]) -> list[Finding]:
    """What is wrong with the waivers themselves (W01), and which of them excuse nothing (W02)."""
    broken = {found.rule for found in findings}
    result = []
    for waiver in waivers:
        rule = RULES.get(waiver.rule)
        missing = [name for name in ("reason", "by", "on") if not getattr(waiver, name)]
        if rule is None:
            result.append(warning("W01", "waivers", f"A waiver names “{waiver.rule}”, which is no rule."))
        elif not rule.is_waivable:
            result.append(warning("W01", "waivers", f"{waiver.rule} cannot be waived."))
        elif missing:
            result.append(warning("W01", "waivers", f"The waiver of {waiver.rule} lacks: {', '.join(missing)}."))
        elif waiver.rule not in broken | OF_THE_BANK:
            result.append(information("W02", "waivers", f"The waiver of {waiver.rule} excuses nothing."))
    return result


def blocks_live(findings: Iterable[Finding], waivers: Sequence[Waiver] = ()) -> list[Finding]:
    """The errors that keep an item from going live: those that no waiver excuses."""
    applied = apply_waivers(findings, waivers)
    return [found for found in applied if found.level == Level.ERROR and not found.waived_because]
