"""What an exam has and lacks before it opens, point by point. Reads the exam's fields; asks no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from exams.assembly.models import Exam, FormSource


@dataclass(frozen=True)
class Point:
    """`said`: how it stands, or what to do about it. What is not `is_needed` keeps nobody from sitting it."""

    title: str
    said: str
    is_done: bool
    is_needed: bool = True


def list_points(exam: Exam, *, short_by: int, form_count: int, now: datetime) -> list[Point]:
    """`short_by`: items that the bank lacks for a form; `form_count`: forms that are fit for a sitting."""
    return [
        _check_items(exam, short_by),
        _check_forms(exam, short_by, form_count),
        _check_window(exam, now),
        *_check_texts(exam),
    ]


def _check_items(exam: Exam, short_by: int) -> Point:
    if short_by:
        are = "items are" if short_by > 1 else "item is"
        return Point("Items", f"{short_by} more live {are} needed: the tables below say of which kind.", is_done=False)
    return Point("Items", f"The bank has enough live items for a form of {exam.item_count}.", is_done=True)


def _check_forms(exam: Exam, short_by: int, form_count: int) -> Point:
    if form_count:
        fit = "form is" if form_count == 1 else "forms are"
        return Point("Forms", f"{form_count} {fit} ready.", is_done=True)
    if exam.form_source == FormSource.PREPARED:
        return Point("Forms", "None is ready: assemble some, or choose one.", is_done=False)
    said = "None can be drawn yet." if short_by else "The first is drawn when the exam opens."
    return Point("Forms", said, is_done=not short_by)


def _check_window(exam: Exam, now: datetime) -> Point:
    if (exam.closes_at and exam.closes_at <= now) or exam.is_used_up(now):
        return Point("Window", "It is over: nobody could start any more.", is_done=False)
    moments = (("check-in opens", exam.opens_at), ("begins", exam.starts_at), ("last start", exam.closes_at))
    known = [f"{name} {moment:%Y-%m-%d, %H:%M} UTC" for name, moment in moments if moment]
    said = "; ".join(known) or "whenever candidates like"
    return Point("Window", f"{said[0].upper()}{said[1:]}.", is_done=True)


def _check_texts(exam: Exam) -> Iterator[Point]:
    texts = (("Description", exam.description, "on the exam's page"), ("Rules", exam.rules, "before the clock starts"))
    for title, text, where in texts:
        has_text = bool(text.strip())
        said = f"Candidates read it {where}." if title == "Description" else f"Candidates agree to them {where}."
        yield Point(title, said if has_text else f"Empty: candidates see nothing {where}.", has_text, is_needed=False)
