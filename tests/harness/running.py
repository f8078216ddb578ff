"""Runs one step with its output in a file, and reads what pytest said at its end."""

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.harness import children
from tests.harness.steps import ROOT, Step

TAIL_LINES = 60
TAIL_WIDTH = 300
NO_TEST_SELECTED = 5
CLOSING = re.compile(r"^=+ (.*\bin [\d.]+s\b.*?) =+$", re.MULTILINE)
BLAMED = re.compile(r"^(?:FAILED|ERROR) (.+)$", re.MULTILINE)  # lines of pytest's short summary (-ra)
MOST_BLAMED = 10
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed)\b")
# Whatever the developer's shell points at, no step sees it.
FOREIGN = (
    "PG",
    "DATABASE_URL",
    "REDIS_URL",
    "DJANGO_",
    "CELERY_",
    "PYTEST_",
    "SECRET_KEY",
    "EMAIL_URL",
    "LOG_",
    "DEMO",
    "PYTHONPATH",
)


@dataclass(frozen=True)
class Outcome:
    """How a step ended. `closing` is pytest's last line; `counts` its numbers."""

    step: Step
    is_ok: bool
    seconds: float
    log: Path
    why: str = ""
    closing: str = ""
    counts: tuple[tuple[str, int], ...] = ()

    def blamed(self) -> list[str]:
        """The tests that failed, each with the start of its reason: they must be seen even in a cut report."""
        found = BLAMED.findall(self.log.read_text(errors="replace")) if self.step.is_suite else []
        return [line[:TAIL_WIDTH] for line in found[:MOST_BLAMED]]

    def tail(self) -> str:
        lines = self.log.read_text(errors="replace").rstrip().splitlines() if self.log.exists() else []
        return "\n".join(f"      | {line[:TAIL_WIDTH]}" for line in lines[-TAIL_LINES:])


def environment(data_dir: Path, extra: dict[str, str]) -> dict[str, str]:
    """The step's environment: the developer's without what would lead a test to a foreign server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    sqlite = f"sqlite:///{data_dir / 'mockingbird.sqlite3'}"
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": sqlite,
        "REDIS_URL": "",
        "DATA_DIR": str(data_dir),
        "TMPDIR": str(data_dir),
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
    }
    return kept | ours | extra


def run(step: Step, extra_words: list[str], variables: dict[str, str], log: Path) -> Outcome:
    """Runs to the end or to the step's limit; on Ctrl-C ends the whole group and lets the interrupt pass."""
    began = time.monotonic()
    with log.open("wb") as output:
        command = [*step.command, *extra_words]
        process = children.start(
            command, cwd=ROOT, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        why = ""
        try:
            code = process.wait(step.limit_seconds)
        except subprocess.TimeoutExpired:
            code, why = 1, f"did not end within {step.limit_seconds:.0f} s"
        finally:
            if process.returncode is None:
                with children.signals_held():
                    children.end_group(process, first=signal.SIGINT)
    seconds = time.monotonic() - began
    closing, counts = read_closing(log.read_text(errors="replace")) if step.is_suite else ("", ())
    if step.is_suite and (code == NO_TEST_SELECTED or (code == 0 and not dict(counts).get("passed"))):
        code, why = 1, "no test ran: a suite that selects nothing proves nothing"
    return Outcome(step, code == 0, seconds, log, why or f"exit code {code}", closing, counts)


def read_closing(output: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """pytest's closing line and its counts, e.g. ("3 passed in 0.1s", (("passed", 3),))."""
    lines = CLOSING.findall(output)
    if not lines:
        return "", ()
    return lines[-1], tuple(
        (word.rstrip("s") if word.startswith("error") else word, int(n)) for n, word in COUNT.findall(lines[-1])
    )
