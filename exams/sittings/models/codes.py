"""Option codes in a column: one letter each, so a set of them is a short word in the database and a list in Python."""

from typing import Any

from django.db import models

MOST_CODES = 26


class CodesField(models.CharField):
    """["a", "c"] in Python, `ac` in the database: a saved answer stays small, and so does its log."""

    description = "Option codes"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MOST_CODES)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str] | None:
        return None if value is None else list(value)

    def to_python(self, value: Any) -> Any:
        return list(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else "".join(value)

    def get_default(self) -> Any:
        return []
