"""Tells the bank's pages how items were answered: from the marks of results, newest first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from exams.assembly.models import FormItem
from exams.bank.admin.statistics import OptionNumbers, VersionNumbers, add_provider
from exams.bank.keys import get_correct_codes
from exams.bank.models import Option
from scoring.marking.models import Result, ResultState
from scoring.psychometrics.intervals import percents
from scoring.psychometrics.item_statistics import NOTHING_STANDS_OUT, Answer, judge, summarize

# Enough for numbers that no longer move, and few enough to read while somebody waits: of one version, of a list.
MOST_RESULTS, MOST_OF_A_LIST = 2000, 500
Keys = Mapping[int, frozenset[str]]


def list_answers(keys: Keys) -> dict[int, list[Answer]]:
    """Version's id → how it was answered in sittings that are scored. One statement.

    Whether an answer is right, the key says and not the mark: a pilot item is worth nothing, and is tried out to be
    judged.
    """
    forms = FormItem.objects.filter(version_id__in=keys).values("form_id")
    scored = Result.objects.filter(state__in=[ResultState.SCORED, ResultState.RELEASED], sitting__form_id__in=forms)
    most = MOST_RESULTS if len(keys) == 1 else MOST_OF_A_LIST
    found: dict[int, list[Answer]] = defaultdict(list)
    for points, max_points, marks in scored.order_by("-scored_at").values_list("points", "max_points", "marks")[:most]:
        columns = (marks.get(name, ()) for name in ("version_id", "selected", "points", "max_points"))
        for version_id, selected, own, own_max in zip(*columns, strict=True):
            if version_id in keys:
                others = float(max_points) - own_max
                rest = (float(points) - own) / others if others else 0.0
                found[version_id].append(Answer(selected, frozenset(selected) == keys[version_id], rest))
    return found


@add_provider
def list_version_numbers(version_ids: Sequence[int]) -> dict[int, VersionNumbers]:
    """Numbers of the versions of which an answer is scored. Three statements."""
    keys = get_correct_codes(version_ids=version_ids)
    answers = list_answers(keys) if keys else {}
    codes: dict[int, list[str]] = defaultdict(list)
    rows = Option.objects.filter(version_id__in=answers).order_by("code") if answers else Option.objects.none()
    for version_id, code in rows.values_list("version_id", "code"):
        codes[version_id].append(code)
    return {version: _write(rows, codes[version], keys[version]) for version, rows in answers.items()}


def _write(answers: Sequence[Answer], codes: Sequence[str], key: frozenset[str]) -> VersionNumbers:
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
    verdict = judge(found, key)
    return VersionNumbers(
        seen=found.seen,
        answered=found.answered,
        correct_percent=percent,
        low_percent=low,
        high_percent=high,
        discrimination=found.discrimination,
        is_enough=found.is_enough,
        is_noteworthy=found.is_enough and verdict != NOTHING_STANDS_OUT,
        options=options,
        verdict=verdict,
    )
