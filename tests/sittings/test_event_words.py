import pytest

from exams.sittings.event_words import describe_details, name_event

SPAN = {"from": "2026-11-21T10:31:00.000+00:00", "to": "2026-11-21T10:34:00.000+00:00"}


@pytest.mark.parametrize(
    ("type", "details", "name"),
    [
        ("not-heard", {}, "Not heard"),
        ("something-new", {}, "Something new"),
        ("taken-over", {"client": "0b7f", "before": ""}, "Exam screen opened"),
        ("taken-over", {"client": "0b7f", "before": "11aa"}, "Another window or device took over"),
    ],
)
def test_every_event_has_a_name(type, details, name):
    assert name_event(type, details) == name


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({}, ""),
        ({"seconds": 180, "outages": [SPAN], "own_gaps": []}, "3 min, outage 10:31:00 to 10:34:00 UTC"),
        ({"for_ms": 125_000, "from": SPAN["from"]}, "from 10:31:00 UTC, for 2 min 5 s"),
        ({"client": "0b7f1234", "before": ""}, "device 0b7f"),
        ({"positions": [1, 4]}, "items 1, 4"),
        ({"some_thing": "else"}, "some thing: else"),
    ],
)
def test_details_are_told_in_a_line(details, words):
    assert describe_details(details) == words
