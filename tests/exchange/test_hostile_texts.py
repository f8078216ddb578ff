"""Text files that nobody means well with: bounded work, and a reason."""

import pytest

from exams.exchange import text_files
from exams.exchange.foreign import Reading, Source
from exams.exchange.formats import choices
from exams.exchange.formats.detect import READERS, read_file

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


@pytest.mark.parametrize("mark", ["![a](", "![", "![](<x", "![a](b "])
def test_many_beginnings_of_pictures_are_read_in_bounded_time(mark: str) -> None:
    text = mark * (90_000 // len(mark))
    assert read("gift", f"[markdown]{text}{{=One ~Two}}").items


def test_a_picture_in_markdown_keeps_its_words_and_title() -> None:
    (item,) = read("gift", '[markdown]![A \\[b\\]](media\\:x.png "Title") and ![gone](y.png){=One ~Two}').items
    assert item.stem == '![A \\[b\\]](media:x.png "Title") and gone'


@pytest.mark.parametrize("blank", ["\n", " \n", "\t"])
def test_a_file_of_nothing_is_refused_in_bounded_time(blank: str) -> None:
    _, reading = read_file(Source("quiz", blank.encode() * 100_000))
    assert reading.refused
