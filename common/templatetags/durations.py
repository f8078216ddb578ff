"""Lengths of time on pages."""

from django import template

from common.durations import shorten

register = template.Library()
register.filter("shorten", shorten)


@register.filter
def shorten_ms(milliseconds: int) -> str:
    return shorten(milliseconds // 1000)


@register.filter
def clock_face(seconds: int) -> str:
    """What a candidate's clock shows: 1:12:08."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
