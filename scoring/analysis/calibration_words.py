"""What the numbers of a calibrated item ask for, in words. Pure."""

from dataclasses import dataclass

# F. B. Baker (2001), "The basics of item response theory", 2nd edition, chapter 2: .01 to .34 is "very low".
LOW_SLOPE = 0.35
FAR = 3.0
FIT_LEVEL = 0.05
# B. D. Wright & J. M. Linacre (1994), "Reasonable mean-square fit values", Rasch Measurement Transactions 8.
SQUARES = (0.7, 1.3)


@dataclass(frozen=True)
class Numbers:
    """As in CalibratedItem; `fewest`: sittings that a number of this model takes."""

    a: float
    b: float
    seen: int
    fewest: int
    fit: float | None = None
    infit: float | None = None


def write_flag(numbers: Numbers) -> str:
    """One or more sentences; empty where nothing asks for a look."""
    if numbers.seen < numbers.fewest:
        return f"Too few: {numbers.seen} of {numbers.fewest} sittings. Nothing is used of it."
    if numbers.a <= 0:
        return "The better candidates get it wrong: look at the key first."
    found = []
    if numbers.a < LOW_SLOPE:
        found.append("It hardly tells good candidates from weak ones: look at its wording.")
    if numbers.b < -FAR:
        found.append("Nearly everybody gets it right.")
    if numbers.b > FAR:
        found.append("Nearly nobody gets it right: look at the key, then at what it asks.")
    if numbers.fit is not None and numbers.fit < FIT_LEVEL:
        found.append("Answers do not follow the curve (S-X²): look at how each option is chosen.")
    if numbers.infit is not None and numbers.infit > SQUARES[1]:
        found.append("Answers scatter more than the model says: guessing, or two things asked in one.")
    if numbers.infit is not None and numbers.infit < SQUARES[0]:
        found.append("Answers scatter less than the model says: it repeats what others ask.")
    return " ".join(found)


def refuse(model: str, sittings: int, fewest: dict[str, int]) -> str:
    """Why there is no calibration; empty where there are sittings enough."""
    if sittings >= fewest[model]:
        return ""
    told = f"{sittings} sittings are scored; this model takes {fewest[model]}."
    return f"{told} Rasch takes {fewest['rasch']}: choose that." if sittings >= fewest["rasch"] else told
