"""Names that say nothing are not allowed: `utils`, `helpers`, and migrations named by the clock."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, ROOT, project_files, shown

SAYS_NOTHING = re.compile(r"(^|_)(utils?|helpers?|misc|stuff)(_|$)")
UNNAMED_MIGRATION = re.compile(r"_auto_\d|_and_more$|^\d{4}$")
SOURCES = (".py", ".js", ".css", ".html")


def says_nothing(path: Path) -> bool:
    """Whether the file, or a folder it lies in, has such a name."""
    return any(SAYS_NOTHING.search(Path(part).stem) for part in path.parts)


def test_every_module_is_named_for_what_it_does() -> None:
    assert not [shown(path) for path in project_files(*SOURCES) if says_nothing(path.relative_to(ROOT))]


def test_migrations_are_named() -> None:
    migrations = [path for path in project_files(".py", under=PACKAGES) if path.parent.name == "migrations"]
    assert not [shown(path) for path in migrations if UNNAMED_MIGRATION.search(path.stem)]


@pytest.mark.parametrize("name", ["common/utils.py", "exams/helpers/clock.py", "static/js/form_utils.js"])
def test_a_name_that_says_nothing_is_found(name: str) -> None:
    assert says_nothing(Path(name))


@pytest.mark.parametrize("stem", ["0002_auto_20261121_0700", "0003_alter_item_and_more"])
def test_an_unnamed_migration_is_found(stem: str) -> None:
    assert UNNAMED_MIGRATION.search(stem)
