"""The exam screen's own files: fetched ahead of the start, so that the start needs none."""

import re
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()
MAIN = "runner/main.js"
# A static import of one of our own modules, on one line or on several.
_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*["'](\.{1,2}/[^"']+)["']""", re.MULTILINE)


def _list_imported(script: Path) -> set[Path]:
    """The script, and what it imports, over any number of steps."""
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [(path.parent / name).resolve() for name in _IMPORT.findall(path.read_text("utf-8"))]
    return found


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    folder = Path(settings.STATICFILES_DIRS[0]).resolve()
    scripts = sorted(path.relative_to(folder).as_posix() for path in _list_imported(folder / MAIN))
    sheets = [*folder.glob("css/runner*.css"), folder / "css" / "tokens_exam.css"]
    return tuple(scripts), tuple(sorted(path.relative_to(folder).as_posix() for path in sheets))


@register.simple_tag
def runner_modules() -> list[str]:
    """Addresses of the exam screen's modules."""
    return [static(name) for name in _names()[0]]


@register.simple_tag
def runner_sheets() -> list[str]:
    """Addresses of the exam screen's style sheets."""
    return [static(name) for name in _names()[1]]
