"""Everything that is held of a person, as one document that they can take along."""

import json
from typing import Any

from django.utils import timezone

from accounts.drawers import list_drawers
from accounts.models import User

FORMAT = "mockingbird-person"
VERSION = 1


def collect(*, user: User) -> dict[str, Any]:
    """Plain values by drawer, the person first; empty drawers are left out. Times are ISO 8601, in UTC.

    As the person may read it: nothing of a key, of a result only what was released, staff without names.
    """
    found = {drawer.name: drawer.collect(user=user) for drawer in reversed(list_drawers())}
    head = {"format": FORMAT, "version": VERSION, "made_at": timezone.now().isoformat()}
    return head | {name: values for name, values in found.items() if values}


def write(*, user: User) -> bytes:
    """The document as a file: UTF-8, indented, names as they are written."""
    return json.dumps(collect(user=user), ensure_ascii=False, indent=1).encode()
