"""What is unusual about sittings, as questions. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

ADJUSTED_LEVEL = 0.05
Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """One kind of question. `method`: how it is found; `expected`: how many would be listed by chance, or why nothing can be
    said; `think_of`: harmless reasons; `columns`: heads of the table besides the sittings."""

    question: str
    method: str
    expected: str
    think_of: str
    columns: tuple[str, ...]
    is_computed: bool
    write_cells: Callable[[Numbers], tuple[str, ...]]
    adjusted_level: float = ADJUSTED_LEVEL


def write_section(part: str, numbers: Numbers) -> Section:
    return SECTIONS[part](numbers)


def write_chance(chance: float) -> str:
    """One in so many, in figures that a person can hold."""
    if chance >= 0.5:
        return "one in two, or likelier"
    if chance <= 1e-9:
        return "less than one in a billion"
    many = 1 / chance
    digits = max(0, len(str(int(many))) - 2)
    return f"one in {round(many, -digits):,.0f}"


def _pairs(numbers: Numbers) -> Section:
    found = len(numbers["rows"])
    if not numbers["why_not"] and not numbers["looked_at"]:
        numbers = {**numbers, "why_not": "No two sittings share 20 items or more."}
    told = (
        f"{numbers['looked_at']:,} pairs of sittings share 20 items or more. "
        f"{_count(found, 'pair')} remain after allowing for so many looks: "
        "of a hundred pairs listed in this way, about five are there by chance alone."
        if not numbers["why_not"]
        else numbers["why_not"]
    )
    return Section(
        question="Why do these two agree so much?",
        method="Equal choices of two people, right or wrong, compared with what their abilities and the popularity of each "
        "wrong option let expect (generalized binomial test; van der Linden & Sotaridona 2006). "
        "Ability and difficulty come from " + numbers.get("source", "") + "."
        if not numbers["why_not"]
        else "",
        expected=told,
        think_of="The same course or the same teacher, items learned together, a mistake that is taught.",
        columns=("Items both answered", "Equal choices", "Same wrong choice", "Chance", "Adjusted"),
        is_computed=not numbers["why_not"],
        write_cells=lambda row: (
            str(row["shared"]),
            str(row["same"]),
            f"{row['same_option']} of {row['both_wrong']}",
            write_chance(row["chance"]),
            f"{row['adjusted']:.3f}",
        ),
    )


def _fit(numbers: Numbers) -> Section:
    return Section(
        question="Why are hard items right and easy ones wrong here?",
        method="The answers' likelihood, compared with that of others of the same ability (lz*; Snijders 2001). "
        "Difficulty comes from " + numbers.get("source", "") + "."
        if not numbers["why_not"]
        else "",
        expected=_expect(numbers, "sittings"),
        think_of="Haste at the end, gaps in one domain, a language that is not one's own, guessing.",
        columns=("lz*", "Chance", "Adjusted"),
        is_computed=not numbers["why_not"],
        write_cells=lambda row: (f"{row['lzstar']:.2f}", write_chance(row["chance"]), f"{row['adjusted']:.3f}"),
    )


def _rapid(numbers: Numbers) -> Section:
    told = (
        f"Of {numbers['looked_at']:,} sittings with times, {len(numbers['rows'])} answered less than 90 % of their items "
        "in a time in which they can be read. There is no chance to compare it with."
        if not numbers["why_not"]
        else numbers["why_not"]
    )
    return Section(
        question="Why were so many answers quicker than the item can be read?",
        method="Faster than a tenth of the item's mean time, 10 seconds at most (Wise & Ma 2012; Wise & Kong 2005).",
        expected=told,
        think_of="Time running out, a trial run, giving up, items known from an earlier sitting.",
        columns=("Rapid answers", "Items reached"),
        is_computed=not numbers["why_not"],
        write_cells=lambda row: (str(row["rapid"]), str(row["reached"])),
    )


def _changes(numbers: Numbers) -> Section:
    method = "Changes from one choice to another in the last fifth of the time used."
    if not numbers["why_not"]:
        method += (
            f" Of all of them {numbers['share']:.0%} go from wrong to right; the chance is that of as many or more."
        )
    return Section(
        question="Why did changes near the end hit so often?",
        method=method,
        expected=_expect(numbers, "sittings with such changes"),
        think_of="A good review of flagged items; good candidates' changes succeed more often than others'.",
        columns=("Changes near the end", "Wrong to right", "Chance", "Adjusted"),
        is_computed=not numbers["why_not"],
        write_cells=lambda row: (
            str(row["near_end"]),
            str(row["gained"]),
            write_chance(row["chance"]),
            f"{row['adjusted']:.3f}",
        ),
    )


def _expect(numbers: Numbers, what: str) -> str:
    if numbers["why_not"]:
        return str(numbers["why_not"])
    found, by_chance = numbers["found"], numbers["by_chance"]
    return (
        f"Of {numbers['looked_at']:,} {what} about {by_chance:.0f} look like this by chance alone (one in a hundred); "
        f"{_count(found, 'is', 'are')} listed. A mark stands where this is rare even among so many."
    )


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"


SECTIONS: dict[str, Callable[[Numbers], Section]] = {
    "pairs": _pairs,
    "fit": _fit,
    "rapid": _rapid,
    "changes": _changes,
}
