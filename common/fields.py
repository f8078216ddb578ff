"""How the API writes what JSON has no type for."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from common.problems import iso


class Moment(serializers.DateTimeField):
    """A moment in UTC with milliseconds: 2026-11-21T10:31:04.120Z."""

    def to_representation(self, value: datetime) -> Any:
        return iso(value)
