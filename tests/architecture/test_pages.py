"""What the strict Content-Security-Policy needs of templates, and the manifest storage of modules."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import project_files, shown

INLINE = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"""(?:href|src|action)\s*=\s*["']?\s*javascript:""", re.IGNORECASE),
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
# The storage rewrites `import … from "./x.js";` and only with the semicolon on the same line.
IMPORT = re.compile(
    r"""^\s*(?:import|export)\b[^;'"]*?\bfrom\s*["'][^"']+["'].?|^\s*import\s*["'][^"']+["'].?""", re.MULTILINE
)
ADDRESS = re.compile(r"""["']([^"']+)["']""")


def inline_parts(html: str) -> list[str]:
    bare = COMMENT.sub("", html)
    return [name for name, pattern in INLINE.items() if pattern.search(bare)]


def import_lines(script: str) -> list[str]:
    return [match.group().strip() for match in IMPORT.finditer(script)]


def modules() -> list[Path]:
    return list(project_files(".js", under=("static",)))


def test_templates_have_no_inline_script_or_style() -> None:
    found = {
        shown(path): parts
        for path in project_files(".html", under=("templates",))
        if (parts := inline_parts(path.read_text("utf-8")))
    }
    assert not found


def test_module_imports_end_with_a_semicolon() -> None:
    found = [
        f"{shown(path)}: {line}"
        for path in modules()
        for line in import_lines(path.read_text("utf-8"))
        if not line.endswith(";")
    ]
    assert not found


def test_imported_modules_exist() -> None:
    missing = []
    for path in modules():
        for line in import_lines(path.read_text("utf-8")):
            match = ADDRESS.search(line)
            if not match or not match.group(1).startswith(".") or not (path.parent / match.group(1)).is_file():
                missing.append(f"{shown(path)}: {line}")
    assert not missing


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<p style="color: red">', "style attribute"),
        ("<style>p {}</style>", "style element"),
        ("<script>go()</script>", "inline script"),
        ('<button type="button" onclick="go()">', "event handler"),
        ('<a href="javascript:go()">', "script address"),
    ],
)
def test_an_inline_part_is_found(html: str, name: str) -> None:
    assert inline_parts(html) == [name]


def test_what_is_allowed_is_not_found() -> None:
    assert not inline_parts('<script src="/x.js" type="module"></script><rect width="3"/>{# <style> #}')


def test_an_import_without_semicolon_is_found() -> None:
    assert import_lines('import {\n  a,\n} from "./a.js"\nimport "./b.js";') == [
        'import {\n  a,\n} from "./a.js"',
        'import "./b.js";',
    ]
