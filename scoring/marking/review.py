"""Every item of a released result as the candidate saw it, with what may be known now."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.richtext import render, render_inline
from exams.bank.keys import get_item_keys, get_option_keys
from exams.bank.models import Domain, ItemObjective, Objective
from exams.bank.models.key import ItemKey, OptionKey
from exams.sittings.content import ShownItem, list_shown_items
from exams.sittings.models import Response
from scoring.marking import rules
from scoring.marking.report_selectors import Material

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class ReviewedOption:
    letter: str
    html: str
    is_key: bool
    is_selected: bool
    rationale_html: str


@dataclass(frozen=True)
class ReviewedItem:
    """An item as the candidate saw it, with what may be known now. `accepted`: the answers that earned everything, as
    the letters that the candidate saw, where there is more than one."""

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
    points: rules.Number = 0
    max_points: rules.Number = 1
    is_dropped: bool = False
    is_credited: bool = False
    seconds: float = 0.0
    accepted: tuple[str, ...] = ()

    @property
    def outcome(self) -> str:
        """dropped, right, part, empty or wrong."""
        if self.is_dropped:
            return "dropped"
        if self.is_correct:
            return "right"
        if not self.is_answered:
            return "empty"
        return "part" if self.points else "wrong"


def list_reviewed_items(material: Material, domains: dict[int, Domain]) -> list[ReviewedItem]:
    """In the candidate's order. Two statements, for key and rationale."""
    sitting = material.result.sitting
    shown = list_shown_items(sitting)
    version_ids = [mark.version_id for mark in material.marks]
    option_keys = get_option_keys(version_ids=version_ids)
    item_keys = get_item_keys(version_ids=version_ids)
    return [
        _review_item(
            mark,
            domain=domains[mark.domain_id],
            item=shown[mark.position - 1],
            item_key=item_keys[mark.version_id],
            option_keys=option_keys[mark.version_id],
            objective=_find_objective(material.places[mark.version_id], sitting.exam.guide_id),
            response=material.responses.get(mark.position),
        )
        for mark in material.marks
        if mark.domain_id in domains
    ]


def _find_objective(places: Iterable[ItemObjective], guide_id: int) -> Objective | None:
    return next((place.objective for place in places if place.guide_id == guide_id), None)


def _review_item(
    mark: rules.Mark,
    *,
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
        options=_review_options(item, option_keys, mark),
        explanation_html=render(item_key.explanation),
        references=item_key.references,
        points=mark.points,
        max_points=mark.max_points,
        is_dropped=mark.treatment == rules.DROPPED,
        is_credited=mark.treatment == rules.CREDITED,
        seconds=response.spent_ms / 1000 if response else 0.0,
        accepted=_write_accepted(item, mark) if len(mark.accepted) > 1 else (),
    )


def _review_options(item: ShownItem, keys: dict[str, OptionKey], mark: rules.Mark) -> list[ReviewedOption]:
    """The key is the one that the marks were made by: a correction's, where there was one."""
    accepted = frozenset[str]().union(*mark.accepted)
    return [
        ReviewedOption(
            letter=letter,
            html=option.html,
            is_key=option.code in accepted if accepted else keys[option.code].is_correct,
            is_selected=option.code in mark.selected,
            rationale_html=render_inline(keys[option.code].rationale),
        )
        for letter, option in zip(LETTERS, item.options, strict=False)
    ]


def _write_accepted(item: ShownItem, mark: rules.Mark) -> tuple[str, ...]:
    letters = {option.code: letter for letter, option in zip(LETTERS, item.options, strict=False)}
    return tuple("".join(sorted(letters[code] for code in codes)) for codes in mark.accepted)
