"""What `make test` runs, in order: cheap checks first, then the suite on each set of real parts."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL_ONLY = ("postgres", "redis", "processes", "browser")


@dataclass(frozen=True)
class Step:
    """One line of output. `needs` names servers ('postgres', 'redis'), 'chromium' and 'camera-model'."""

    name: str
    title: str
    command: tuple[str, ...]
    needs: frozenset[str] = field(default_factory=frozenset)
    is_suite: bool = False
    limit_seconds: float = 300.0


def _python(*words: str) -> tuple[str, ...]:
    return (sys.executable, *words)


def _check(name: str, title: str, *words: str) -> Step:
    return Step(name, title, _python(*words))


def _suite(name: str, title: str, markers: str, needs: Sequence[str] = (), processes: int = 2) -> Step:
    """A run of pytest over the tests that `markers` selects. Without xdist when `processes` is 0."""
    words = ("-m", "pytest", "-n", str(processes), "-m", markers, "--color=no", "-ra")
    return Step(name, title, _python(*words), frozenset(needs), is_suite=True, limit_seconds=1500.0)


def _without_supervisor(step: Step) -> Step:
    """`make run` brings SQLite along: its tests have been run on that, and take minutes."""
    return replace(step, command=(*step.command, "--ignore=tests/supervisor"))


def _without(*markers: str) -> str:
    return " and ".join(f"not {marker}" for marker in markers)


STEPS: tuple[Step, ...] = (
    _check("ruff", "lint", "-m", "ruff", "check", "--output-format=concise", "."),
    _check("format", "formatting", "-m", "ruff", "format", "--check", "--output-format=concise", "."),
    _check("djlint", "templates", "-m", "djlint", "templates", "--lint", "--quiet"),
    _check("imports", "import contracts", "-m", "tests.harness.tools", "imports"),
    _check("mypy", "types", "-m", "mypy"),
    _check("system", "Django's own checks", "manage.py", "check", "--fail-level", "WARNING"),
    _check("migrations", "migrations are up to date", "manage.py", "makemigrations", "--check", "--dry-run"),
    _check("openapi", "API document is valid and up to date", "-m", "tests.harness.tools", "openapi"),
    _suite("sqlite", "suite on SQLite", _without(*LOCAL_ONLY)),
    _suite("postgres", "suite on PostgreSQL", _without("redis", "processes", "browser"), ["postgres"]),
    _suite("processes", "real processes on SQLite", f"processes and {_without('postgres', 'redis', 'browser')}"),
    _without_supervisor(
        _suite("workers", "real processes on PostgreSQL", f"processes and {_without('redis', 'browser')}", ["postgres"])
    ),
    # One process: the tests of this step share one Redis, and empty it.
    _suite("redis", "real Redis and workers on PostgreSQL", "redis and not browser", ["postgres", "redis"], 0),
    _suite("browser", "real Chromium on PostgreSQL", "browser", ["postgres", "chromium", "camera-model"]),
)


def chosen(names: Sequence[str]) -> list[Step]:
    """The steps of these names in their usual order; all when none is named. Raises ValueError."""
    known = {step.name for step in STEPS}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"No step is named {', '.join(unknown)}. Steps: {', '.join(step.name for step in STEPS)}.")
    return [step for step in STEPS if not names or step.name in names]
