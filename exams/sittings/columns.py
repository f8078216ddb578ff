"""Values as statements written by hand give them to the database and get them back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.dateparse import parse_datetime


def uuid_in(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex


def moment_in(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def moment_out(value: Any) -> datetime:
    """SQLite gives a text or a naive moment, in UTC."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    assert moment is not None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
