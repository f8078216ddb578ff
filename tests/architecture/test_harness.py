"""What `make test` promises about itself."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import pyproject
from tests.harness.running import Outcome, environment, read_closing
from tests.harness.steps import STEPS, chosen

MARKERS = {"postgres", "redis", "processes", "browser"}


def selects(expression: str, markers: set[str]) -> bool:
    """Whether pytest's `-m expression` runs a test that carries these markers."""
    words = re.sub(r"\b(?!and\b|or\b|not\b)(\w+)\b", lambda match: str(match.group() in markers), expression)
    return bool(eval(words))  # the words are True, False, and, or, not


def expression(step_command: tuple[str, ...]) -> str:
    return step_command[len(step_command) - 1 - step_command[::-1].index("-m") + 1]


SUITES = {step.name: expression(step.command) for step in STEPS if step.is_suite}


@pytest.mark.parametrize(
    ("markers", "steps"),
    [
        (set(), {"sqlite", "postgres"}),
        ({"postgres"}, {"postgres"}),
        ({"processes"}, {"processes", "workers"}),
        ({"processes", "postgres"}, {"workers"}),
        ({"redis"}, {"redis"}),
        ({"redis", "processes"}, {"redis"}),
        ({"browser"}, {"browser"}),
        ({"browser", "processes"}, {"browser"}),
    ],
)
def test_every_test_runs_where_its_parts_are(markers: set[str], steps: set[str]) -> None:
    assert {name for name, words in SUITES.items() if selects(words, markers)} == steps


def test_every_marker_that_needs_a_part_is_known_to_the_steps() -> None:
    declared = {re.split(r"[:(]", line)[0] for line in pyproject()["tool"]["pytest"]["ini_options"]["markers"]}
    assert declared - {"allow_console_errors"} == MARKERS


def test_no_step_sees_the_servers_of_the_developers_shell(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "PGHOST", "DJANGO_SETTINGS_MODULE", "CELERY_BROKER_URL"):
        monkeypatch.setenv(name, "elsewhere")
    assert "elsewhere" not in environment(tmp_path, {}).values()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("====== 3 passed in 0.10s ======", {"passed": 3}),
        ("= 1 failed, 2 passed, 4 deselected, 1 error in 61.20s (0:01:01) =", {"failed": 1, "passed": 2, "error": 1}),
        ("== 2 errors in 1.00s ==", {"error": 2}),
    ],
)
def test_the_closing_line_is_read(line: str, counts: dict[str, int]) -> None:
    assert dict(read_closing(f"before\n{line}\n")[1]) == counts


def test_a_run_without_closing_line_counts_nothing() -> None:
    assert read_closing("INTERNALERROR> boom") == ("", ())


def test_the_tests_that_failed_are_named_first(tmp_path: Path) -> None:
    log = tmp_path / "suite.log"
    log.write_text("a.py F\nFAILED tests/a.py::test_a - assert 1 == 2\nERROR tests/b.py::test_b\n1 failed\n")
    suite = next(step for step in STEPS if step.is_suite)
    assert Outcome(suite, False, 1.0, log).blamed() == ["tests/a.py::test_a - assert 1 == 2", "tests/b.py::test_b"]


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(ValueError, match="No step is named nothing"):
        chosen(["nothing"])
