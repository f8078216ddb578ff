"""Tables of items, CSV and XLSX: read cell by cell, written so that no spreadsheet computes what an author wrote."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.exchange.foreign import MULTIPLE_SELECT, SINGLE_CHOICE, ForeignItem, Reading, Source
from exams.exchange.formats.csv_file import read_csv, write_csv, write_csv_template
from exams.exchange.formats.tables import COLUMNS
from exams.exchange.formats.xlsx_file import read_xlsx, write_template, write_xlsx
from tests.exchange.foreign_items import item, items, option, without_place

HEAD = "code,type,stem,option_a,option_b,option_c,key"
Write = Callable[[list[ForeignItem]], bytes]
Read = Callable[[Source], Reading]
BOTH = pytest.mark.parametrize(("write", "read"), [(write_csv, read_csv), (write_xlsx, read_xlsx)], ids=["csv", "xlsx"])


def csv(text: str | bytes) -> Reading:
    return read_csv(Source("bank.csv", text if isinstance(text, bytes) else text.encode()))


def only(text: str | bytes) -> ForeignItem:
    reading = csv(text)
    assert not reading.refused and not reading.unsupported
    (found,) = reading.items
    return found


def workbook(*rows: list[object], title: str = "Items") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- reading ------------------------------------------------------------------------------------
def test_a_row_is_an_item() -> None:
    found = only(f"{HEAD},rationale_b,tags,points,shuffle\nq1,,Which?,One,Two,,b,Yes.,x; y z,2.5,no\n")
    assert (found.source_id, found.kind, found.stem) == ("q1", SINGLE_CHOICE, "Which?")
    assert found.options == (option("a", "One"), option("b", "Two", 1, "Yes."))
    assert (found.tags, found.max_points, found.is_shuffled) == (("x", "y z"), Decimal("2.5"), False)
    assert (found.place.line, found.place.file) == (2, "bank.csv")


@pytest.mark.parametrize("key", ["a, c", "A;C", "ac", "a c", "c,a"])
def test_several_letters_make_multiple_select(key: str) -> None:
    found = only(f'{HEAD}\nq1,,Which?,One,Two,Three,"{key}"\n')
    assert (found.kind, found.select_count) == (MULTIPLE_SELECT, 2)
    assert [o.fraction for o in found.options] == [Decimal("0.5"), 0, Decimal("0.5")]


def test_credit_can_be_written() -> None:
    found = only(f'{HEAD},fraction_a,fraction_b\nq1,,Which?,One,Two,Three,b,-25,"33,3 %"\n')
    assert [o.fraction for o in found.options] == [Decimal("-0.25"), Decimal("0.333"), 0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_every_spreadsheet_are_understood(delimiter: str, encoding: str) -> None:
    text = f"{HEAD}\r\nq1,,Où?,Ici,Là,,b\r\n".replace(",", delimiter)
    assert only(text.encode(encoding)).stem == "Où?"


def test_a_first_line_may_name_the_delimiter() -> None:
    assert only(f"sep=;\n{HEAD}\n".replace(",", ";") + "q1;;A, b, c?;One;Two;;a").place.line == 3


def test_names_of_columns_are_forgiving() -> None:
    assert only("ID,Question,Option A,option-b,Answer,# note\nq1,Which?,One,Two,a,x").source_id == "q1"


def test_a_cell_may_have_lines_and_rows_keep_their_numbers() -> None:
    first, second = csv(f'{HEAD}\nq1,,"One\n\ntwo?",One,Two,,a\nq2,,Which?,One,Two,,a\n').items
    assert (first.stem, first.place.line, second.place.line) == ("One\n\ntwo?", 2, 5)


def test_other_types_are_listed_by_name() -> None:
    (unsupported,) = csv(f"{HEAD}\nq1,essay,Write.,,,,\n").unsupported
    assert (unsupported.type, unsupported.source_id, unsupported.place.line) == ("essay", "q1", 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("q1,,,One,Two,,a", "stem: is empty"),
        ("q1,,Which?,One,,,a", "option_b: an item needs at least two"),
        ("q1,,Which?,One,Two,,", "key: is empty"),
        ("q1,,Which?,One,Two,,c", "key: “c” is no option"),
        ("q1,single_choice,Which?,One,Two,,ab", "key: a single-choice item has one"),
        ("q1,,Which?,One,Two,,a,500", "fraction_a: “500” is no percentage"),
        ("q1,,Which?,One,Two,,a,,maybe", "shuffle: “maybe”"),
        ("q1,,Which?,One,Two,,a,,,lots", "points: “lots”"),
        ("q0,,Which?,One,Two,,a", "code: stands already in row 2"),
        ("q1,,Which?,One,Two,,a,,,,more", "more cells than"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column(row: str, reason: str) -> None:
    reading = csv(f"{HEAD},fraction_a,shuffle,points\nq0,,Which?,One,Two,,a\n\n{row}\nq9,,Which?,One,Two,,a\n")
    (refused,) = reading.refused
    assert reason in refused.reason and refused.place.line == 4
    assert [found.source_id for found in reading.items] == ["q0", "q9"]


def test_all_faults_of_a_row_are_said_at_once() -> None:
    (refused,) = csv(f"{HEAD},shuffle\nq1,,,One,Two,,x,maybe\n").refused
    assert [part.split(":")[0] for part in refused.reason.split("; ")] == ["key", "stem", "shuffle"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("stem,key\n", "no column option_a, option_b"),
        (f"{HEAD},colour\n", "“colour” is not known"),
        (f"{HEAD},stem\n", "Two columns are called stem"),
        (f"{HEAD}\n", "No item stands below"),
        (f'{HEAD}\nq1,,"Which?,One,Two,,a\n', "quotation marks"),
        (b"PK\x03\x04\x00", "no text"),
    ],
)
def test_a_file_that_is_no_table_of_items_is_refused(text: str | bytes, reason: str) -> None:
    assert reason in csv(text).refused[0].reason


def test_numbers_and_truth_of_a_sheet_are_read_as_text() -> None:
    rows = [[*HEAD.split(","), "shuffle"], [7, None, "Which?", 1, 2.5, 3.0, "a", False]]
    (found,) = read_xlsx(Source("bank.xlsx", workbook(*rows))).items
    assert (found.source_id, [o.text for o in found.options]) == ("7", ["1", "2.5", "3"])
    assert not found.is_shuffled and str(found.place) == "bank.xlsx/Items:2"


def test_a_formula_is_refused_and_never_computed() -> None:
    data = workbook(HEAD.split(","), ["q1", None, "Which?", '=HYPERLINK("http://x")', "b", None, "b"])
    (refused,) = read_xlsx(Source("bank.xlsx", data)).refused
    assert "Cell D2 (option_a) holds a formula" in refused.reason and refused.place.line == 2


def test_the_sheet_with_the_names_of_columns_is_found() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(["Our questions"], [], HEAD.split(","), ["q", "", "W?", "a", "b", "", "a"]))
    )
    book.create_sheet("Notes", 0).append(["nothing"])
    out = io.BytesIO()
    book.save(out)
    (found,) = read_xlsx(Source("bank.xlsx", out.getvalue())).items
    assert found.place.line == 4


def packed(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no XLSX"),
        (b"code,stem", "no XLSX"),
        (packed(readme_xml="x"), "no workbook"),
        (packed(xl__workbook_xml="x"), "damaged"),
        (packed(xl__workbook_xml="<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "declares entities"),
        (packed(xl__workbook_xml="x" * 30_000_000), "grows beyond all measure"),
        (workbook(["Some", "other", "table"]), "No sheet names the columns"),
    ],
    ids=["empty", "text", "zip", "damaged", "entities", "bomb", "other"],
)
def test_a_workbook_that_is_none_is_refused(data: bytes, reason: str) -> None:
    (refused,) = read_xlsx(Source("bank.xlsx", data)).refused
    assert reason in refused.reason


# --- writing ------------------------------------------------------------------------------------
@BOTH
@settings(max_examples=30)  # a workbook takes time to write
@given(made=st.lists(items(), min_size=1, max_size=3, unique_by=lambda made: made.source_id))
def test_what_is_written_is_read_back_equal(write: Write, read: Read, made: list[ForeignItem]) -> None:
    assert [without_place(found) for found in read(Source("bank", write(made))).items] == made


@BOTH
def test_all_columns_are_read_back_equal(write: Write, read: Read) -> None:
    names = ("title", "category", "style", "difficulty", "objectives", "language", "references")
    made = item(
        metadata={
            name: f"the {name}" for name in (*names, "correct_feedback", "partial_feedback", "incorrect_feedback")
        },
        stimulus="A *case*.",
        stimulus_code="case-1",
        stimulus_title="Case",
        max_points=Decimal("0.5"),
        is_shuffled=False,
        options=tuple(option(chr(ord("a") + index), f"Text {index}", index == 9) for index in range(10)),
    )
    assert [without_place(found) for found in read(Source("bank", write([made]))).items] == [made]


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-x", "@SUM(A1)", "'=1", "''-2"])
def test_no_spreadsheet_takes_a_text_for_a_formula(text: str) -> None:
    data = write_csv([item(stem=text)])
    assert f"'{text}" in data.decode()
    assert only(data).stem == text


def test_a_formula_in_a_workbook_is_a_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([item(stem="=1+1")])))
    assert (book["Items"]["C2"].value, book["Items"]["C2"].data_type) == ("=1+1", "s")


@BOTH
@pytest.mark.parametrize("text", ["_x0041_ &#65; &amp;", "007", "1e5", "TRUE", "2026-01-02", "#N/A", "a\tb"])
def test_texts_that_spreadsheets_like_to_change_stay_texts(write: Write, read: Read, text: str) -> None:
    made = item(stem=text)
    assert [without_place(found) for found in read(Source("bank", write([made]))).items] == [made]


def test_the_same_items_give_the_same_bytes() -> None:
    assert write_xlsx([item()]) == write_xlsx([item()])


def test_templates_can_be_imported_as_they_are() -> None:
    (from_csv,) = csv(write_csv_template()).items
    (from_xlsx,) = read_xlsx(Source("template.xlsx", write_template())).items
    assert replace(from_csv, place=from_xlsx.place) == from_xlsx


def test_the_template_explains_every_column() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_template()))["How to"]
    assert [row[1].value for row in sheet.rows] == list(COLUMNS.values())


# --- anything -----------------------------------------------------------------------------------
@given(st.one_of(st.text(), st.text('ab,;"\n\t'), st.binary()), st.booleans())
def test_nothing_makes_the_reader_of_csv_fail(data: str | bytes, has_head: bool) -> None:
    data = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
    assert csv(f"{HEAD}\n".encode() + data if has_head else data)


@settings(max_examples=30)
@given(st.data())
def test_nothing_makes_the_reader_of_workbooks_fail(data: st.DataObject) -> None:
    book = zipfile.ZipFile(io.BytesIO(write_xlsx([item()])))
    changed = data.draw(st.sampled_from(book.namelist()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in book.namelist():
            content = bytearray(book.read(name))
            if name == changed:
                at = data.draw(st.integers(0, len(content)))
                content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
            archive.writestr(name, bytes(content))
    assert read_xlsx(Source("bank.xlsx", out.getvalue()))
