"""What a comparison of groups says of an item, in words. Pure.

A difference at equal totals is a question to experts, no verdict: W. H. Angoff (1993) in Holland & Wainer, Differential
item functioning, on what statistics can and cannot say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.analysis.presenting import DomainName, Name
from scoring.analysis.wording import signed, tell_bounds, tell_percent, tell_points_of_percent
from scoring.psychometrics.minimums import USUAL

Numbers = Mapping[str, Any]
SIZES = {"A": "negligible", "B": "moderate", "C": "large"}
# A test at 5 % is passed by chance once in twenty.
BY_CHANCE = 20


@dataclass(frozen=True)
class DifferenceLine:
    version_id: int
    name: Name | None
    domain: str
    reference: str
    focal: str
    difference: str
    difference_95: str
    delta: str
    delta_95: str
    ets_class: str
    purified: str
    verdict: str
    size: float


def list_difference_lines(
    numbers: Numbers, names: Mapping[int, Name], domains: Mapping[int, DomainName], *, is_time: bool
) -> list[DifferenceLine]:
    """Largest class first, then by size; `is_time`: earlier and later sittings are compared."""
    lines = [
        _line(row, names.get(row["version_id"]), domains.get(row["domain_id"]), is_time=is_time)
        for row in numbers["items"]
    ]
    return sorted(lines, key=lambda line: (line.ets_class, line.size), reverse=True)


def _line(row: Numbers, name: Name | None, domain: DomainName | None, *, is_time: bool) -> DifferenceLine:
    n, delta = min(row["n_reference"], row["n_focal"]), row["mh_delta"]
    return DifferenceLine(
        version_id=row["version_id"],
        name=name,
        domain=domain.code if domain else "",
        reference=tell_percent(row["p_reference"], row["n_reference"], USUAL.facility),
        focal=tell_percent(row["p_focal"], row["n_focal"], USUAL.facility),
        difference="–" if row["difference"] is None else signed(row["difference"] * 100, 0),
        difference_95=tell_points_of_percent(row["difference_95"]),
        delta=f"too few ({n} of {USUAL.dif_group})" if n < USUAL.dif_group else "–" if delta is None else signed(delta),
        delta_95=tell_bounds(row["mh_delta_95"]),
        ets_class=row["ets_class"] or "",
        purified=_tell_purified(row),
        verdict=tell_difference(row, is_time=is_time),
        size=abs(delta or 0.0),
    )


def _tell_purified(row: Numbers) -> str:
    """The class by totals without the items that differ, where that is another one."""
    return (
        ""
        if row["purified_class"] in {None, row["ets_class"]}
        else f"{row['purified_class']} without those that differ"
    )


def tell_difference(row: Numbers, *, is_time: bool) -> str:
    """One sentence for a row of `group_reports.compare_groups`; empty where nothing can be said."""
    ets_class, delta = row["ets_class"], row["mh_delta"]
    if ets_class is None or delta is None:
        return ""
    if ets_class == "A":
        return "No difference worth a look."
    size, is_harder = SIZES[ets_class], delta < 0
    if is_time:
        found = f"It has become {'harder' if is_harder else 'easier'} for candidates who know as much ({size})."
        return f"{found} {'Is its key or its subject out of date?' if is_harder else 'Is it known by now?'}"
    found = f"It is {'harder' if is_harder else 'easier'} for them than for others who know as much ({size})."
    return f"{found} Ask experts of both groups why." if ets_class == "C" else found


def list_summary(numbers: Numbers, *, is_time: bool) -> list[str]:
    """What the whole comparison says, and what it cannot."""
    sizes = numbers["reference_count"], numbers["focal_count"]
    found = []
    if min(sizes) < USUAL.dif_group:
        found.append(
            f"Too few: it takes {USUAL.dif_group} sittings in each group to tell a harder item from a weaker group; "
            f"there are {sizes[0]} and {sizes[1]}."
        )
    else:
        found.append(_tell_found(numbers["items"], is_time=is_time))
    if numbers["left_out"]:
        found.append(f"{numbers['left_out']} sittings belong to neither group or to both, and are left out.")
    if numbers["has_settled"] is False:
        found.append("Leaving out items that differ went in circles: read the classes with care.")
    return found


def _tell_found(items: Sequence[Numbers], *, is_time: bool) -> str:
    tested = sum(row["mh_delta"] is not None for row in items)
    counts = {letter: sum(row["ets_class"] == letter for row in items) for letter in "BC"}
    what = "changed" if is_time else "differ"
    if not any(counts.values()):
        return f"None of {tested} items {what} at equal totals."
    return (
        f"Of {tested} items {counts['C'] or 'none'} {what} much and {counts['B'] or 'none'} moderately at equal totals. "
        f"About {max(round(tested / BY_CHANCE), 1)} would be significant by chance alone; class A keeps small ones out."
    )
