"""What a format can say and what not is written down where authors read: no more, and no less."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from exams.exchange.foreign import MULTIPLE_SELECT, ForeignItem, Medium, Source
from exams.exchange.formats import aiken, gift_writer, moodle_xml_writer, qti, tables, xlsx_file, yaml_pack
from exams.exchange.formats.csv_file import write_csv
from exams.exchange.formats.detect import READERS
from exams.exchange.formats.qti import write_qti
from tests.exchange.foreign_items import item, option

AUTHORING = (Path(__file__).parents[2] / "docs" / "AUTHORING.md").read_text("utf-8")
LOSSES = {
    "GIFT": gift_writer.LOSSES,
    "Aiken": aiken.LOSSES,
    "Moodle XML": moodle_xml_writer.LOSSES,
    "CSV and XLSX": (*tables.LOSSES, *xlsx_file.LOSSES),
    "QTI 1.2": qti.LOSSES["1.2"],
    "QTI 2.1, 2.2, 3.0": qti.LOSSES["3.0"],
    "Our own files": yaml_pack.LOSSES,
}
WRITERS: dict[str, tuple[str, Callable[[list[ForeignItem]], bytes]]] = {
    "GIFT": ("gift", gift_writer.write_gift),
    "Aiken": ("aiken", aiken.write_aiken),
    "Moodle XML": ("moodle", moodle_xml_writer.write_moodle_xml),
    "CSV": ("csv", write_csv),
    "XLSX": ("xlsx", xlsx_file.write_xlsx),
    "QTI 1.2": ("qti", lambda items: write_qti(items, "1.2")),
    "QTI 2.1": ("qti", lambda items: write_qti(items, "2.1")),
    "QTI 2.2": ("qti", lambda items: write_qti(items, "2.2")),
    "QTI 3.0": ("qti", lambda items: write_qti(items, "3.0")),
}
RICH = "Which **one** is `a < b`?\n\n```python\nif a < b:\n    print(1)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
PICTURE = Medium("chart.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"picture")
TOLD = {"correct_feedback": "Right.", "partial_feedback": "Partly.", "incorrect_feedback": "Wrong."}
CREDIT = (option("a", "One", Decimal("0.75")), option("b", "Two", Decimal("0.25")), option("c", "No", Decimal("-0.5")))
LESS = (option("a", "Best", 1), replace(option("b", "Less", Decimal("0.5")), is_correct=False), option("c", "No"))
CASE = {"stimulus_code": "case-1", "stimulus_title": "A case", "stimulus": "A shop sells pumpkins."}


def told(*names: str) -> Callable[[ForeignItem], object]:
    return lambda read: [read.metadata.get(name) for name in names]


# What an item may say → an item that says it, and where it is looked for after export and import.
ASPECTS: dict[str, tuple[ForeignItem, Callable[[ForeignItem], object]]] = {
    "stem and options as plain text, key": (item(), lambda read: (read.stem, _texts(read), _key(read))),
    "several right options": (
        item(
            kind=MULTIPLE_SELECT,
            select_count=2,
            options=(option("a", "1", Decimal("0.5")), option("b", "2", Decimal("0.5")), option("c", "3")),
        ),
        lambda read: (read.kind, read.select_count, _key(read)),
    ),
    "code, tables, emphasis": (item(stem=RICH), lambda read: read.stem),
    "identity": (item(), lambda read: read.source_id),
    "credit by parts and penalties, several options": (
        item(kind=MULTIPLE_SELECT, select_count=2, options=CREDIT),
        lambda read: [row.fraction for row in read.options],
    ),
    "credit by parts, one option": (item(options=LESS), lambda read: [row.fraction for row in read.options]),
    "points": (item(max_points=Decimal(3)), lambda read: read.max_points),
    "rationale of each option": (item(), lambda read: [row.feedback for row in read.options]),
    "explanation": (item(feedback="Because **so**."), lambda read: read.feedback),
    "feedback for right, partly right, wrong": (item(metadata=TOLD), told(*TOLD)),
    "pictures": (
        item(stem="Look: ![A chart](media:chart.png)", media=(PICTURE,)),
        lambda read: [m.data for m in read.media],
    ),
    "tags": (item(tags=("cloud", "new")), lambda read: read.tags),
    "title, category": (item(metadata={"title": "T", "category": "A/B"}), told("title", "category")),
    "difficulty, style, objectives, language": (
        item(metadata={"difficulty": "hard", "style": "coding", "objectives": "1.1.a", "language": "en"}),
        told("difficulty", "style", "objectives", "language"),
    ),
    "text shared by items": (item(**CASE), lambda read: (read.stimulus_code, read.stimulus_title, read.stimulus)),
    "whether options are shuffled": (item(), lambda read: read.is_shuffled),
}


def _texts(read: ForeignItem) -> list[str]:
    return [row.text for row in read.options]


def _key(read: ForeignItem) -> list[bool]:
    return [row.is_correct for row in read.options]


def is_kept(aspect: str, writer: str) -> bool:
    """Whether an item says the same after it was exported and imported, whatever its order of options is."""
    given, look = ASPECTS[aspect]
    format_name, write = WRITERS[writer]
    made = [replace(given, is_shuffled=flag) for flag in (True, False)]
    read = [READERS[format_name](Source("x", write([each]))).items[0] for each in made]
    return [look(each) for each in read] == [look(each) for each in made]


def table() -> str:
    lines = [f"| | {' | '.join(WRITERS)} |", f"|---|{'---|' * len(WRITERS)}"]
    for aspect in ASPECTS:
        cells = ("yes" if is_kept(aspect, writer) else "–" for writer in WRITERS)
        lines.append(f"| {aspect} | {' | '.join(cells)} |")
    return "\n".join(lines)


def test_the_table_of_what_is_kept_is_what_is_kept() -> None:
    assert table() in AUTHORING


def test_what_is_lost_is_listed_and_nothing_else() -> None:
    section = AUTHORING.partition("### What a format cannot say")[2].partition("\n## ")[0]
    parts = re.findall(r"\*\*(.+?)\*\*\n\n((?:- .*(?:\n  .*)*\n)+)", section)
    written = {
        name: tuple(line.replace("\n  ", " ") for line in re.findall(r"- (.*(?:\n  .*)*)", text))
        for name, text in parts
    }
    assert written == {name: tuple(losses) for name, losses in LOSSES.items()}


def test_versions_of_qti_lose_the_same() -> None:
    assert qti.LOSSES["2.1"] == qti.LOSSES["2.2"] == qti.LOSSES["3.0"]


def test_every_column_of_a_table_is_documented() -> None:
    assert not [name for name in tables.COLUMNS if f"`{name.replace('{x}', 'a')}`" not in AUTHORING]
