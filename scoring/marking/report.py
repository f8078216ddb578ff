"""A released result, put together for its reader: the page, the PDF and the API show the same."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from exams.bank.models import Domain, ExamGuide
from exams.sittings.content import list_shown_items
from exams.sittings.ledger import read_trail
from exams.sittings.models import LateChange
from scoring.marking import breakdown, rules, sentences
from scoring.marking.models import Result, ResultVersion
from scoring.marking.next_steps import NextStep, list_next_steps
from scoring.marking.norms import Norms
from scoring.marking.pacing import Changes, Pacing, count_changes, pace
from scoring.marking.report_selectors import Material, get_material, list_labels
from scoring.marking.review import ReviewedItem, list_reviewed_items
from scoring.psychometrics.certainty import (
    JEFFREYS,
    credible_interval,
    decision_certainty,
    equal_items,
    midpoint_percentile,
)
from scoring.psychometrics.intervals import wilson

# Among fewer sittings a place says more of chance than of the candidate.
LEAST_SITTINGS = 30
BINS = 20


@dataclass(frozen=True)
class Score:
    """Points with an interval of the share, in whole per cent."""

    points: Decimal
    max_points: Decimal
    item_count: int
    percent: int
    low_percent: int
    high_percent: int


@dataclass(frozen=True)
class Total(Score):
    """With the 95 % interval. `certainty_percent`: probability that the decision is the right one."""

    is_pass: bool
    cut_percent: int
    scored_at: datetime
    scaled: int | None
    certainty_percent: int

    @property
    def share_percent(self) -> int:
        return self.percent


@dataclass(frozen=True)
class DomainScore(Score):
    """With the 80 % interval around `estimate_percent`: the raw share, or one that borrows from the other domains.

    `has_added_value`: whether the domain's own points say more of it than the total; None: nobody knows.
    """

    domain: Domain
    sentence: str
    estimate_percent: int
    is_augmented: bool
    has_added_value: bool | None


@dataclass(frozen=True)
class CountGroup:
    """Raw counts of the items of each kind ("Objective"); `guide`: the other guide whose domains these are."""

    kind: str
    guide: str
    rows: list[breakdown.Count]

    @property
    def title(self) -> str:
        return f"{self.kind}, {self.guide}" if self.guide else self.kind


@dataclass(frozen=True)
class Standing:
    """Among the sittings of the exam. `bins`: how many reached 0 to 5 %, 5 to 10 %, …; `bin_index`: one's own."""

    percentile: float
    sitting_count: int
    bins: tuple[int, ...]
    bin_index: int
    sentence: str


@dataclass(frozen=True)
class Counts:
    correct: int
    wrong: int
    unanswered: int


@dataclass(frozen=True)
class Report:
    total: Total
    verdict: str
    certainty: str
    decision: str
    decisions: str
    scale: str
    subscores: list[DomainScore]
    apart: str
    study: str
    guide: ExamGuide
    next_steps: list[NextStep]
    groups: list[CountGroup]
    standing: Standing | None
    pacing: Pacing
    pacing_sentence: str
    changes: Changes
    changes_sentence: str
    items: list[ReviewedItem]
    versions: list[ResultVersion]
    late_changes: list[LateChange]
    counts: Counts


def build_report(*, result: Result) -> Report:
    """Everything there is to say of a released result. A constant number of statements.

    Raises ValueError for one that was released as on the day: its candidate sees the verdict alone.
    """
    if result.is_verdict_only:
        raise ValueError("Of this result nothing but the verdict is released.")
    material = get_material(result=result)
    total = _total(material)
    norms, cut = material.norms, total.cut_percent
    parts = _parts(material)
    estimates = breakdown.estimate_all(parts, norms)
    found = breakdown.tell_apart(estimates)
    steps = list_next_steps(material, estimates, _share(result))
    items = list_reviewed_items(material, {row.domain_id: row.domain for row in material.subscores})
    paced, changed = _pace(material), _count_changes(material)
    return Report(
        total=total,
        verdict=sentences.verdict(
            is_pass=total.is_pass,
            points=result.points,
            max_points=result.max_points,
            share_percent=total.percent,
            cut_percent=cut,
        ),
        certainty=sentences.certainty(low_percent=total.low_percent, high_percent=total.high_percent, cut_percent=cut),
        decision=_tell_decision(material),
        decisions=_tell_decisions(norms),
        scale=_tell_scale(result),
        subscores=_score_domains(material, estimates, cut),
        apart=sentences.apart(found, sitting_count=norms.sitting_count if norms else None),
        study=sentences.study(found, has_weak=any(step.is_weak for step in steps)),
        guide=result.sitting.exam.guide,
        next_steps=steps,
        groups=_count_groups(material),
        standing=_stand(material),
        pacing=paced,
        pacing_sentence=sentences.pacing(paced),
        changes=changed,
        changes_sentence=sentences.changes(changed),
        items=items,
        versions=material.versions,
        late_changes=material.late_changes,
        counts=_count_outcomes(items),
    )


# --- the total ------------------------------------------------------------------------------------
def _total(material: Material) -> Total:
    result = material.result
    share = _share(result)
    low, high = _interval(material)
    assert result.scored_at
    return Total(
        *(result.points, result.max_points, result.item_count),
        *_percents(share, low, high),
        is_pass=result.is_pass,
        cut_percent=round(result.cut_share * 100),
        scored_at=result.scored_at,
        scaled=result.scaled,
        certainty_percent=round(_certainty(material) * 100),
    )


def _percents(share: float, low: float, high: float) -> tuple[int, int, int]:
    return round(share * 100), round(low * 100), round(high * 100)


def _share(result: Result) -> float:
    return float(result.points / result.max_points) if result.max_points else 0.0


def _length(marks: list[rules.Mark]) -> float:
    """How many equal items these marks are worth."""
    return equal_items([float(mark.max_points) for mark in marks])


def _certainty(material: Material) -> float:
    """Probability that the decision is the right one: by the exam's sittings, or by this one alone."""
    result = material.result
    length, prior = _known_before(material.norms) or (_length(material.scored), JEFFREYS)
    return decision_certainty(
        _share(result), float(result.cut_share), length=length, is_pass=result.is_pass, prior=prior
    )


def _interval(material: Material) -> tuple[float, float]:
    """95 % bounds of the true share, by what the certainty is computed from."""
    share = _share(material.result)
    known = _known_before(material.norms)
    if known is None:
        length = _length(material.scored)
        return wilson(share * length, length)
    return credible_interval(share, length=known[0], prior=known[1])


def _known_before(norms: Norms | None) -> tuple[float, tuple[float, float]] | None:
    """Effective length, and alpha and beta of the true shares, from the exam's sittings."""
    if norms is None or norms.beta is None:
        return None
    alpha, beta, length = norms.beta
    return length, (alpha, beta)


def _tell_decision(material: Material) -> str:
    norms = material.norms
    known = norms.sitting_count if norms and norms.beta else None
    return sentences.decision(is_pass=material.result.is_pass, probability=_certainty(material), sitting_count=known)


def _tell_decisions(norms: Norms | None) -> str:
    if norms is None or norms.accuracy is None or norms.consistency is None:
        return ""
    return sentences.decisions(accuracy=norms.accuracy, consistency=norms.consistency)


def _tell_scale(result: Result) -> str:
    if result.scaled is None:
        return ""
    exam = result.sitting.exam
    return sentences.scale(scaled=result.scaled, of=rules.Scale(exam.scale_lowest, exam.scale_cut, exam.scale_highest))


def _stand(material: Material) -> Standing | None:
    norms = material.norms
    if norms is None or norms.sitting_count < LEAST_SITTINGS or not norms.permilles:
        return None
    counts = {float(key): count for key, count in norms.permilles.items()}
    # Half up, as the norms count.
    reached = float(int(_share(material.result) * 1000 + 0.5))
    percentile = midpoint_percentile(reached, counts)
    if percentile is None:
        return None
    bins = [0] * BINS
    for permille, count in counts.items():
        bins[_bin(permille)] += count
    sentence = sentences.standing(percentile=percentile, sitting_count=norms.sitting_count)
    return Standing(percentile, norms.sitting_count, tuple(bins), _bin(reached), sentence)


def _bin(permille: float) -> int:
    return min(int(permille * BINS / 1000), BINS - 1)


# --- domains --------------------------------------------------------------------------------------
def _parts(material: Material) -> list[breakdown.Part]:
    marks: dict[int, list[rules.Mark]] = {row.domain_id: [] for row in material.subscores}
    for mark in material.scored:
        marks.setdefault(mark.domain_id, []).append(mark)
    return [
        breakdown.Part(row.domain_id, float(row.points), float(row.max_points), _length(marks[row.domain_id]))
        for row in material.subscores
    ]


def _score_domains(material: Material, estimates: dict[int, breakdown.Estimate], cut: int) -> list[DomainScore]:
    found = []
    for row in material.subscores:
        estimate = estimates[row.domain_id]
        share = float(row.points / row.max_points) if row.max_points else 0.0
        sentence = sentences.domain(
            points=row.points,
            max_points=row.max_points,
            item_count=row.item_count,
            estimate=estimate,
            cut_percent=cut,
        )
        found.append(
            DomainScore(
                *(row.points, row.max_points, row.item_count),
                *_percents(share, estimate.low, estimate.high),
                domain=row.domain,
                sentence=sentence,
                estimate_percent=round(estimate.share * 100),
                is_augmented=estimate.is_augmented,
                has_added_value=estimate.has_added_value,
            )
        )
    return found


def _count_groups(material: Material) -> list[CountGroup]:
    worth = {mark.position: (float(mark.points), float(mark.max_points)) for mark in material.scored}
    return [CountGroup(kind, guide, breakdown.count_by(labels, worth)) for kind, guide, labels in list_labels(material)]


# --- time and changes -----------------------------------------------------------------------------
def _pace(material: Material) -> Pacing:
    sitting = material.result.sitting
    responses = material.responses
    spent = [
        (mark.position, responses[mark.position].spent_ms if mark.position in responses else 0)
        for mark in material.marks
    ]
    return pace(
        spent,
        allotted_seconds=(sitting.allotted_seconds or 0) + sitting.extended_seconds,
        place_count=len(list_shown_items(sitting)),
    )


def _count_changes(material: Material) -> Changes:
    """Of items that count, by the keys that they were marked with."""
    shown = list_shown_items(material.result.sitting)
    found = Changes()
    for mark in material.scored:
        response = material.responses.get(mark.position)
        if response is None or not mark.accepted:
            continue
        entries = [row for row in read_trail(mark.position, response.trail) if not row.is_overruled]
        found += count_changes(
            [frozenset(row.selected) for row in entries],
            accepted=mark.accepted,
            select_count=shown[mark.position - 1].select_count,
        )
    return found


def _count_outcomes(items: list[ReviewedItem]) -> Counts:
    outcomes = [item.outcome for item in items]
    correct, unanswered = outcomes.count("right"), outcomes.count("empty")
    return Counts(correct, len(items) - outcomes.count("dropped") - correct - unanswered, unanswered)
