"""Questions about panels: a rater's sheet, and what came of the rounds."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count
from django.utils.text import Truncator

from accounts.models import User
from common.richtext import render, render_inline
from exams.assembly.expected import read_statistics
from exams.assembly.models import FormItem
from exams.bank.keys import get_correct_codes
from scoring.analysis.models import PanelRating, StandardPanel
from scoring.analysis.panel_words import write_sentences, write_severity

STEMS_SHOWN = 90


@dataclass(frozen=True)
class SheetOption:
    code: str
    html: str
    is_key: bool


@dataclass(frozen=True)
class SheetRow:
    """An item to rate. `percent`: the rater's number in this round; `before`: in the last one; `group`: the median of
    all raters in the last one, with the lowest and the highest; `facility`: percent of candidates who answered right."""

    number: int
    version_id: int
    code: str
    stem_html: str
    stimulus_html: str
    options: tuple[SheetOption, ...]
    percent: int | None
    before: int | None
    group: tuple[int, int, int] | None
    facility: int | None


def list_sheet(*, panel: StandardPanel, rater: User) -> list[SheetRow]:
    """The scored items of the panel's form, in its order. Four statements.

    What others think and how candidates did comes with the second round: the first is everybody's own.
    """
    places = list(
        FormItem.objects.filter(form=panel.form_id, is_pilot=False)
        .select_related("version__item", "version__stimulus")
        .prefetch_related("version__options")
        .order_by("position")
    )
    keys = get_correct_codes(version_ids=[place.version_id for place in places])
    own, before, others = _read_ratings(panel, rater)
    return [
        SheetRow(
            number=number,
            version_id=place.version_id,
            code=place.version.item.code,
            stem_html=render(place.version.stem),
            stimulus_html=render(place.version.stimulus.text) if place.version.stimulus else "",
            options=tuple(
                SheetOption(option.code, render_inline(option.text), option.code in keys[place.version_id])
                for option in place.version.options.all()
            ),
            percent=own.get(place.version_id),
            before=before.get(place.version_id),
            group=_sum_up(others.get(place.version_id, [])),
            facility=_facility(place) if panel.round_number > 1 else None,
        )
        for number, place in enumerate(places, start=1)
    ]


def _read_ratings(panel: StandardPanel, rater: User) -> tuple[dict[int, int], dict[int, int], dict[int, list[int]]]:
    """The rater's numbers of this round and of the last one, and everybody's of the last one."""
    own: dict[int, int] = {}
    before: dict[int, int] = {}
    others: dict[int, list[int]] = {}
    rows = PanelRating.objects.filter(panel=panel, round_number__gte=panel.round_number - 1).order_by("pk")
    for number, rater_id, version, percent in rows.values_list("round_number", "rater_id", "version_id", "percent"):
        if number == panel.round_number and rater_id == rater.pk:
            own[version] = percent
        elif number < panel.round_number:
            others.setdefault(version, []).append(percent)
            if rater_id == rater.pk:
                before[version] = percent
    return own, before, others


def _sum_up(percents: list[int]) -> tuple[int, int, int] | None:
    return (round(median(percents)), min(percents), max(percents)) if percents else None


def _facility(place: FormItem) -> int | None:
    share = read_statistics(place.version.item.metadata).share_correct
    return None if share is None else round(share * 100)


@dataclass(frozen=True)
class Progress:
    name: str
    rated: int
    total: int


def list_progress(*, panel: StandardPanel) -> list[Progress]:
    """Who has rated how much in the present round. Two statements."""
    total = FormItem.objects.filter(form=panel.form_id, is_pilot=False).count()
    rows = PanelRating.objects.filter(panel=panel, round_number=panel.round_number).order_by()
    counted = rows.values("rater__name", "rater__email").annotate(rated=Count("pk")).order_by("rater__name")
    return [Progress(row["rater__name"] or row["rater__email"], row["rated"], total) for row in counted]


@dataclass(frozen=True)
class RaterRow:
    """`place`: of the cut along the points, in percent."""

    name: str
    rated: int
    cut: float
    severity: str
    place: float


@dataclass(frozen=True)
class ItemRow:
    """A rated item; `mean` and `spread` (standard deviation between raters) in percent."""

    code: str
    stem: str
    mean: float
    spread: float | None


@dataclass(frozen=True)
class RoundReport:
    """A closed round. `band`: cut less and plus a standard error, along the points, in percent."""

    pk: int
    number: int
    is_computed: bool
    sentences: list[str]
    raters: list[RaterRow]
    cut: float
    max_points: float
    place: float
    band: tuple[float, float] | None

    @property
    def width(self) -> float:
        return self.band[1] - self.band[0] if self.band else 0.0


def list_rounds(*, panel: StandardPanel, viewer: User, are_named: bool) -> list[RoundReport]:
    """All closed rounds, newest first. Where raters are not named, who looks still finds their own row. Two statements."""
    rounds = list(panel.rounds.order_by("-number"))
    people = {row["user_id"] for one in rounds if one.numbers for row in one.numbers["raters"]}
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=people)} if people else {}
    if not are_named:
        names = {pk: "You" if pk == viewer.pk else f"Rater {place}" for place, pk in enumerate(sorted(names), start=1)}
    return [_report(one.pk, one.number, one.numbers, names) for one in rounds]


def _report(pk: int, number: int, numbers: dict[str, Any] | None, names: dict[int, str]) -> RoundReport:
    if numbers is None:
        return RoundReport(pk, number, False, [], [], 0, 0, 0, None)
    most = numbers["max_points"]
    raters = [
        RaterRow(
            names[row["user_id"]], row["rated"], row["cut"], write_severity(row["severity"]), row["cut"] / most * 100
        )
        for row in sorted(numbers["raters"], key=lambda row: row["cut"])
    ]
    place, error = numbers["cut"] / most * 100, numbers["se"]
    half = None if error is None else error / most * 100
    band = None if half is None else (max(0.0, place - half), min(100.0, place + half))
    return RoundReport(pk, number, True, write_sentences(numbers), raters, numbers["cut"], most, place, band)


def list_disputed(*, panel: StandardPanel, most: int = 10) -> list[ItemRow]:
    """The items of the last computed round on which raters differ most. Two statements."""
    last = panel.rounds.filter(numbers__isnull=False).order_by("-number").first()
    rows = [row for row in last.numbers["items"] if row["sd"]] if last and last.numbers else []
    rows = sorted(rows, key=lambda row: -row["sd"])[:most]
    ids = [row["version_id"] for row in rows]
    places = FormItem.objects.filter(form=panel.form_id, version__in=ids).select_related("version__item")
    versions = {place.version_id: place.version for place in places}
    return [
        ItemRow(
            versions[row["version_id"]].item.code,
            Truncator(versions[row["version_id"]].stem).chars(STEMS_SHOWN),
            row["mean"] * 100,
            row["sd"] * 100,
        )
        for row in rows
    ]
