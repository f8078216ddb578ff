"""What a panel's round says, in sentences. Pure."""

from collections.abc import Mapping
from typing import Any

# T. K. Koo & M. Y. Li (2016), "A guideline of selecting and reporting intraclass correlation coefficients for
# reliability research", Journal of Chiropractic Medicine 15.
AGREEMENT = ((0.90, "very well"), (0.75, "well"), (0.50, "moderately"))
FAR_APART = 0.20
FEW_RATERS = 5


def write_sentences(numbers: Mapping[str, Any]) -> list[str]:
    """Cut, its error and the raters' agreement of one round, each as far as it is known."""
    count = len(numbers["raters"])
    found = [f"The cut is {numbers['cut']:.1f} of {numbers['max_points']:g} points, {numbers['cut_share']:.1%}."]
    if numbers["se"] is None:
        found.append("One rater alone tells nothing of how sure this is: a second one is needed.")
    else:
        found.append(
            f"Its standard error is {numbers['se']:.1f} points: of three panels of {count} raters like these, about two "
            f"would come to a cut between {_low(numbers):.1f} and {_high(numbers):.1f}."
        )
    found += _write_agreement(numbers)
    if count < FEW_RATERS:
        found.append(f"{count} {'rater is' if count == 1 else 'raters are'} few: panels usually have ten to fifteen.")
    return found


def _low(numbers: Mapping[str, Any]) -> float:
    return max(0.0, numbers["cut"] - numbers["se"])


def _high(numbers: Mapping[str, Any]) -> float:
    return min(numbers["max_points"], numbers["cut"] + numbers["se"])


def _write_agreement(numbers: Mapping[str, Any]) -> list[str]:
    found = []
    if numbers["icc_panel"] is not None:
        icc = numbers["icc_panel"]
        word = next((word for least, word in AGREEMENT if icc >= least), "poorly")
        found.append(
            f"The raters agree {word} on how hard items are (intraclass correlation {icc:.2f} for the panel's mean, "
            f"{numbers['icc_single']:.2f} for one rater)."
        )
    if numbers["mean_difference"] is not None:
        apart = round(numbers["mean_difference"] * 100)
        advice = ", which another round usually narrows" if numbers["mean_difference"] >= FAR_APART else ""
        found.append(f"Two raters' numbers for one item are {apart} apart on average{advice}.")
    return found


def write_severity(severity: float) -> str:
    """How a rater's cut differs from the panel's, in points."""
    if abs(severity) < 0.05:
        return "as the panel"
    return f"{abs(severity):.1f} points {'stricter' if severity > 0 else 'milder'}"
