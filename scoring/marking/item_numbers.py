"""Tells the bank's pages how an item was answered: from the marks of results, newest first."""

from exams.bank.admin.statistics import OptionNumbers, VersionNumbers, add_provider
from exams.bank.keys import get_correct_codes
from exams.bank.models import Option
from scoring.marking.models import Result, ResultState
from scoring.marking.rules import unpack
from scoring.psychometrics.intervals import percents
from scoring.psychometrics.item_statistics import Answer, judge, summarize

# Enough for numbers that no longer move, and few enough to read while somebody waits.
MOST_RESULTS = 2000


def list_answers(version_id: int) -> list[Answer]:
    """How the version was answered in sittings that are scored. One statement."""
    scored = Result.objects.filter(
        state__in=[ResultState.SCORED, ResultState.RELEASED], sitting__form__items__version_id=version_id
    )
    rows = scored.order_by("-scored_at").values_list("points", "max_points", "marks")[:MOST_RESULTS]
    found = []
    for points, max_points, columns in rows:
        mark = next((mark for mark in unpack(columns) if mark.version_id == version_id), None)
        if mark is None:
            continue
        others = max_points - mark.max_points
        rest = (points - mark.points) / others if others else 0.0
        found.append(Answer(mark.selected, mark.is_correct, rest))
    return found


@add_provider
def get_version_numbers(version_id: int) -> VersionNumbers | None:
    """Three statements; None while nobody's answer to it is scored."""
    answers = list_answers(version_id)
    if not answers:
        return None
    codes = list(Option.objects.filter(version_id=version_id).order_by("code").values_list("code", flat=True))
    key = get_correct_codes(version_ids=[version_id]).get(version_id, frozenset())
    found = summarize(answers, codes)
    percent, low, high = percents(found.correct, found.seen)
    options = tuple(
        OptionNumbers(
            code=row.code,
            is_key=row.code in key,
            chosen=row.chosen,
            percent=round(row.share * 100),
            rest_percent=None if row.rest is None else round(row.rest * 100),
        )
        for row in found.options
    )
    return VersionNumbers(
        seen=found.seen,
        answered=found.answered,
        correct_percent=percent,
        low_percent=low,
        high_percent=high,
        discrimination=found.discrimination,
        is_enough=found.is_enough,
        options=options,
        verdict=judge(found, key),
    )
