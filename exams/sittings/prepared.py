"""One statement, planned once for each connection: parsing and planning would cost the database more than the work.

SQLite keeps its statements by itself; PostgreSQL is told to. A pooler that gives each transaction another connection
(PgBouncer's transaction mode) knows nothing of that: connect without one, or in session mode.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import connection

# bool before int: it is one.
_TYPES = ((bool, "boolean"), (int, "bigint"), (str, "text"), (UUID, "uuid"), (datetime, "timestamptz"))
# Longer lists of values are rare, and each length is a statement of its own.
MOST_VALUES = 80
_known: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


def fetch_one(statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """The first row of what the statement returns. It says `%s` for each of the values, and has no other `%`."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(values) <= MOST_VALUES:
            names = _known.setdefault(connection.connection, {})
            if statement not in names:
                names[statement] = _prepare(cursor, f"mockingbird_{len(names)}", statement, values)
            statement = f"EXECUTE {names[statement]} ({', '.join(['%s'] * len(values))})"
        cursor.execute(statement, values)
        return cursor.fetchone()


def _prepare(cursor: Any, name: str, statement: str, values: Sequence[Any]) -> str:
    types = ", ".join(next(word for kind, word in _TYPES if isinstance(value, kind)) for value in values)
    numbers = iter(range(1, len(values) + 1))
    text = re.sub("%s", lambda _: f"${next(numbers)}", statement)
    cursor.execute(f"PREPARE {name} ({types}) AS {text}")
    return name
