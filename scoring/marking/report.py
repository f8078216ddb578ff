"""A released result, put together for its reader: the page and the API show the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from common.richtext import render, render_inline
from exams.bank.keys import get_item_keys, get_option_keys
from exams.bank.models import Domain, Objective
from exams.bank.models.key import ItemKey, OptionKey
from exams.bank.selectors import get_objectives
from exams.sittings.content import ShownItem, list_shown_items
from exams.sittings.models import LateChange, Response
from exams.sittings.selectors import list_responses
from scoring.marking import rules, sentences
from scoring.marking.models import Result
from scoring.psychometrics.intervals import percents

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Score:
    """Points with the 95 % interval of the share, in whole per cent."""

    points: Decimal
    max_points: Decimal
    item_count: int
    percent: int
    low_percent: int
    high_percent: int


@dataclass(frozen=True)
class Total(Score):
    is_pass: bool
    cut_percent: int
    scored_at: datetime

    @property
    def share_percent(self) -> int:
        return self.percent


@dataclass(frozen=True)
class DomainScore(Score):
    domain: Domain
    sentence: str


@dataclass(frozen=True)
class ReviewedOption:
    letter: str
    html: str
    is_key: bool
    is_selected: bool
    rationale_html: str


@dataclass(frozen=True)
class ReviewedItem:
    """An item as the candidate saw it, with what may be known now."""

    position: int
    code: str
    stimulus_title: str
    stimulus_html: str
    stem_html: str
    domain: Domain
    objective: Objective | None
    is_correct: bool
    is_answered: bool
    was_flagged: bool
    options: list[ReviewedOption]
    explanation_html: str
    references: list[dict[str, str]]


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
    subscores: list[DomainScore]
    items: list[ReviewedItem]
    late_changes: list[LateChange]
    counts: Counts

    @property
    def weakest(self) -> list[DomainScore]:
        """Domains in the order in which work would pay: lowest share first."""
        return sorted(self.subscores, key=lambda row: (row.percent, -row.item_count))


def build_report(*, result: Result) -> Report:
    """Everything there is to say of a released result. A constant number of statements."""
    percent, low, high = percents(result.points, result.max_points)
    cut = round(result.cut_share * 100)
    assert result.scored_at
    total = Total(
        *(result.points, result.max_points, result.item_count, percent, low, high),
        is_pass=result.is_pass,
        cut_percent=cut,
        scored_at=result.scored_at,
    )
    subscores = list(result.subscores.select_related("domain"))
    items = _review_items(result, {row.domain_id: row.domain for row in subscores})
    correct = sum(item.is_correct for item in items)
    unanswered = sum(not item.is_answered for item in items)
    return Report(
        total=total,
        verdict=sentences.verdict(
            is_pass=result.is_pass,
            points=result.points,
            max_points=result.max_points,
            share_percent=percent,
            cut_percent=cut,
        ),
        certainty=sentences.certainty(low_percent=low, high_percent=high, cut_percent=cut),
        subscores=[score_domain(row.domain, row.points, row.max_points, row.item_count, cut) for row in subscores],
        items=items,
        late_changes=list(result.sitting.late_changes.all()),
        counts=Counts(correct, len(items) - correct - unanswered, unanswered),
    )


def score_domain(
    domain: Domain, points: Decimal, max_points: Decimal, item_count: int, cut_percent: int
) -> DomainScore:
    """A domain's points with interval and sentence."""
    percent, low, high = percents(points, max_points)
    sentence = sentences.domain(
        points=points, item_count=item_count, low_percent=low, high_percent=high, cut_percent=cut_percent
    )
    return DomainScore(*(points, max_points, item_count, percent, low, high), domain=domain, sentence=sentence)


def _review_items(result: Result, domains: dict[int, Domain]) -> list[ReviewedItem]:
    sitting = result.sitting
    shown = list_shown_items(sitting)
    # Pilot items are not scored, and may come again: nothing is told of them.
    marks = [mark for mark in rules.unpack(result.marks) if mark.is_scored]
    version_ids = [mark.version_id for mark in marks]
    option_keys = get_option_keys(version_ids=version_ids)
    item_keys = get_item_keys(version_ids=version_ids)
    objectives = get_objectives(version_ids=version_ids, guide_id=sitting.exam.guide_id)
    responses = {row.position: row for row in list_responses(sitting=sitting)}
    return [
        _review_item(
            mark=mark,
            domain=domains[mark.domain_id],
            item=shown[mark.position - 1],
            item_key=item_keys[mark.version_id],
            option_keys=option_keys[mark.version_id],
            objective=objectives.get(mark.version_id),
            response=responses.get(mark.position),
        )
        for mark in marks
    ]


def _review_item(
    *,
    mark: rules.Mark,
    domain: Domain,
    item: ShownItem,
    item_key: ItemKey,
    option_keys: dict[str, OptionKey],
    objective: Objective | None,
    response: Response | None,
) -> ReviewedItem:
    return ReviewedItem(
        position=mark.position,
        code=item.code,
        stimulus_title=item.stimulus_title,
        stimulus_html=item.stimulus_html,
        stem_html=item.stem_html,
        domain=domain,
        objective=objective,
        is_correct=mark.is_correct,
        is_answered=mark.is_answered,
        was_flagged=bool(response and response.is_flagged),
        options=_review_options(item, option_keys, mark.selected),
        explanation_html=render(item_key.explanation),
        references=item_key.references,
    )


def _review_options(item: ShownItem, keys: dict[str, OptionKey], selected: Sequence[str]) -> list[ReviewedOption]:
    return [
        ReviewedOption(
            letter=letter,
            html=option.html,
            is_key=keys[option.code].is_correct,
            is_selected=option.code in selected,
            rationale_html=render_inline(keys[option.code].rationale),
        )
        for letter, option in zip(LETTERS, item.options, strict=False)
    ]
