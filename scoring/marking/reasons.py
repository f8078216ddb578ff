"""Why an answer earned what it did, in words: a mark explained. Pure."""

from collections.abc import Sequence
from fractions import Fraction

from scoring.marking.points import show_points
from scoring.marking.rules import (
    ALL_OR_NOTHING,
    CREDITED,
    DROPPED,
    PARTIAL_NO_PENALTY,
    PILOT,
    Codes,
    Mark,
    earn,
)

TREATED = {
    PILOT: "Tried out, not scored.",
    DROPPED: "Dropped: it counts for nobody.",
    CREDITED: "Credited to all, whatever was chosen.",
}


def explain(mark: Mark, rule: str) -> str:
    """One or two sentences, by the exam's marking rule."""
    if mark.treatment:
        return TREATED[mark.treatment]
    if not mark.is_answered:
        return "Not answered."
    if not mark.accepted:
        return "Exactly the key." if mark.is_correct else "Not exactly the key."
    selected = frozenset(mark.selected)
    key = _best(selected, mark.accepted, rule)
    share = _tell_share(selected, key, rule)
    if mark.weight == 1 or not mark.points or mark.is_correct:
        return share
    return f"{share} Of {show_points(mark.weight)} points."


def _best(selected: Codes, accepted: Sequence[Codes], rule: str) -> Codes:
    return max(accepted, key=lambda key: earn(selected, [key], rule))


def _tell_share(selected: Codes, key: Codes, rule: str) -> str:
    if selected == key:
        return "Exactly the key."
    right, wrong = len(selected & key), len(selected - key)
    told = f"{right} of {len(key)} right options chosen, {wrong} wrong"
    if rule == ALL_OR_NOTHING:
        return f"{told}: all or nothing."
    if rule == PARTIAL_NO_PENALTY and right + wrong > len(key):
        return f"{told}: more than the key has, so none counts."
    return f"{told}: {Fraction(earn(selected, [key], rule))}."
