import pytest

from common.durations import shorten, spell
from common.templatetags.durations import clock_face


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (750, "12 min 30 s"), (3600, "1 h"), (7380, "2 h 3 min"), (-5, "0 s")],
)
def test_lengths_are_shortened(seconds, words):
    assert shorten(seconds) == words


@pytest.mark.parametrize(("seconds", "words"), [(1, "1 second"), (60, "1 minute"), (150, "2 minutes 30 seconds")])
def test_lengths_are_spelled_for_reading_aloud(seconds, words):
    assert spell(seconds) == words


def test_a_clock_face_has_hours_minutes_and_seconds():
    assert clock_face(4328) == "1:12:08"
