"""Tables as people have them, and what they are told where one cannot be used."""

from pathlib import Path

import numpy as np
import pytest

from scoring.analysis.outside.gathering import Files, gather
from scoring.analysis.outside.matrix import Reading
from scoring.analysis.outside.problems import InputProblem, Told
from scoring.analysis.outside.scoring_cells import split
from scoring.analysis.outside.study import Study, Wanted
from scoring.analysis.outside.tables import parse
from scoring.psychometrics.marking_rules import Rule


class Desk:
    """Files on a table, and what is made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told = folder, Told()

    def put(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_text(text, encoding=encoding)
        return path

    def study(self, responses: str, items: str = "", **options: object) -> Study:
        reading = Reading(
            **{name: options.pop(name) for name in list(options) if name in ("empty", "omitted", "not_presented")}
        )
        files = Files(
            self.put("responses.csv", responses),
            self.put("items.csv", items) if items else None,
            reading=reading,
            **options,
        )
        return gather(files, Wanted(), self.told)

    def marks(self, responses: str, items: str = "", **options: object) -> list[list[float | None]]:
        return [
            [None if np.isnan(mark) else mark for mark in row] for row in self.study(responses, items, **options).marks
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", ", "])
def test_any_separator_is_found(desk: Desk, separator: str) -> None:
    rows = [["id", "q1", "q2", "q3"], ["x", "1", "0", ""], ["y", "0", "1", "1"]]
    assert desk.marks("\n".join(separator.join(row) for row in rows)) == [[1, 0, None], [0, 1, 1]]


@pytest.mark.parametrize("text", ["1 0 1\n0 1 1\n", "  1   0   1\n  0   1   1\n", "101\n011\n"])
def test_answers_may_stand_in_columns_of_signs(desk: Desk, text: str) -> None:
    assert desk.marks(text) == [[1, 0, 1], [0, 1, 1]]


def test_a_line_of_letters_is_a_row_of_options(desk: Desk) -> None:
    assert desk.marks("ABC\nAB-\n", key=str(desk.put("key.txt", "ABC\n"))) == [[1, 1, 1], [1, 1, 0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_is_read(desk: Desk, encoding: str) -> None:
    path = desk.put("r.csv", "id,Frägé 1,q2\r\nzoë,1,0\r\n", encoding)
    study = gather(Files(path), Wanted(), desk.told)
    assert [item.name for item in study.items] == ["Frägé 1", "q2"]
    assert study.ids == ("zoë",)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("A,B\nC,D", None),
        ("0,1,1\n1,1,0", None),
        ("q1,q2\n1,0", ("q1", "q2")),
        ("1,2,3\n0,1,1", ("1", "2", "3")),
        ('"Item.1","Item.2"\n"AC",""', ("Item.1", "Item.2")),
        ('"q1","q2"\n"1",0,1', ("", "q1", "q2")),
    ],
)
def test_a_header_is_told_from_answers(text: str, header: tuple[str, ...] | None) -> None:
    assert parse("r.csv", text).header == header


def test_a_table_without_names_may_begin_with_ids(desk: Desk) -> None:
    study = desk.study("\n".join(f"{number},1,0" for number in range(100, 130)))
    assert study.ids[0] == "100"
    assert len(study.items) == 2


@pytest.mark.parametrize(
    ("text", "options"), [("AC", "AC"), ("a; c", "AC"), ("C+A", "AC"), ("1,3", "13"), ("13", "13")]
)
def test_several_options_may_be_written_in_many_ways(text: str, options: str) -> None:
    assert split(text) == tuple(options)


def test_words_are_options_too() -> None:
    assert split("mammal") == ("mammal",)
    assert split("dog") == ("dog",)


@pytest.mark.parametrize("name", ["key", "Answer Key", "correct_answer", "published_key"])
def test_the_key_has_many_names(desk: Desk, name: str) -> None:
    assert desk.marks("q1,q2\nA,B\nB,BC", f"Item,{name}\nq1,A\nq2,BC") == [[1, 0], [0, 1]]


def test_one_of_several_keys_is_chosen_and_told(desk: Desk) -> None:
    items = "item,published_key,true_key\nq1,A,B"
    assert desk.marks("id,q1\nx,A\ny,B", items) == [[1], [0]]
    assert any("--key chooses" in note for note in desk.told.notes)
    assert desk.marks("id,q1\nx,A\ny,B", items, key="true_key") == [[0], [1]]


@pytest.mark.parametrize("key", ["AB", "A,B"])
def test_the_key_may_be_written_on_the_command_line(desk: Desk, key: str) -> None:
    assert desk.marks("q1,q2\nA,B\nC,D", key=key) == [[1, 1], [0, 0]]


@pytest.mark.parametrize("text", ['{"old":["C","D"],"new":["A","B"]}', "A,B\n", "A\nB\n"])
def test_the_key_may_be_a_file(desk: Desk, text: str) -> None:
    path = desk.put("key.json" if text.startswith("{") else "key.csv", text)
    name = ":new" if text.startswith("{") else ""
    assert desk.marks("q1,q2\nA,B\nC,D", key=f"{path}{name}") == [[1, 1], [0, 0]]


def test_numbers_may_be_options(desk: Desk) -> None:
    assert desk.marks("q1,q2\n1,5\n2,8", key="15", omitted=("8",)) == [[1, 1], [0, 0]]


def test_an_empty_cell_is_an_omission_among_options_and_not_presented_among_marks(desk: Desk) -> None:
    assert desk.marks("q1,q2\nA,\n,B", key="AB") == [[1, 0], [0, 1]]
    assert desk.marks("q1,q2\n1,\n,0") == [[1, None], [None, 0]]
    assert desk.marks("q1,q2\nA,\n,B", key="AB", empty="not-presented") == [[1, None], [None, 1]]
    assert desk.marks("q1,q2\n1,\n,0", empty="omitted") == [[1, 0], [0, 0]]


def test_codes_of_missing_answers_are_what_they_are_said_to_be(desk: Desk) -> None:
    assert desk.marks("q1,q2,q3\n1,NA,-\n0,.,1") == [[1, None, 0], [0, None, 1]]
    assert desk.marks("q1,q2\n1,9\n0,8", omitted=("9",), not_presented=("8",)) == [[1, 0], [0, None]]


def test_a_nine_among_marks_is_asked_about(desk: Desk) -> None:
    with pytest.raises(InputProblem, match=r"responses.csv, line 3: 9 of item q2 .* --omitted 9"):
        desk.marks("q1,q2\n1,0\n0,9")


def test_partial_marks_are_marks_of_what_the_item_is_worth(desk: Desk) -> None:
    study = desk.study("q1,q2\n1,2.5\n0.5,4", "item,max_points\nq1,1\nq2,5")
    assert study.max_points == 6
    assert not study.dichotomous.any()


def test_rules_weights_pilots_and_dropped_items_count_as_they_say(desk: Desk) -> None:
    items = (
        "item,key,rule,weight,status,n_options\nq1,AB,partial_no_penalty,3,scored,4\nq2,A,,1,pilot,4\nq3,A,,1,dropped,4"
    )
    study = desk.study("q1,q2,q3\nA,A,A\nAB,B,B", items)
    assert study.totals.tolist() == [1.5, 3.0]
    assert study.scored.tolist() == [True, False, False]
    assert study.items[0].rule is Rule.PARTIAL_NO_PENALTY


def test_a_rule_for_all_items_may_be_given_once(desk: Desk) -> None:
    assert desk.marks("q1\nA\nAB", "item,key\nq1,AB", rule=Rule.PARTIAL_NO_PENALTY) == [[0.5], [1]]


def test_columns_are_matched_to_items_by_name_in_any_order(desk: Desk) -> None:
    assert desk.marks("q2,comment,q1\nB,hello,C", "item,key\nq1,A\nq2,B") == [[0, 1]]
    assert any("comment are no items" in note for note in desk.told.notes)


def test_items_without_names_in_the_table_are_matched_by_place(desk: Desk) -> None:
    assert desk.marks("A,B\nA,C", "name,key\nfirst,A\nsecond,B") == [[1, 1], [1, 0]]


@pytest.mark.parametrize(
    "domains",
    ["2,1", "item,domain\nq1,x\nq2,x\nq3,y", "q1,x\nq2,x\nq3,y", "x\nx\ny\n"],
    ids=["sizes", "table", "bare", "list"],
)
def test_domains_come_from_sizes_or_a_file(desk: Desk, domains: str) -> None:
    text = domains if domains == "2,1" else str(desk.put("domains.csv", domains))
    study = desk.study("q1,q2,q3\n1,0,1", domains=text)
    assert study.domains[1].tolist() == [0, 0, 1]


@pytest.mark.parametrize("group", ["sex:m:f", "FILE:m:f", "sex"])
def test_groups_come_from_a_column_or_a_file(desk: Desk, group: str) -> None:
    path = desk.put("groups.csv", "id,group\nb,f\na,m\n")
    study = desk.study("id,sex,q1\na,m,1\nb,f,0", group=group.replace("FILE", str(path)))
    assert study.groups is not None
    assert study.groups.tolist() == ([0, 1] if ":" in group else [1, 0])


def test_more_than_two_groups_must_be_named(desk: Desk) -> None:
    with pytest.raises(InputProblem, match="COLUMN:REFERENCE:FOCAL"):
        desk.study("id,sex,q1\na,m,1\nb,f,0\nc,d,1", group="sex")


def test_a_row_for_each_answer_is_turned_into_one_for_each_sitting(desk: Desk) -> None:
    rows = ["attempt,item,mark", "a,2,1", "a,1,0", "b,1,1"]
    study = desk.study("\n".join(rows))
    assert [item.name for item in study.items] == ["1", "2"]
    assert np.nan_to_num(study.marks, nan=-1).tolist() == [[0, 1], [1, -1]]


def test_times_are_matched_by_the_names_of_rows_and_columns(desk: Desk) -> None:
    times = desk.put("times.csv", "id,q2,q1\nb,4,3\na,2,1")
    study = desk.study("id,q1,q2\na,1,0\nb,0,1", seconds=times)
    assert study.seconds is not None
    assert study.seconds.tolist() == [[1, 2], [3, 4]]


PROBLEMS = [
    ("q1,q2\nA,B\nA,B,C", "", "line 3: 3 cells, but the first line has 2"),
    ("q1,q2\nx1,0", "", "line 2: “x1” of item q1"),
    ("q1\nA", "", "Then a key is needed"),
    ("q1\nF", "item,key,n_options\nq1,A,4", "line 2: “F” of item q1 names an option that it does not have"),
    ("q1\nA", "item,key\nq1,A\nq1,B", "line 3: there is a second item “q1”"),
    ("q1\nA", "item,key,rule\nq1,A,guess", "line 2: there is no rule “guess”"),
    ("q1\nA", "item,key,max_points\nq1,A,ten", "line 2: “ten” is no number"),
    ("q1,q2,q3\nA,B,C", "item,key\nx,A\ny,B", "has 3 columns of answers and none has the name"),
    ("", "", "the file is empty"),
]


@pytest.mark.parametrize(("responses", "items", "words"), PROBLEMS)
def test_what_is_wrong_is_said_with_file_and_line(desk: Desk, responses: str, items: str, words: str) -> None:
    with pytest.raises(InputProblem, match=words):
        desk.study(responses, items)


def test_binary_files_and_missing_ones_are_refused(desk: Desk) -> None:
    path = desk.folder / "r.csv"
    with pytest.raises(InputProblem, match="cannot be read"):
        gather(Files(path), Wanted(), desk.told)
    path.write_bytes(b"PK\x03\x04\0\0\0")
    with pytest.raises(InputProblem, match="no text file"):
        gather(Files(path), Wanted(), desk.told)


def test_a_first_column_in_which_nothing_occurs_twice_names_the_sittings(desk: Desk) -> None:
    study = desk.study("Seat,q1\n" + "".join(f"s{number},1\n" for number in range(30)))
    assert study.ids[0] == "s0"
    assert [item.name for item in study.items] == ["q1"]


def test_the_first_wrong_line_is_the_one_that_is_told(desk: Desk) -> None:
    with pytest.raises(InputProblem, match=r"line 3: “A” of item q2 .* If the column is no item: --ignore"):
        desk.study("q1,q2\n1,0\n0,A\n0,B\n0,C")
