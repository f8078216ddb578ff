"""House rule: over 400 lines or 40 a file or function has a second thing in it; here are the hard limits."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import project_files, python_files, shown, tree

FILE_LINES = 500
FUNCTION_LINES = 60


def long_functions(module: ast.Module, limit: int) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            lines = node.end_lineno - node.lineno + 1
            if lines > limit:
                yield node.name, lines


def line_count(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_python_file_is_too_long() -> None:
    found = {shown(path): line_count(path) for path in python_files(with_tests=True) if line_count(path) > FILE_LINES}
    assert not found


def test_no_browser_file_is_too_long() -> None:
    files = project_files(".js", ".css", ".html", under=("static", "templates"))
    found = {shown(path): lines for path in files if (lines := line_count(path)) > FILE_LINES}
    assert not found


def test_no_function_is_too_long() -> None:
    found = [
        f"{shown(path)}: {name} has {lines} lines"
        for path in python_files(with_tests=True)
        for name, lines in long_functions(tree(path), FUNCTION_LINES)
    ]
    assert not found


def test_a_long_function_is_found() -> None:
    body = "def outer():\n" + "    x = 1\n" * 4
    assert list(long_functions(ast.parse(body), 4)) == [("outer", 5)]
    assert not list(long_functions(ast.parse(body), 5))
