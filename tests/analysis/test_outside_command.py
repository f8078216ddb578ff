"""`manage.py analyse_responses`: what it writes, what it says, and when it stops."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

LSAT = Path(__file__).parents[1] / "data" / "psychometrics" / "lsat7" / "responses.csv"


def report_of(*arguments: object) -> dict[str, Any]:
    out, errors = StringIO(), StringIO()
    call_command("analyse_responses", "--models=none", *map(str, arguments), stdout=out, stderr=errors)
    found: dict[str, Any] = json.loads(out.getvalue(), parse_constant=pytest.fail)
    return found


def reasons(report: dict[str, Any]) -> str:
    return "\n".join(f"{row['statistic']}: {row['why']}" for row in report["not_computed"])


def put(folder: Path, text: str) -> Path:
    path = folder / "responses.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    ["q1,q2\n1,0", "q1\n1\n0", "q1,q2\n1,1\n1,1", "q1,q2\n0,0\n0,0", "q1,q2\n,\n,", "q1,q2,q3\n1,NA,1\nNA,1,0"],
    ids=["one sitting", "one item", "all right", "all wrong", "nothing presented", "gaps"],
)
@pytest.mark.parametrize("minimums", ["usual", "none"])
def test_tiny_tables_break_nothing(text: str, minimums: str, tmp_path: Path) -> None:
    path = put(tmp_path, text)
    out = StringIO()
    arguments = ("--minimums", minimums, "--cut", "50%", "--domains", str(put_domains(tmp_path, text)))
    call_command("analyse_responses", str(path), *arguments, stdout=out, stderr=StringIO())
    assert json.loads(out.getvalue(), parse_constant=pytest.fail)["not_computed"]


def put_domains(folder: Path, text: str) -> Path:
    path = folder / "domains.csv"
    names = text.splitlines()[0].split(",")
    path.write_text("item,domain\n" + "".join(f"{name},{number % 2}\n" for number, name in enumerate(names)))
    return path


def test_below_its_minimum_a_number_is_null_and_the_reason_is_given(tmp_path: Path) -> None:
    path = put(tmp_path, "q1,q2,q3\n" + "1,0,1\n0,0,1\n1,1,1\n0,1,0\n" * 10)
    usual, everything = report_of(path), report_of(path, "--minimums", "none")
    assert usual["ctt"]["p"] == [0.5, 0.5, 0.75]
    assert usual["ctt"]["alpha"] is None
    assert "it takes 100 sittings that saw every scored item; 40 of 40 did" in reasons(usual)
    assert everything["ctt"]["alpha"] is not None


def test_what_was_not_asked_for_is_listed_with_the_option_that_asks(tmp_path: Path) -> None:
    found = reasons(report_of(put(tmp_path, "q1,q2\n1,0\n0,1")))
    for option in ("--cut", "--group", "--domains", "--seconds", "--pairs", "--frequencies"):
        assert option in found


def test_every_sitting_can_be_had_as_a_table(tmp_path: Path) -> None:
    persons = tmp_path / "persons.csv"
    call_command(
        *("analyse_responses", str(LSAT), "--cut", "3", "--persons", str(persons), "--models", "2pl"),
        stdout=StringIO(),
        stderr=StringIO(),
    )
    with persons.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1000
    assert {"id", "raw", "passed", "scaled", "eap", "eap_se", "lz", "lzstar", "U3"} <= set(rows[0])
    assert (rows[-1]["raw"], rows[-1]["passed"]) == ("5.0", "True")


def test_the_number_of_sittings_in_the_report_can_be_chosen() -> None:
    assert len(report_of(LSAT, "--first", "3")["marking"]["raw_first"]) == 3


def test_forms_are_equated_by_frequencies_alone(tmp_path: Path) -> None:
    path = tmp_path / "freq.csv"
    path.write_text("scale,xcount,ycount\n0,40,20\n1,60,60\n2,40,60\n")
    found = report_of("--frequencies", path)["equating"]
    assert found["x_scale"] == [0, 1, 2]
    assert found["mean"][1] == pytest.approx(1 + 40 / 140)
    assert found["equipercentile"] is None


def test_responses_are_equated_to_the_frequencies_of_another_form(tmp_path: Path) -> None:
    path = tmp_path / "y.csv"
    path.write_text(
        "score,count\n" + "".join(f"{score},{count}\n" for score, count in enumerate((5, 40, 120, 300, 335, 200)))
    )
    found = report_of(LSAT, "--equate-to", path)["equating"]
    assert (found["n_x"], found["n_y"]) == (1000, 1000)
    assert len(found["linear"]) == 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Give a table"),
        (("nowhere.csv",), "nowhere.csv: the file cannot be read"),
        ((LSAT, "--cut", "half"), "neither points nor per cent"),
        ((LSAT, "--models", "4pl"), "no model “4pl”"),
        ((LSAT, "--scale", "1,2"), "three whole numbers"),
        ((LSAT, "--pairs", "1:none"), "the sitting “none”"),
        ((LSAT, "--group", "sex"), "no column “sex”"),
        ((LSAT, "--domains", "2,2"), "4 domains for 5 items"),
        ((LSAT, "--key", "ABC"), "3 entries for 5 items"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(arguments: tuple[object, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words) as refusal:
        report_of(*arguments, "--minimums", "none")
    assert refusal.value.returncode == 2


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        report_of(LSAT, "--json", tmp_path / "no" / "out.json")
