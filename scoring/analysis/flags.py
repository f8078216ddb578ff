"""What stands out about an item, in words with what to do. Pure rules over the numbers of a report.

Every rule leaves out what too few sittings tell: a number that is None raises no flag.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Correlations under .10 separate next to nothing, under .20 poorly: R. L. Ebel & D. A. Frisbie (1991), "Essentials of
# educational measurement", chapter 13.
LOW_CORRELATION, POOR_CORRELATION = 0.10, 0.20
# Facilities beyond these leave an item little to tell candidates apart by (same chapter; the bounds are ours).
TOO_EASY, TOO_HARD = 0.95, 0.20
# A distractor that fewer than 5 % choose does no work: T. M. Haladyna & S. M. Downing (1993), "How many options is enough
# for a multiple-choice test item?", Educational and Psychological Measurement 53.
IDLE_SHARE = 0.05
# Nearly everybody is right: then no distractor can be chosen by many.
IDLE_IS_NATURAL = 0.90
# A distractor whose choosers do better on the rest than others do, by more than chance. Ours: small enough to find two
# right answers; the interval keeps out what a hundred sittings throw up by chance.
DRAWS_THE_STRONG = 0.05
# Ours: more than a tenth left out, and more than twice the exam's median time.
MANY_OMIT, SLOW = 0.10, 2.0


@dataclass(frozen=True)
class Flag:
    """`code` for filters and style; `text` says what was found, `advice` what to do."""

    code: str
    text: str
    advice: str
    is_serious: bool = False


@dataclass(frozen=True)
class OptionFacts:
    """`share` that chose it; `r_rest`: correlation of choosing it with the rest, `r_low` the lower end of its 95 % interval;
    `best_share`: share among the best scorers."""

    option: str
    is_key: bool
    share: float | None
    r_rest: float | None
    best_share: float | None
    r_low: float | None = None

    @property
    def draws_the_strong(self) -> bool:
        """By more than chance."""
        return self.r_rest is not None and self.r_rest > DRAWS_THE_STRONG and self.r_low is not None and self.r_low > 0


@dataclass(frozen=True)
class ItemFacts:
    """`facility`: 0 to 1; `r_rest` with its 95 % interval; `omitted`: share of those who saw it; `seconds`: median time, and
    `usual_seconds` the median of all items. None: too few sittings."""

    facility: float | None
    r_rest: float | None
    r_rest_95: tuple[float, float] | None
    options: Sequence[OptionFacts]
    omitted: float | None = None
    seconds: float | None = None
    usual_seconds: float | None = None


def find_flags(item: ItemFacts) -> tuple[Flag, ...]:
    """What stands out, the most serious first."""
    if item.facility is None:
        return ()
    found = [
        *_key(item),
        *_facility(item.facility),
        *_discrimination(item),
        *_distractors(item, item.facility),
        *_behavior(item),
    ]
    return tuple(sorted(found, key=lambda flag: not flag.is_serious))


def find_better_than_key(item: ItemFacts) -> OptionFacts | None:
    """The distractor that the best scorers choose more often than the only key, and that goes with high scores more than
    the key does."""
    keys = [row for row in item.options if row.is_key]
    if len(keys) != 1 or keys[0].best_share is None:
        return None
    rivals = [row for row in item.options if row.option and not row.is_key and _beats(row, keys[0])]
    return max(rivals, key=lambda row: row.r_rest or 0.0, default=None)


def _beats(row: OptionFacts, key: OptionFacts) -> bool:
    if row.r_rest is None or row.best_share is None or not row.draws_the_strong:
        return False
    return row.best_share > (key.best_share or 0.0) and row.r_rest > (-1.0 if key.r_rest is None else key.r_rest)


def _key(item: ItemFacts) -> Iterator[Flag]:
    rival = find_better_than_key(item)
    if rival:
        name = rival.option.upper()
        yield Flag(
            "key",
            f"The key may be wrong: the best candidates choose {name}.",
            f"Have an expert answer the item without the key. If {name} is right, correct the key and re-score.",
            is_serious=True,
        )
    elif item.r_rest is not None and item.r_rest_95 and item.r_rest_95[1] < 0:
        yield Flag(
            "negative",
            "Who answers right does worse on the other items.",
            "Check the key and the wording before the item is used again; until then leave it out of the score.",
            is_serious=True,
        )


def _facility(facility: float) -> Iterator[Flag]:
    if facility > TOO_EASY:
        yield Flag(
            "easy",
            f"Too easy: {_percent(facility)} are right, so it tells candidates hardly apart.",
            "Keep it only where the guide wants the point covered; otherwise make the distractors more plausible.",
        )
    elif facility < TOO_HARD:
        yield Flag(
            "hard",
            f"Very hard: only {_percent(facility)} are right.",
            "Check the key first. Then ask whether the guide expects this of a candidate.",
        )


def _discrimination(item: ItemFacts) -> Iterator[Flag]:
    r, bounds = item.r_rest, item.r_rest_95
    if r is None or bounds is None or r >= LOW_CORRELATION or bounds[1] < 0 or find_better_than_key(item):
        return
    advice = "Look at the distractors: is one of them right in some reading? Is the stem clear?"
    if bounds[1] >= POOR_CORRELATION:
        advice = "It may be chance: wait for more sittings before you change anything."
    yield Flag("flat", "It separates little: strong and weak candidates answer it about equally well.", advice)


def _distractors(item: ItemFacts, facility: float) -> Iterator[Flag]:
    better = find_better_than_key(item)
    others = [row for row in item.options if row.option and not row.is_key and row != better and row.share is not None]
    for row in others:
        if row.share is not None and row.share >= IDLE_SHARE and row.draws_the_strong:
            name = row.option.upper()
            yield Flag(
                "ambiguous",
                f"Option {name} draws strong candidates.",
                f"Ask why {name} is wrong: if an expert can defend it, reword it.",
            )
    idle = [row for row in others if row.share is not None and row.share < IDLE_SHARE]
    if idle and facility <= IDLE_IS_NATURAL:
        yield _idle(idle)


def _idle(rows: Sequence[OptionFacts]) -> Flag:
    names = " and ".join(row.option.upper() for row in rows)
    who = "Nobody chooses" if all(row.share == 0 for row in rows) else "Fewer than 5 % choose"
    return Flag(
        "idle",
        f"{who} {names}.",
        f"Replace {names} by {'mistakes' if len(rows) > 1 else 'a mistake'} that candidates really make, or do without.",
    )


def _behavior(item: ItemFacts) -> Iterator[Flag]:
    if item.omitted is not None and item.omitted > MANY_OMIT:
        yield Flag(
            "omitted",
            f"{_percent(item.omitted)} leave it out.",
            "Is there enough time, and does the stem say what is asked?",
        )
    if item.seconds and item.usual_seconds and item.seconds > SLOW * item.usual_seconds:
        yield Flag(
            "slow",
            f"It takes long: {item.seconds:.0f} s, where the median item takes {item.usual_seconds:.0f} s.",
            "Shorten the stem or the stimulus if the reading tests nothing.",
        )


def _percent(share: float) -> str:
    return "under 1 %" if 0 < share < 0.005 else f"{share * 100:.0f} %"
