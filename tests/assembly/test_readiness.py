"""What an exam has and lacks before it opens."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from exams.assembly.models import Exam, FormSource
from exams.assembly.readiness import list_points

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def missing(exam: Exam, *, short_by: int = 0, form_count: int = 1) -> set[str]:
    points = list_points(exam, short_by=short_by, form_count=form_count, now=NOW)
    return {point.title for point in points if not point.is_done}


def make_exam(**values) -> Exam:
    return Exam(**{"title": "Exam", "item_count": 10, "description": "Ten items.", "rules": "Sit alone."} | values)


def test_a_complete_exam_lacks_nothing() -> None:
    assert missing(make_exam()) == set()


@pytest.mark.parametrize(
    ("exam", "values", "lacks"),
    [
        (make_exam(), {"short_by": 3}, {"Items"}),
        (make_exam(), {"short_by": 3, "form_count": 0}, {"Items", "Forms"}),
        (make_exam(), {"form_count": 0}, set()),
        (make_exam(form_source=FormSource.PREPARED), {"form_count": 0}, {"Forms"}),
        (make_exam(closes_at=NOW - timedelta(hours=1)), {}, {"Window"}),
        (make_exam(rules=" "), {}, {"Rules"}),
        (make_exam(description=""), {}, {"Description"}),
    ],
)
def test_what_is_missing_is_named(exam, values, lacks) -> None:
    assert missing(exam, **values) == lacks


def test_texts_keep_nobody_from_sitting_it() -> None:
    points = list_points(make_exam(rules="", description=""), short_by=0, form_count=1, now=NOW)
    assert {point.title for point in points if not point.is_needed} == {"Description", "Rules"}


def test_a_draft_shows_the_check_list(client, ben, draft_exam) -> None:
    client.force_login(ben)
    html = client.get(reverse("admin:assembly_exam_change", args=[draft_exam.pk])).content.decode()
    assert "Before it opens" in html
    assert "10 more live items are needed" in html
    assert "Sit it yourself" not in html


def test_an_open_exam_can_be_sat_from_its_page(client, ben, exam) -> None:
    client.force_login(ben)
    html = client.get(reverse("admin:assembly_exam_change", args=[exam.pk])).content.decode()
    assert "Before it opens" not in html
    assert f'href="{exam.get_absolute_url()}">Sit it yourself' in html
    assert client.get(exam.get_absolute_url()).status_code == 200
