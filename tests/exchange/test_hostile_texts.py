"""Text files that nobody means well with: bounded work, and a reason."""

import pytest

from exams.exchange import text_files
from exams.exchange.foreign import Reading, Source
from exams.exchange.formats import choices
from exams.exchange.formats.detect import READERS

GIFT = "Which?{=One ~Two}\n\n"
AIKEN = "Which?\nA) One\nB) Two\nANSWER: A\n"
MOODLE = (
    '<question type="multichoice"><questiontext><text>Which?</text></questiontext><answer fraction="100"><text>One'
    '</text></answer><answer fraction="0"><text>Two</text></answer></question>'
)


def read(format_name: str, text: str) -> Reading:
    return READERS[format_name](Source("quiz", text.encode()))


@pytest.mark.parametrize(
    ("format_name", "text"),
    [
        ("gift", GIFT * 4),
        ("aiken", AIKEN * 4),
        ("moodle", f"<quiz>{MOODLE * 4}</quiz>"),
    ],
)
def test_more_questions_than_we_take_are_told(format_name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "MOST_ITEMS", 2)
    reading = read(format_name, text)
    assert len(reading.items) == 2
    assert "more than 2 questions" in reading.refused[0].reason


@pytest.mark.parametrize("format_name", ["gift", "aiken", "csv"])
def test_more_lines_than_anybody_writes_are_refused(format_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "MOST_LINES", 10)
    assert "more than 10 lines" in read(format_name, "\n" * 11).refused[0].reason


def test_a_question_of_many_marks_is_refused_before_it_is_taken_apart() -> None:
    assert "signs = and ~" in read("gift", f"q{{{'~' * 30_000}}}").refused[0].reason
    assert "braces too many" in read("gift", "{=a~b}" * 30_000).refused[0].reason
