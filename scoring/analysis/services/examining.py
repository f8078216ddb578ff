"""What is unusual about sittings of an exam. Questions, never verdicts. Imports NumPy: for workers alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Max
from numpy.typing import NDArray

from exams.assembly.models import Exam
from exams.bank.keys import get_correct_codes
from exams.sittings.ledger import read_trail
from exams.sittings.models import Response
from scoring.analysis.collecting import Collected, collect, collect_seconds
from scoring.analysis.models import CalibratedItem, Calibration, IntegrityReport
from scoring.analysis.selectors import list_scored_results
from scoring.analysis.services.working import claim, ending, failing, tell
from scoring.psychometrics.ability import likeliest_abilities, weighted_abilities
from scoring.psychometrics.answer_changes import Change, judge_changes
from scoring.psychometrics.calibration import FEWEST_SITTINGS, calibrate
from scoring.psychometrics.choice_similarity import find_similar
from scoring.psychometrics.false_alarms import adjust
from scoring.psychometrics.irt_model import Flags, probability
from scoring.psychometrics.person_fit import fit_to_model
from scoring.psychometrics.response_time import FEWEST_SITTINGS as FEWEST_TIMES
from scoring.psychometrics.response_time import LOW_EFFORT, response_time_effort

Floats = NDArray[np.floating]
LAYOUT = 1
# The newest sittings: pairs grow with the square of their number.
MOST_SITTINGS = 5000
# What is listed: chances below LEVEL; of pairs, and marked elsewhere, those that remain adjusted for how many were looked at.
LEVEL, ADJUSTED_LEVEL = 0.01, 0.05
FEWEST_ITEMS, FEWEST_SHARED, FEWEST_CHANGES, FEWEST_GAINED = 20, 20, 100, 4
MOST_PAIRS, MOST_ROWS, CHUNK = 1000, 100, 2000


@dataclass(frozen=True)
class Scale:
    """Items on a scale: `a`, `d` by column, NaN for those without numbers; `source`: where they come from, in words."""

    a: Floats
    d: Floats
    source: str

    @property
    def is_known(self) -> bool:
        return bool(np.isfinite(self.a).any())


def run_integrity(*, report_id: int) -> IntegrityReport | None:
    """Compute a report; None when it has ended already. May run twice: the second to end stores nothing."""
    report = claim(IntegrityReport, report_id)
    if report is None:
        return None
    with failing(report):
        results = list_scored_results(exam=report.exam).order_by("-sitting__closed_at")[:MOST_SITTINGS]
        collected = collect(results)
        tell(report, 20)
        scale = find_scale(report.exam, collected)
        tell(report, 40)
        numbers = {
            "layout": LAYOUT,
            "most_sittings": MOST_SITTINGS,
            "rapid": find_rapid(collected),
            "fit": find_misfits(collected, scale),
            "changes": find_end_changes(collected),
        }
        tell(report, 60)
        numbers["pairs"] = find_pairs(collected, scale)
        with ending(report) as locked:
            if locked is not None:
                locked.numbers, locked.sitting_count = numbers, collected.n
    return locked


def find_scale(exam: Exam, collected: Collected) -> Scale:
    """The calibration in use of the exam, or of its guide; else one of these sittings alone, by as rich a model as they
    allow."""
    in_use = Calibration.objects.filter(is_in_use=True)
    known = in_use.filter(exam=exam).first() or in_use.filter(guide=exam.guide_id).first()
    if known:
        rows = CalibratedItem.objects.filter(calibration=known, is_enough=True, a__gt=0)
        numbers = {version: (a, b) for version, a, b in rows.values_list("version_id", "a", "b")}
        pairs = [numbers.get(column.version_id, (np.nan, np.nan)) for column in collected.columns]
        a, b = np.array(pairs, dtype=float).reshape(-1, 2).T
        return Scale(a, -a * b, f"the calibration in use ({known})")
    nothing = np.full(len(collected.columns), np.nan)
    model = next((name for name in ("2pl", "rasch") if collected.n >= FEWEST_SITTINGS[name]), None)
    if model is None:
        return Scale(nothing, nothing, "")
    found = calibrate(collected.is_right(), model, with_errors=False)
    is_usable = found.a > 0
    a, d = np.where(is_usable, found.a, np.nan), np.where(is_usable, found.d, np.nan)
    return Scale(a, d, f"an estimation from these sittings alone ({model})")


def too_few(needed: int, found: int, what: str = "sittings") -> dict[str, Any]:
    return {"why_not": f"Too few: {found} of {needed} {what}.", "rows": []}


def find_rapid(collected: Collected) -> dict[str, Any]:
    """Sittings with many answers that came faster than the item can be read."""
    seconds = collect_seconds(collected)
    is_timed = (np.isfinite(seconds) & (seconds > 0)).sum(axis=0) >= FEWEST_TIMES
    if not is_timed.any():
        most = int((np.isfinite(seconds) & (seconds > 0)).sum(axis=0).max(initial=0))
        return too_few(FEWEST_TIMES, most, "sittings with times for an item")
    effort = response_time_effort(seconds[:, is_timed])
    reached = (np.nan_to_num(seconds[:, is_timed]) > 0).sum(axis=1)
    rapid = effort.rapid.sum(axis=1)
    listed = np.flatnonzero(effort.is_low & (reached >= FEWEST_ITEMS / 2))
    rows = [
        {"sitting": _name(collected, row), "rapid": int(rapid[row]), "reached": int(reached[row])}
        for row in sorted(listed, key=lambda row: effort.effort[row])[:MOST_ROWS]
    ]
    return {"why_not": "", "looked_at": int((reached > 0).sum()), "level": LOW_EFFORT, "rows": rows}


def find_misfits(collected: Collected, scale: Scale) -> dict[str, Any]:
    """Sittings whose answers do not look like their total: hard items right, easy ones wrong (lz*)."""
    if not scale.is_known:
        return too_few(FEWEST_SITTINGS["rasch"], collected.n)
    scores = _scored(collected)
    abilities = likeliest_abilities(scores, scale.a, scale.d)
    fit = fit_to_model(scores, scale.a, scale.d, abilities.ability).lzstar
    known = np.flatnonzero(np.isfinite(fit) & np.isfinite(abilities.se) & _has_items(scores, scale))
    chances = [0.5 * erfc(-float(fit[row]) / sqrt(2)) for row in known]
    rows = [
        {"sitting": _name(collected, row), "lzstar": float(fit[row]), "chance": chance, "adjusted": adjusted}
        for row, chance, adjusted in zip(known, chances, adjust(chances), strict=True)
        if chance < LEVEL
    ]
    return _tell_chances(rows, len(known), scale.source)


def find_pairs(collected: Collected, scale: Scale) -> dict[str, Any]:
    """Pairs of sittings of different people with more equal choices than their abilities explain (GBT)."""
    if not scale.is_known:
        return too_few(FEWEST_SITTINGS["rasch"], collected.n)
    scores = _scored(collected)
    found = weighted_abilities(scores, scale.a, scale.d)
    is_known = np.isfinite(found.se)[:, None] & np.isfinite(scale.a)
    is_answered = ~np.isnan(scores) & ~_is_omitted(collected) & is_known
    ability = np.nan_to_num(found.ability)
    similar = find_similar(
        collected.responses.codes,
        scores == 1,
        is_answered,
        probability(ability, np.nan_to_num(scale.a), np.nan_to_num(scale.d)),
        ability,
        people=collected.user_ids,
        least_shared=FEWEST_SHARED,
        most=MOST_PAIRS,
    )
    chances = [float(chance) for chance in similar.chance]
    # Those that were not worth an exact look count as well.
    adjusted = adjust(chances, looked_at=similar.compared)
    rows = [
        {
            **_describe_pair(collected, scores, is_answered, similar.pairs[place]),
            "shared": int(similar.shared[place]),
            "same": int(similar.same[place]),
            "chance": chances[place],
            "adjusted": adjusted[place],
        }
        for place in range(len(chances))
        if adjusted[place] <= ADJUSTED_LEVEL
    ]
    return _tell_chances(rows, similar.compared, scale.source) | {"level": ADJUSTED_LEVEL, "by_chance": None}


def _is_omitted(collected: Collected) -> Flags:
    """Sittings × items: seen, and nothing chosen."""
    codes, choices = collected.responses.codes, collected.responses.choices
    found = np.zeros(codes.shape, dtype=bool)
    for item, known in enumerate(choices):
        for number in (number for number, chosen in enumerate(known) if not chosen):
            found[:, item] |= codes[:, item] == number
    return found


def _describe_pair(collected: Collected, scores: Floats, is_answered: Flags, pair: NDArray[np.int64]) -> dict[str, Any]:
    """`both_wrong`: items that both answered wrong; `same_option`: of them, those with the same choice."""
    one, other = int(pair[0]), int(pair[1])
    both_wrong = is_answered[one] & is_answered[other] & (scores[one] == 0) & (scores[other] == 0)
    codes = collected.responses.codes
    return {
        "sitting": _name(collected, one),
        "other": _name(collected, other),
        "both_wrong": int(both_wrong.sum()),
        "same_option": int((codes[one, both_wrong] == codes[other, both_wrong]).sum()),
    }


def find_end_changes(collected: Collected) -> dict[str, Any]:
    """Sittings whose changes near the end went from wrong to right more often than those of others do."""
    changes = _read_changes(collected)
    ids = list(changes)
    judged, share = judge_changes([changes[pk] for pk in ids])
    total = sum(row.near_end for row in judged)
    if total < FEWEST_CHANGES:
        return too_few(FEWEST_CHANGES, total, "changes near the end of all sittings together")
    with_any = [(pk, row) for pk, row in zip(ids, judged, strict=True) if row.near_end]
    adjusted = adjust([row.chance for _, row in with_any])
    rows = [
        {
            "sitting": str(pk),
            "near_end": row.near_end,
            "gained": row.wrong_to_right,
            "chance": row.chance,
            "adjusted": value,
        }
        for (pk, row), value in zip(with_any, adjusted, strict=True)
        if row.chance < LEVEL and row.wrong_to_right >= FEWEST_GAINED
    ]
    return _tell_chances(rows, len(with_any), "") | {"share": share}


def _read_changes(collected: Collected) -> dict[UUID, list[Change]]:
    """Sitting → its changes from one choice to another, from the trails of its answers. Three statements for 2,000."""
    keys = get_correct_codes(version_ids={column.version_id for column in collected.columns})
    found: dict[UUID, list[Change]] = {}
    for ids in _chunks(collected.sitting_ids):
        rows = Response.objects.filter(sitting__in=ids).order_by()
        ends = dict(rows.values("sitting_id").annotate(end=Max("last_at_ms")).values_list("sitting_id", "end"))
        changed = rows.filter(change_count__gte=2).values_list("sitting_id", "version_id", "position", "trail")
        for sitting_id, version_id, position, trail in changed.iterator(chunk_size=CHUNK):
            key, end = keys.get(version_id, frozenset()), max(ends[sitting_id], 1)
            found.setdefault(sitting_id, []).extend(_read_trail(position, trail, key, end))
    return found


def _read_trail(position: int, trail: str, key: frozenset[str], end: int) -> Iterator[Change]:
    before = ""
    for entry in read_trail(position, trail):
        if entry.is_overruled or not entry.selected or entry.selected == before:
            continue
        if before:
            yield Change(min(1.0, entry.at_ms / end), frozenset(before) == key, frozenset(entry.selected) == key)
        before = entry.selected


def _chunks(ids: tuple[UUID, ...]) -> Iterator[tuple[UUID, ...]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _tell_chances(rows: list[dict[str, Any]], looked_at: int, source: str) -> dict[str, Any]:
    """`by_chance`: how many would be listed if nothing were unusual."""
    return {
        "why_not": "",
        "source": source,
        "level": LEVEL,
        "looked_at": looked_at,
        "by_chance": looked_at * LEVEL,
        "found": len(rows),
        "rows": sorted(rows, key=lambda row: row["chance"])[:MOST_ROWS],
    }


def _scored(collected: Collected) -> Floats:
    """Right or wrong, without pilot items."""
    return np.where([column.is_scored for column in collected.columns], collected.is_right(), np.nan)


def _has_items(scores: Floats, scale: Scale) -> Flags:
    return (~np.isnan(scores) & np.isfinite(scale.a)).sum(axis=1) >= FEWEST_ITEMS


def _name(collected: Collected, row: int | np.integer[Any]) -> str:
    return str(collected.sitting_ids[row])
