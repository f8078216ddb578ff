"""What numbers say, in a plain sentence that promises no more than they can keep. Pure."""

from decimal import Decimal

from scoring.marking.breakdown import Apart, Estimate
from scoring.marking.pacing import Changes, Pacing
from scoring.marking.points import show_points
from scoring.marking.rules import Number, Scale

Points = Decimal | Number


def as_on_day(*, is_pass: bool) -> str:
    """All that is said where the exam tells what the real day tells."""
    return "You passed this exam." if is_pass else "You did not pass this exam."


def void() -> str:
    """All that is said of a result that does not count."""
    return "This result does not count."


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


def decision(*, is_pass: bool, probability: float, sitting_count: int | None) -> str:
    """How likely the decision is the right one; `sitting_count`: of those that tell, None: this sitting alone does."""
    side = "truly at or above the cut" if is_pass else "truly below the cut"
    told = f"Of 100 candidates with your score, {about(probability)} would be {side}"
    if sitting_count is None:
        return f"{told}, as far as this sitting alone can tell: too few have sat this exam to know more."
    return f"{told}. That is known from {sitting_count:,} sittings of this exam."


def about(probability: float) -> str:
    """A probability as a number of 100 people."""
    count = round(probability * 100)
    if count >= 100:
        return "more than 99"
    return f"about {count}" if count else "fewer than 1"


def decisions(*, accuracy: float, consistency: float) -> str:
    """Of the exam's decisions as a whole."""
    return (
        f"No exam decides without error: of 100 decisions of this one {about(accuracy)} are right, and on another form "
        f"{about(consistency)} would be the same."
    )


def scale(*, scaled: int, of: Scale) -> str:
    return (
        f"Scaled score {scaled}, on a scale of this site: {of.lowest} for no points, {of.cut} at the cut, {of.highest} "
        "for all points. It is for reading; pass is decided on the points."
    )


def domain(*, points: Points, max_points: Points, item_count: int, estimate: Estimate, cut_percent: int) -> str:
    """A subscore in words; with 5 to 15 items, most of them leave room on both sides of the cut."""
    low, high = round(estimate.low * 100), round(estimate.high * 100)
    told, span = _tell(points, max_points, item_count), f"likely {low} to {high}%"
    if estimate.is_augmented:
        told = f"{told}. Your total says more about this domain than these items do; together they say {span}"
        return f"{told}, {_side(low, high, cut_percent, open_='which leaves open on which side of the cut you are')}."
    few = "even allowing for the small number of items"
    if low < cut_percent <= high:
        return f"{told}: too few items to say on which side of the cut you are ({span})."
    return f"{told}: {_side(low, high, cut_percent)}, {few}."


def _side(low: int, high: int, cut_percent: int, open_: str = "") -> str:
    if low >= cut_percent:
        return "above the cut"
    return "below the cut" if high < cut_percent else open_


def _tell(points: Points, max_points: Points, item_count: int) -> str:
    """7 of 12 right; 6.5 of 14 points in 12 items where items are worth more, or parts of answers something."""
    if max_points == item_count and points == int(points):
        return f"{int(points)} of {item_count} right"
    return f"{show_points(points)} of {show_points(max_points)} points in {item_count} items"


def apart(found: Apart, *, sitting_count: int | None) -> str:
    """Whether there is a weakest domain to be named."""
    if found == Apart.NOT_ONE:
        return (
            f"The domains cannot be told apart: in {sitting_count:,} sittings of this exam, the total said more about "
            "each domain than the few items of that domain did. So none is named as your weakest."
        )
    if found == Apart.SOME:
        return "Only where a domain’s own items say more than the total does is it judged by them; the others borrow."
    return (
        "Too few have sat this exam to know whether its domains can be told apart. With 5 to 15 items each they seldom "
        "can: which one comes out lowest is mostly chance."
    )


def study(found: Apart, *, has_weak: bool) -> str:
    """By what the list of what to study next is ordered."""
    if has_weak:
        return "First what is clearly below your total, then by how much the exam guide weighs it."
    if found == Apart.NOT_ONE:
        return "By how much the exam guide weighs each domain, for your points do not tell them apart."
    return "By how much the exam guide weighs each domain: few items make a poor guide to your weakest one."


def pacing(found: Pacing) -> str:
    used, allotted = round(found.used_seconds / 60), round(found.allotted_seconds / 60)
    told = f"You worked {used} of {allotted} minutes. At an even pace each item has {found.even_seconds:.0f} seconds"
    if not found.slow_count:
        return f"{told}; none of yours took more than twice that."
    took = "1 item took" if found.slow_count == 1 else f"{found.slow_count} items took"
    return f"{told}; {took} more than twice that."


def changes(found: Changes) -> str:
    if not found.total:
        return "You changed no full answer."
    times = "once" if found.total == 1 else f"{found.total} times"
    return f"You changed an answer {times}: see below whether it helped."


def standing(*, percentile: float, sitting_count: int) -> str:
    """Never none and never all: the candidate is one of them."""
    place = min(max(round(percentile), 1), 99)
    return (
        f"Your score is above that of about {place} in 100 of the {sitting_count:,} sittings of this exam that it is "
        "compared with; equal scores count half."
    )
