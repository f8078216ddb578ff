"""The exam screen's own files: fetched ahead of the start, so that the start needs none."""

from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    folder = Path(settings.STATICFILES_DIRS[0])
    scripts = sorted(path.relative_to(folder).as_posix() for path in folder.glob("runner/**/*.js"))
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
