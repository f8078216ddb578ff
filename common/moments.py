"""Moments as people read them. UTC; pages rewrite theirs in the reader's own time (static/js/local_time.js)."""

from datetime import UTC, datetime

from django.utils.dateformat import format as format_date

FORMATS = {"date": "j M Y", "moment": "j M Y, H:i e", "clock": "H:i e", "seconds": "H:i:s e"}


def iso_or_none(at: datetime | None) -> str | None:
    """ISO 8601, with the zone that the moment has."""
    return at.isoformat() if at else None


def in_words(at: datetime, style: str = "moment") -> str:
    """An aware moment in UTC; `style` is date, moment, clock or seconds."""
    return format_date(at.astimezone(UTC), FORMATS[style])
