"""The command's report on the reference sets, name by name, and marking by exact fractions."""

import csv
import json
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import call_command

from tests.analysis.comparing import DATA, differences

SIM = DATA / "sim60a"
RULES = DATA / "scoring_rules"


def report_of(*arguments: str) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        call_command("analyse_responses", *arguments, "--json", str(out), stderr=StringIO())
        found: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return found


@cache
def sim60a(key: str) -> dict[str, Any]:
    files = [str(SIM / "responses.csv"), "--items", str(SIM / "items.csv"), "--seconds", str(SIM / "times.csv")]
    return report_of(*files, "--key", key, "--group", "group", "--cut", "38")


def expected_of(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / path).read_text("utf-8"))
    return found


@pytest.mark.parametrize("key", ["published_key", "true_key"])
def test_options_with_a_key_equal_the_reference(key: str) -> None:
    assert list(differences(expected_of(f"sim60a/expected_{key}.json"), sim60a(key))) == []


def test_marks_of_a_short_test_equal_the_reference() -> None:
    found = report_of(str(DATA / "lsat7" / "responses.csv"), "--cut", "3")
    assert list(differences(expected_of("lsat7/expected.json"), found)) == []


def test_a_sparse_bank_equals_the_reference_and_says_what_it_cannot_have() -> None:
    found = report_of(str(DATA / "sparse_bank" / "responses.csv"))
    assert list(differences(expected_of("sparse_bank/expected.json"), found)) == []
    why = {row["statistic"]: row["why"] for row in found["not_computed"]}
    assert "saw every scored item" in why["ctt.alpha and what is made of it"]
    assert found["ctt"]["alpha"] is None


def test_rapid_guessing_equals_the_reference() -> None:
    found = sim60a("true_key")["rapid_guessing"]
    assert list(differences(expected_of("sim60a/expected_rapid_guessing.json"), found)) == []


def write(path: Path, rows: Sequence[Sequence[object]]) -> str:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return str(path)


def test_similarity_by_given_parameters_and_abilities_equals_the_reference(tmp_path: Path) -> None:
    expected = expected_of("sim60a/expected_similarity.json")
    of_items = [row.split(",")[0] for row in (SIM / "items.csv").read_text().split()[1:]]
    a, b = expected["item_parameters"]["a"], expected["item_parameters"]["b"]
    thetas = {pair[role]: pair[f"theta_{role}"] for pair in expected["pairs"] for role in ("copier", "source")}
    found = report_of(
        *(str(SIM / "responses.csv"), "--items", str(SIM / "items.csv"), "--key", "true_key", "--models", "none"),
        *("--parameters", write(tmp_path / "parameters.csv", [("item", "a", "b"), *zip(of_items, a, b, strict=True)])),
        *("--abilities", write(tmp_path / "abilities.csv", [("id", "theta"), *thetas.items()])),
        *("--pairs", ",".join(f"{pair['copier']}:{pair['source']}" for pair in expected["pairs"])),
    )
    for got, pair in zip(found["similarity"]["pairs"], expected["pairs"], strict=True):
        for name in ("omega_p", "GBT_p", "M4_p"):
            assert got[name] == pytest.approx(pair[name], abs=1e-8)
        assert got["same_option"] == pair["same_option"]


def test_every_marking_rule_equals_the_exact_fractions(tmp_path: Path) -> None:
    cases = json.loads((RULES / "cases.json").read_text())["cases"]
    names = [f"case {number}" for number in range(len(cases))]
    facts = ("key", "n_options", "rule", "max_mark", "wrong_penalty", "min_fraction")
    rows = [[name, *(case[fact] for fact in facts)] for name, case in zip(names, cases, strict=True)]
    found = report_of(
        write(tmp_path / "responses.csv", [names, [case["response"] for case in cases]]),
        *("--items", write(tmp_path / "items.csv", [("item", *facts), *rows])),
    )
    expected = [float(Fraction(case["expected"])) for case in cases]
    assert found["marking"]["marks_first"][0] == pytest.approx(expected, abs=1e-12)


# Step of the scenario → key of q5, and what becomes of q3.
STEPS = [("C", "scored"), ("C|B", "scored"), ("C|B", "dropped"), ("C|B", "credited")]


@pytest.mark.parametrize(("step", "change"), list(enumerate(STEPS)))
def test_rescoring_equals_what_was_worked_out(step: int, change: tuple[str, str], tmp_path: Path) -> None:
    scenario = json.loads((RULES / "rescore_scenario.json").read_text())
    items, sittings = scenario["base"]["items"], scenario["base"]["sittings"]
    rows = [[item["id"], item["key"], item["mark"], "scored" if item["scored"] else "pilot"] for item in items]
    rows[4][1], rows[2][3] = change
    names = [item["id"] for item in items]
    found = report_of(
        write(tmp_path / "r.csv", [("id", *names), *([name, *s.values()] for name, s in sittings.items())]),
        *("--items", write(tmp_path / "i.csv", [("item", "key", "max_points", "status"), *rows]), "--cut", "60%"),
    )["marking"]
    expected = scenario["steps"][step]
    assert found["raw_first"] == [expected["raw"][name] for name in sittings]
    assert found["max_raw"] == expected["max_raw"]
    assert found["passed_first"] == [expected["passed"][name] for name in sittings]
    assert found["scaled_first"] == [expected["scaled"][name] for name in sittings]


def test_a_wrong_key_shows_in_the_options() -> None:
    tables = {row["item"]: row for row in sim60a("published_key")["distractors"]}
    wrong = tables["I51"]
    r = dict(zip(wrong["option"], wrong["r_rest"], strict=True))
    assert r["C"] < 0 < max(value for option, value in r.items() if option)
    assert wrong["option"][-1] == ""
