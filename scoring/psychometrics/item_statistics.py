"""What the answers say about an item: how hard it is, whether it separates, what each option draws. Pure Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# Below this many answers a share moves by more than 18 points by chance: nothing is said.
FEWEST_ANSWERS = 30
# An option's choosers are compared only where there are some.
FEWEST_CHOOSERS = 10
TOO_EASY, TOO_HARD = 0.95, 0.20
LOW_DISCRIMINATION = 0.10
NOTHING_STANDS_OUT = "Nothing stands out."


@dataclass(frozen=True)
class Answer:
    """`selected`: codes of the chosen options, "" for none; `rest`: share of the points on all other items, 0 to 1."""

    selected: str
    is_correct: bool
    rest: float


@dataclass(frozen=True)
class OptionStatistics:
    """`rest`: mean share that the option's choosers earned on all other items; None where nobody chose it."""

    code: str
    chosen: int
    share: float
    rest: float | None


@dataclass(frozen=True)
class ItemStatistics:
    """`share`: of those who saw the item, how many were right; `discrimination`: the corrected item-rest correlation."""

    seen: int
    answered: int
    correct: int
    share: float
    discrimination: float | None
    options: tuple[OptionStatistics, ...]

    @property
    def is_enough(self) -> bool:
        return self.answered >= FEWEST_ANSWERS


def summarize(answers: Sequence[Answer], codes: Sequence[str]) -> ItemStatistics:
    """The numbers of one version; `codes` are its options."""
    correct = sum(row.is_correct for row in answers)
    return ItemStatistics(
        seen=len(answers),
        answered=sum(bool(row.selected) for row in answers),
        correct=correct,
        share=correct / len(answers) if answers else 0.0,
        discrimination=correlation([float(row.is_correct) for row in answers], [row.rest for row in answers]),
        options=tuple(_option(code, answers) for code in codes),
    )


def _option(code: str, answers: Sequence[Answer]) -> OptionStatistics:
    rests = [row.rest for row in answers if code in row.selected]
    share = len(rests) / len(answers) if answers else 0.0
    return OptionStatistics(code, len(rests), share, sum(rests) / len(rests) if rests else None)


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's r; None where one of the two does not vary."""
    count = len(one)
    if count < 2:
        return None
    mean_one, mean_other = sum(one) / count, sum(other) / count
    together = sum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    spread = sqrt(sum((a - mean_one) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other))
    return together / spread if spread else None


def judge(found: ItemStatistics, key: frozenset[str]) -> str:
    """One plain sentence; for single choice it says when better candidates choose another option than the key."""
    if not found.is_enough:
        return f"Too few answers to say anything: {found.answered}, and it takes {FEWEST_ANSWERS}."
    suspect = _better_than_key(found, key)
    if suspect:
        return f"The key may be wrong: who chose {suspect} did better on the other items than who chose the key."
    if found.discrimination is not None and found.discrimination < 0:
        return "Look at it: who answered right did worse on the other items than who answered wrong."
    if found.share > TOO_EASY:
        return "Very easy: nearly everybody is right, so it tells candidates hardly apart."
    if found.share < TOO_HARD:
        return "Very hard: hardly anybody is right. Is it fair, and is the key right?"
    if found.discrimination is None or found.discrimination < LOW_DISCRIMINATION:
        return "It separates little: strong and weak candidates answer it about equally well."
    return NOTHING_STANDS_OUT


def _better_than_key(found: ItemStatistics, key: frozenset[str]) -> str:
    """The distractor whose choosers did best elsewhere, where they did better than the choosers of the only key."""
    if len(key) != 1:
        return ""
    rests = {row.code: row.rest for row in found.options if row.rest is not None and row.chosen >= FEWEST_CHOOSERS}
    of_key = next((rests[code] for code in key if code in rests), None)
    others = {code: rest for code, rest in rests.items() if code not in key}
    best = max(others, key=lambda code: others[code], default="")
    return best if best and of_key is not None and others[best] > of_key else ""
