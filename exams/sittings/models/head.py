"""The head of a hash chain in a column: 32 bytes where the database can hash bytes, digits where it cannot."""

from typing import Any

from django.db import models

DIGITS = 64


class HeadField(models.CharField):
    """64 hexadecimal digits in Python, or none; on PostgreSQL half as many bytes: every saved answer writes them."""

    description = "SHA-256"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", DIGITS)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str | None:
        return "bytea" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        if connection.vendor == "postgresql" and isinstance(value, str):
            return connection.Database.Binary(bytes.fromhex(value))
        return value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return bytes(value).hex() if isinstance(value, memoryview | bytes) else value
