"""Moments for people: UTC from the server, the reader's own clock from static/js/local_time.js."""

from datetime import UTC, datetime

from django import template
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

FORMATS = {"date": "j M Y", "moment": "j M Y, H:i e", "clock": "H:i e", "seconds": "H:i:s e"}


@register.simple_tag
def moment(at: datetime | None, style: str = "moment") -> SafeString | str:
    """A <time> element for an aware moment; `style` is date, moment, clock or seconds. Nothing for None."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    return format_html(
        '<time datetime="{}" data-local="{}">{}</time>', at.isoformat(), style, format_date(at, FORMATS[style])
    )
