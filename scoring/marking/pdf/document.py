"""A report as the document that the typesetter lays out: plain values, nothing of which is markup."""

from typing import Any

from common.moments import in_words
from scoring.marking.models import Result
from scoring.marking.pacing import Pacing
from scoring.marking.pdf.blocks import is_rtl, read_html
from scoring.marking.points import show_points
from scoring.marking.report import DomainScore, Report
from scoring.marking.review import ReviewedItem, ReviewedOption

OUTCOMES = {
    "right": "Correct",
    "part": "Partly right",
    "wrong": "Wrong",
    "empty": "Unanswered",
    "dropped": "Not counted",
}
CUT_NOTE = (
    "The cut is a practice cut, set for this site. It is not the vendor’s: the vendor publishes none, so this report "
    "cannot say how the real exam would end."
)


def describe(report: Report, *, result: Result) -> dict[str, Any]:
    """Of a result with its sitting, exam and user."""
    sitting, total = result.sitting, report.total
    verdict = "Passed" if total.is_pass else "Not passed"
    return {
        "title": f"{verdict}: {total.percent}%",
        "exam": sitting.exam.title,
        "candidate": _text(str(sitting.user)),
        "date": in_words(sitting.closed_at, "date") if sitting.closed_at else "",
        "is_pass": total.is_pass,
        "lead": report.verdict,
        "lines": [line for line in (f"{report.decision} {report.certainty}", report.decisions) if line],
        "facts": _facts(report),
        "notes": " ".join(line for line in (report.scale, CUT_NOTE) if line),
        "versions": [
            f"Scored again on {in_words(row.replaced_at, 'date')}; before, {show_points(row.points)} of "
            f"{show_points(row.max_points)} points, {'passed' if row.is_pass else 'not passed'}."
            for row in report.versions
        ],
        "scale": {"share": total.percent, "low": total.low_percent, "high": total.high_percent},
        "cut": total.cut_percent,
        "standing": report.standing.sentence if report.standing else "",
        "apart": report.apart,
        "domains": [_domain(row) for row in report.subscores],
        "study": report.study,
        "steps": [
            f"{row.domain.title}: {row.weight_percent}% of the guide"
            f"{', clearly below your total' if row.is_weak else ''}; {row.missed_count} of {row.item_count} items not "
            "fully right"
            for row in report.next_steps
        ],
        "groups": [
            {
                "title": group.title,
                "kind": group.kind,
                "rows": [
                    [row.name, str(row.item_count), f"{row.points:g} of {row.max_points:g}", not row.is_enough]
                    for row in group.rows
                ],
            }
            for group in report.groups
        ],
        "pacing": _pacing(report.pacing, report.pacing_sentence),
        "changes": [
            report.changes_sentence,
            f"From wrong to right {report.changes.wrong_to_right}, from right to wrong "
            f"{report.changes.right_to_wrong}, from wrong to wrong {report.changes.wrong_to_wrong}."
            if report.changes.total
            else "",
        ],
        "items": [_item(row) for row in report.items],
    }


def _text(text: str) -> dict[str, Any]:
    return {"text": text, "rtl": is_rtl(text)}


def _facts(report: Report) -> list[list[str]]:
    total, counts = report.total, report.counts
    facts = [["Points", f"{show_points(total.points)} of {show_points(total.max_points)}"]]
    if total.scaled is not None:
        facts.append(["Scaled score", str(total.scaled)])
    return [
        *facts,
        ["95% interval", f"{total.low_percent} to {total.high_percent}%"],
        ["Practice cut", f"{total.cut_percent}%"],
        ["Correct", str(counts.correct)],
        ["Not correct", str(counts.wrong)],
        ["Unanswered", str(counts.unanswered)],
    ]


def _domain(row: DomainScore) -> dict[str, Any]:
    return {
        "title": row.domain.title,
        "points": f"{show_points(row.points)} of {show_points(row.max_points)}",
        "share": row.estimate_percent,
        "low": row.low_percent,
        "high": row.high_percent,
        "estimate": f"{row.estimate_percent}%{', with the total' if row.is_augmented else ''}",
        "sentence": row.sentence,
    }


def _pacing(pacing: Pacing, sentence: str) -> dict[str, Any]:
    if not pacing.is_known:
        return {"sentence": "No times are known: what was answered with told none.", "bars": [], "even": 0}
    top = pacing.most_seconds
    return {
        "sentence": sentence,
        "bars": [{"height": row.seconds / top, "slow": row.is_slow} for row in pacing.items],
        "even": pacing.even_seconds / top,
    }


def _item(item: ReviewedItem) -> dict[str, Any]:
    facts = [item.domain.title, str(item.objective) if item.objective else ""]
    if item.max_points != 1 and not item.is_dropped:
        facts.append(f"{show_points(item.points)} of {show_points(item.max_points)} points")
    if item.seconds:
        facts.append(f"{item.seconds:.0f} s")
    notes = [
        *(["This item was taken out of the scoring: it counts for nobody."] if item.is_dropped else []),
        *(["Everybody was given the points of this item."] if item.is_credited else []),
        *([f"More than one answer earned the points: {', or '.join(item.accepted)}."] if item.accepted else []),
    ]
    return {
        "number": item.position,
        "outcome": OUTCOMES[item.outcome] + (", flagged" if item.was_flagged else ""),
        "is_right": item.is_correct,
        "facts": " · ".join(fact for fact in facts if fact),
        "notes": notes,
        "stimulus_title": item.stimulus_title,
        "stimulus": read_html(item.stimulus_html),
        "stem": read_html(item.stem_html),
        "options": [_option(row) for row in item.options],
        "explanation": read_html(item.explanation_html),
        "references": [[row.get("title") or row["url"], row["url"]] for row in item.references],
    }


def _option(option: ReviewedOption) -> dict[str, Any]:
    state = ""
    if option.is_key:
        state = "Your answer, correct" if option.is_selected else "Correct answer"
    elif option.is_selected:
        state = "Your answer, wrong"
    return {
        "letter": option.letter,
        "state": state,
        "is_key": option.is_key,
        "text": read_html(option.html),
        "rationale": read_html(option.rationale_html),
    }
