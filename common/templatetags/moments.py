"""Moments for people: UTC from the server, the reader's own clock from static/js/local_time.js."""

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.moments import in_words

register = template.Library()


@register.simple_tag
def moment(at: datetime | None, style: str = "moment") -> SafeString | str:
    """A <time> element for an aware moment; `style` is date, moment, clock or seconds. Nothing for None."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    return format_html('<time datetime="{}" data-local="{}">{}</time>', at.isoformat(), style, in_words(at, style))
