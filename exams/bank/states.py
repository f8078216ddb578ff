"""The review workflow as a table: which step leads where, who may take it, and which one needs a reason. Pure.

An item that is live keeps its version while an edit of it goes through review beside it: then `next_status` says how
far that edit has come, and the steps are those of the edit.
"""

from dataclasses import dataclass

AUTHOR = "bank.change_item"
REVIEWER = "bank.review_item"
PUBLISHER = "bank.publish_item"
PERMISSION_NAMES = {AUTHOR: "edit items", REVIEWER: "review items", PUBLISHER: "put items live"}


@dataclass(frozen=True)
class Rule:
    """What a step asks of who takes it."""

    permission: str
    needs_reason: bool = False


_RETIRE = Rule(PUBLISHER, needs_reason=True)
_BY_PUBLISHER = Rule(PUBLISHER)
_SEND_BACK = Rule(AUTHOR, needs_reason=True)
_WITHDRAW_APPROVAL = Rule(REVIEWER, needs_reason=True)

TRANSITIONS: dict[str, dict[str, Rule]] = {
    "draft": {"in_review": Rule(AUTHOR), "retired": _RETIRE},
    "in_review": {"draft": _SEND_BACK, "approved": Rule(REVIEWER), "retired": _RETIRE},
    "approved": {"draft": _WITHDRAW_APPROVAL, "live": _BY_PUBLISHER, "retired": _RETIRE},
    "live": {"quarantined": Rule(PUBLISHER, needs_reason=True), "retired": _RETIRE, "draft": Rule(PUBLISHER, True)},
    "quarantined": {"draft": _BY_PUBLISHER, "live": Rule(PUBLISHER, needs_reason=True), "retired": _RETIRE},
    "retired": {"draft": _BY_PUBLISHER},
}
# The steps of an edit that waits beside a live version; quarantine and retirement remain those of the item.
NEXT_TRANSITIONS: dict[str, dict[str, Rule]] = {
    "draft": {"in_review": Rule(AUTHOR)},
    "in_review": {"draft": _SEND_BACK, "approved": Rule(REVIEWER)},
    "approved": {"draft": _WITHDRAW_APPROVAL, "live": _BY_PUBLISHER},
}
OF_THE_ITEM = ("quarantined", "retired")
# What candidates get, or got until it was set aside: an edit of it waits until somebody has approved it.
WITH_NEXT = ("live", "quarantined")


def list_rules(status: str, next_status: str) -> dict[str, Rule]:
    """Status → rule of the step that leads there."""
    if not next_status:
        return TRANSITIONS[status]
    of_the_item = {target: rule for target, rule in TRANSITIONS[status].items() if target in OF_THE_ITEM}
    return NEXT_TRANSITIONS[next_status] | of_the_item


def after_edit(status: str) -> str:
    """An approval is given to a text: a changed text has none."""
    return "draft" if status == "approved" else status
