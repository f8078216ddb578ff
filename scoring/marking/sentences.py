"""What numbers say, in a plain sentence that promises no more than they can keep. Pure."""

from decimal import Decimal

from scoring.marking.points import show_points


def as_on_day(*, is_pass: bool) -> str:
    """All that is said where the exam tells what the real day tells."""
    return "You passed this exam." if is_pass else "You did not pass this exam."


def verdict(*, is_pass: bool, points: Decimal, max_points: Decimal, share_percent: int, cut_percent: int) -> str:
    """The first sentence of a result."""
    share = f"{share_percent}%"
    if not is_pass and share_percent >= cut_percent:
        # Rounded, the two look equal; they are not.
        share = f"{100 * points / max_points:.1f}%, which rounds to the cut but does not reach it"
    reached = f"You reached {show_points(points)} of {show_points(max_points)} points ({share})."
    if is_pass:
        return f"{reached} That is at or above this exam’s cut score of {cut_percent}%."
    return f"{reached} That is below this exam’s cut score of {cut_percent}%."


def certainty(*, low_percent: int, high_percent: int, cut_percent: int) -> str:
    """How far the verdict can be trusted: the interval against the cut."""
    span = f"Of all questions of this kind you would likely get between {low_percent}% and {high_percent}% right"
    if low_percent >= cut_percent:
        return f"{span}: above the cut throughout."
    if high_percent < cut_percent:
        return f"{span}: below the cut throughout."
    return f"{span}. The cut lies inside that range, so another form could have turned out the other way."


def domain(*, points: Decimal, item_count: int, low_percent: int, high_percent: int, cut_percent: int) -> str:
    """A subscore in words; with 5 to 15 items, most of them leave room on both sides of the cut."""
    told = f"{show_points(points)} of {item_count} right"
    if low_percent >= cut_percent:
        return f"{told}: above the cut, even allowing for the small number of items."
    if high_percent < cut_percent:
        return f"{told}: below the cut, even allowing for the small number of items."
    return f"{told}: too few items to say which side of the cut you are on ({low_percent} to {high_percent}%)."
