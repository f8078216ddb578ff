"""A stored report as its page shows it: lines, figures, sentences. Pure: plain values in, plain values out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.analysis.charts import Point
from scoring.analysis.wording import (
    signed,
    tell_bounds,
    tell_number,
    tell_percent,
    tell_percents,
    tell_points,
)
from scoring.psychometrics.minimums import USUAL

Numbers = Mapping[str, Any]
HEAT_STEPS = 10


@dataclass(frozen=True)
class Name:
    """What a version is called."""

    item_id: int
    code: str
    revision: int


@dataclass(frozen=True)
class DomainName:
    code: str
    title: str


@dataclass(frozen=True)
class Figure:
    """One number at the head of a page, with what it means."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class ItemLine:
    version_id: int
    name: Name | None
    domain: str
    is_scored: bool
    n: int
    exposure: str
    facility: str
    facility_95: str
    r: str
    r_95: str
    d27: str
    omitted: str
    seconds: str
    flags: tuple[Mapping[str, Any], ...]
    row: Numbers = field(repr=False)

    @property
    def is_serious(self) -> bool:
        return any(flag["is_serious"] for flag in self.flags)

    @property
    def stands_out(self) -> bool:
        """By more than options that hardly anybody chooses."""
        return len(self.flags) > self.has_idle_options

    @property
    def has_idle_options(self) -> bool:
        """The least of all flags: it says little of what the item measures."""
        return any(flag["code"] == "idle" for flag in self.flags)


def list_figures(numbers: Numbers) -> list[Figure]:
    """The form's numbers, as far as the sittings tell."""
    totals = numbers["totals"]
    n, most = totals["n"], totals["max_points"]
    mean, sd = totals["mean"], totals["sd"]
    has_points = mean is not None and most
    found = [
        Figure(
            "Mean",
            tell_percent(mean, n, USUAL.facility, digits=1),
            f"{tell_points(mean * most)} of {tell_points(most)} points" if has_points else "of the possible points",
        ),
        Figure(
            "Standard deviation",
            tell_percent(sd, n, USUAL.facility, digits=1),
            f"{tell_points(sd * most)} points" if has_points and sd is not None else "",
        ),
        Figure(
            "Pass",
            tell_percent(totals["passed"] / n if n else None, n, 1),
            f"{totals['passed']} of {n} reach the cut of {totals['cut_share'] * 100:.1f} %",
        ),
    ]
    return found + [figure for form in numbers["forms"][:1] for figure in _list_form_figures(form)]


def _list_form_figures(form: Numbers) -> list[Figure]:
    n, sem, omega = form["n"], form["sem"], form["omega_total_1factor_minres_pearson"]
    found = [
        Figure(
            "Alpha",
            tell_number(form["alpha"], n, USUAL.reliability, digits=3),
            f"95 % interval {tell_bounds(form['alpha_feldt95'], 3)}" if form["alpha_feldt95"] else "",
        )
    ]
    if sem is not None:
        found.append(
            Figure("Standard error", f"{tell_points(sem)} points", "Two of three totals are so near to the true score.")
        )
    if omega is not None:
        found.append(Figure("Omega total", signed(omega, 3), "of one factor of all items"))
    if decision := form["classification"]:
        wrong, alike = 100 - decision["accuracy"] * 100, decision["consistency"] * 100
        note = f"About {wrong:.0f} of 100 are wrong. A parallel form would decide {alike:.0f} of 100 alike."
        found.append(Figure("Decisions that are right", tell_percent(decision["accuracy"], n, 1), note))
    return found


def list_gaps(numbers: Numbers) -> list[str]:
    """What could not be computed, and why."""
    n, largest, forms = numbers["totals"]["n"], numbers["largest_form"], numbers["form_count"]
    found = []
    if n < USUAL.facility:
        found.append(f"Facilities, mean and spread take {USUAL.facility} sittings; there are {n}.")
    if n < USUAL.correlation:
        found.append(f"Correlations, options by score group and domains take {USUAL.correlation} sittings.")
    if not numbers["forms"]:
        why = f"the form most sat has {largest}" if forms else "nobody has sat one"
        found.append(
            f"Alpha, the standard error and the certainty of decisions take {USUAL.reliability} sittings of one form; {why}."
        )
    elif numbers["forms"][0]["alpha"] is None:
        found.append("Alpha takes sittings of one form that all saw the same scored items, and totals that vary.")
    elif numbers["forms"][0]["n"] < USUAL.subscores:
        found.append(f"Whether domains say more than the total (PRMSE) takes {USUAL.subscores} sittings of one form.")
    if forms > 1:
        found.append(
            f"{forms} forms were sat. An item's numbers are of all who saw it, whatever else stood on their forms; alpha, "
            "errors and domains are of the form most sat, and are never put together from different forms."
        )
    return found


def list_item_lines(numbers: Numbers, names: Mapping[int, Name], domains: Mapping[int, DomainName]) -> list[ItemLine]:
    return [_item_line(row, names.get(row["version_id"]), domains.get(row["domain_id"])) for row in numbers["items"]]


def _item_line(row: Numbers, name: Name | None, domain: DomainName | None) -> ItemLine:
    n, seconds = row["n"], row["seconds"]
    return ItemLine(
        version_id=row["version_id"],
        name=name,
        domain=domain.code if domain else "",
        is_scored=row["is_scored"],
        n=n,
        exposure=tell_percent(row["exposure"], n, 1),
        facility=tell_percent(row["p"], n, USUAL.facility),
        facility_95=tell_percents(row["p_95"]),
        r=tell_number(row["item_rest_r"], n, USUAL.correlation),
        r_95=tell_bounds(row["item_rest_r_95"]),
        d27=tell_number(row["D27"], n, USUAL.correlation),
        omitted="–" if row["omitted"] is None or not n else f"{row['omitted'] / n * 100:.0f} %",
        seconds="–" if seconds is None else f"{seconds:.0f} s",
        flags=tuple(row["flags"]),
        row=row,
    )


def list_points(lines: Sequence[ItemLine]) -> list[Point]:
    """Of the items that have both numbers."""
    return [
        Point(
            line.name.code if line.name else "",
            line.row["p"],
            line.row["item_rest_r"],
            line.is_serious,
            line.stands_out,
        )
        for line in lines
        if line.row["p"] is not None and line.row["item_rest_r"] is not None
    ]


@dataclass(frozen=True)
class Order:
    by: str
    is_descending: bool


@dataclass(frozen=True)
class Head:
    """The head of a column that lines can be sorted by. `query`: what asking for it says; `aria_sort`: empty where it is not
    the order now."""

    label: str
    query: str
    aria_sort: str
    is_number: bool


# What each order begins with: flags and time are looked at from the most, the others from the least.
COLUMNS = {
    "item": ("Item", False),
    "facility": ("Facility", False),
    "discrimination": ("Item-rest correlation", False),
    "seconds": ("Median time", True),
    "flags": ("What stands out", True),
}


def read_order(by: str, direction: str) -> Order:
    """As an address asks for it; by flags unless told."""
    known = by if by in COLUMNS else "flags"
    return Order(known, direction == "desc" if direction in {"asc", "desc"} else COLUMNS[known][1])


def list_columns(now: Order) -> dict[str, Head]:
    """The heads by name; the present order's leads to its opposite."""
    found = {}
    for name, (label, begins_with_most) in COLUMNS.items():
        is_now = name == now.by
        is_descending = not now.is_descending if is_now else begins_with_most
        aria = ("descending" if now.is_descending else "ascending") if is_now else ""
        query = f"sort={name}&order={'desc' if is_descending else 'asc'}"
        found[name] = Head(label, query, aria, name in {"facility", "discrimination", "seconds"})
    return found


def sort_lines(lines: Sequence[ItemLine], order: Order) -> list[ItemLine]:
    """Lines without the number that is asked for stand last, whatever the direction."""
    keys: dict[str, Callable[[ItemLine], Any]] = {
        "facility": lambda line: line.row["p"],
        "discrimination": lambda line: line.row["item_rest_r"],
        "seconds": lambda line: line.row["seconds"],
        "flags": lambda line: (line.is_serious, len(line.flags) - line.has_idle_options, len(line.flags)),
        "item": lambda line: line.name.code if line.name else "",
    }
    key = keys[order.by]
    known = [line for line in lines if key(line) is not None]
    return sorted(known, key=key, reverse=order.is_descending) + [line for line in lines if key(line) is None]


@dataclass(frozen=True)
class HeatCell:
    """`step`: 0 (no points) to 9, for the cell's ground; None where nobody saw the domain."""

    text: str
    step: int | None


@dataclass(frozen=True)
class DomainLine:
    code: str
    title: str
    item_count: int
    mean: str
    cells: tuple[HeatCell, ...]
    alpha: str
    verdict: str


def list_domain_lines(numbers: Numbers, domains: Mapping[int, DomainName]) -> list[DomainLine]:
    n = numbers["totals"]["n"]
    found = []
    for row in numbers["domains"]:
        name = domains.get(row["domain_id"], DomainName("", ""))
        found.append(
            DomainLine(
                code=name.code,
                title=name.title,
                item_count=row["item_count"],
                mean=tell_percent(row["mean"], n, USUAL.facility),
                cells=tuple(_heat(share) for share in row["by_group"] or ()),
                alpha="–" if row["alpha"] is None else signed(row["alpha"]),
                verdict=_domain_verdict(row),
            )
        )
    return sorted(found, key=lambda line: line.code)


def _heat(share: float | None) -> HeatCell:
    if share is None:
        return HeatCell("–", None)
    return HeatCell(f"{share * 100:.0f} %", min(int(share * HEAT_STEPS), HEAT_STEPS - 1))


def _domain_verdict(row: Numbers) -> str:
    """Haberman's comparison in words."""
    if row["has_added_value"] is None:
        return ""
    if row["has_added_value"]:
        return f"Says more than the total does ({row['PRMSE_s']:.2f} against {row['PRMSE_x']:.2f})."
    return f"The total says more of it than its own items do ({row['PRMSE_x']:.2f} against {row['PRMSE_s']:.2f})."


@dataclass(frozen=True)
class OptionLine:
    """`name`: letter, or "None" for omissions; `by_group`: from the lowest score group."""

    name: str
    html: str
    is_key: bool
    n: int
    share: str
    r: str
    mean: str
    by_group: tuple[str, ...]


def list_option_lines(row: Numbers, texts: Mapping[str, str]) -> list[OptionLine]:
    """An item's options in order, omissions last; `texts`: code → HTML."""
    seen = row["n"]
    return [
        OptionLine(
            name=option["option"].upper() or "None",
            html=texts.get(option["option"], ""),
            is_key=bool(option["option"]) and option["option"] in row["key"],
            n=option["n"],
            share=tell_percent(option["p"], seen, USUAL.facility),
            r="–" if option["r_rest"] is None else signed(option["r_rest"]),
            mean="–" if option["mean_total"] is None else f"{option['mean_total']:.1f}",
            by_group=tuple(f"{share * 100:.0f} %" for share in option["by_group"] or ()),
        )
        for option in row["options"]
    ]


@dataclass(frozen=True)
class FormLine:
    number: int | None
    sitting_count: int
    item_count: int
    alpha: str
    alpha_95: str
    sem: str
    accuracy: str


def list_form_lines(numbers: Numbers, names: Mapping[int, int]) -> list[FormLine]:
    """Forms with sittings enough, the most sat first; `names`: form's id → its number."""
    return [
        FormLine(
            number=names.get(form["form_id"]),
            sitting_count=form["sitting_count"],
            item_count=form["k"],
            alpha=tell_number(form["alpha"], form["n"], USUAL.reliability, digits=3),
            alpha_95=tell_bounds(form["alpha_feldt95"], 3),
            sem="–" if form["sem"] is None else f"{tell_points(form['sem'])} points",
            accuracy=tell_percent(decision["accuracy"], 1, 1) if (decision := form["classification"]) else "–",
        )
        for form in numbers["forms"]
    ]
