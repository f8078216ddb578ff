"""Reading the exam that comes with a bank."""

import pytest
from django.conf import settings

from exams.exchange.exam_files import NUMBERS, TEXTS, read_exam
from exams.exchange.strict_yaml import Refused

EXAM = """\
slug: practice
title: Practice exam
guide: guide-1
item_count: 10
duration_seconds: 3600
description: For practice.
rules: |
  Sit it alone.
"""


def refusal_of(text: str) -> tuple[int, str]:
    with pytest.raises(Refused) as refusal:
        read_exam(text)
    return refusal.value.line, refusal.value.message


def test_exam_is_read() -> None:
    assert read_exam(EXAM) == {
        "slug": "practice",
        "title": "Practice exam",
        "guide": "guide-1",
        "item_count": 10,
        "duration_seconds": 3600,
        "description": "For practice.",
        "rules": "Sit it alone.\n",
    }


@pytest.mark.parametrize("name", [*TEXTS, *NUMBERS])
def test_missing_value_is_named(name: str) -> None:
    assert refusal_of(EXAM.replace(f"{name}:", "other:")) == (1, f"“{name}” is missing or of the wrong kind.")


@pytest.mark.parametrize(
    ("value", "wrong"), [("item_count: 10", "ten"), ("item_count: 10", "true"), ("guide: guide-1", "3")]
)
def test_value_of_the_wrong_kind_names_its_line(value: str, wrong: str) -> None:
    name = value.partition(":")[0]
    line = EXAM.splitlines().index(value) + 1
    assert refusal_of(EXAM.replace(value, f"{name}: {wrong}")) == (line, f"“{name}” is missing or of the wrong kind.")


def test_unknown_value_names_its_line() -> None:
    assert refusal_of(EXAM + "cut_share: 0.7\n") == (9, "“cut_share” is not known here.")


@pytest.mark.parametrize("text", ["- a", "just words"])
def test_text_that_is_no_mapping_is_refused(text: str) -> None:
    assert refusal_of(text) == (1, "An exam is a mapping of names to values.")


def test_shipped_exam_is_sixty_items_in_two_hours() -> None:
    exam = read_exam((settings.BASE_DIR / "content" / "gcp-pmle" / "exam.yaml").read_text("utf-8"))
    assert (exam["guide"], exam["item_count"], exam["duration_seconds"]) == ("pmle-2026-06", 60, 7200)
