"""Committed files name no package index, no proxy and no machine: a clone works wherever it is."""

import re

import pytest

from tests.architecture.sources import ROOT, project_files, shown

# Written in pieces, so that this file does not find itself.
PACKAGE_INDEX = re.compile(
    r"\b(?:pypi\." + r"(?:org|python)|files\.python" + r"hosted|registry\.npm" + r"js|index\.cr" + r"ates\.io"
    r"|proxy\.go" + r"lang|(?:arti" + r"factory|ne" + r"xus)\.[a-z0-9-]+\.[a-z]{2,})",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(r"(?<![\w.$}>-])/(?:" + r"root|work|Users)/[\w.]+")
INDEX_OPTION = re.compile(r"(?<!-no-emit)--?(?:extra-)?index-" + r"url[ =][\w:/$]")
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".ico", ".woff2", ".gz", ".br", ".sqlite3"}


def told(text: str) -> list[str]:
    return [
        match.group() for pattern in (PACKAGE_INDEX, MACHINE_PATH, INDEX_OPTION) for match in pattern.finditer(text)
    ]


def test_no_file_tells_where_it_was_written() -> None:
    found = {
        shown(path): names
        for path in project_files()
        if path.suffix not in BINARY and path.name != ".env" and (names := told(path.read_text("utf-8", "replace")))
    }
    assert not found


def test_the_locks_hold_no_address() -> None:
    assert not [path.name for path in (ROOT / "requirements").glob("*.txt") if "://" in path.read_text("utf-8")]


@pytest.mark.parametrize(
    "text",
    ["https://pypi." + "org/simple", "cd /wo" + "rk/main", "/ro" + "ot/.cache/x", "--index-" + "url=http://x"],
)
def test_an_address_is_found(text: str) -> None:
    assert told(text)
