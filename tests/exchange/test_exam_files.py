"""Reading the exam that comes with a bank."""

import pytest
from django.conf import settings

from exams.exchange.exam_files import NUMBERS, TEXTS, read_exam, read_room
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


@pytest.mark.parametrize("proctoring", ["none", "offered", "required"])
def test_exam_says_whether_it_is_proctored(proctoring: str) -> None:
    assert read_exam(f"{EXAM}proctoring: {proctoring}\n")["proctoring"] == proctoring


def test_other_proctoring_names_its_line() -> None:
    assert refusal_of(EXAM + "proctoring: often\n") == (9, "“proctoring” is one of: none, offered, required.")


# --- rules of the room --------------------------------------------------------------------------
ROOM_TEXT = "camera: optional\nproctor: simulated\nterms: |\n  Be *alone*.\n"


def room_refusal_of(text: str) -> tuple[int, str]:
    with pytest.raises(Refused) as refusal:
        read_room(text)
    return refusal.value.line, refusal.value.message


def test_rules_of_the_room_are_read() -> None:
    assert read_room(ROOM_TEXT) == {"camera": "optional", "proctor": "simulated", "terms": "Be *alone*.\n"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a", (1, "Rules of the room are a mapping of names to values.")),
        ("camera: none\n", (1, "“terms” is missing or of the wrong kind.")),
        (ROOM_TEXT.replace("optional", "two"), (1, "“camera” is one of: none, optional, required.")),
        (ROOM_TEXT.replace("simulated", "robot"), (2, "“proctor” is one of: nobody, person, simulated.")),
        (ROOM_TEXT + "sound: on\n", (5, "“sound” is not known here.")),
    ],
)
def test_rules_of_the_room_that_do_not_fit_name_their_line(text: str, fault: tuple[int, str]) -> None:
    assert room_refusal_of(text) == fault


def test_the_shipped_rules_of_the_room_can_be_read() -> None:
    room = read_room((settings.BASE_DIR / "content" / "gcp-pmle" / "room.yaml").read_text("utf-8"))
    assert room["camera"] == "optional"
    assert "Confidentiality" in room["terms"]
