"""What imports and exports hold of a person: for their export, and for their erasure."""

from typing import Any

from accounts.drawers import Drawer
from accounts.models import User
from exams.exchange.models import IMPORT_ENDS, ItemExport, ItemImport


def collect(*, user: User) -> dict[str, Any]:
    """Which files the person brought and asked for; not what was in them: items with their keys. Two statements."""
    brought = ItemImport.objects.filter(requested_by=user).defer("data").order_by("requested_at")
    asked = ItemExport.objects.filter(requested_by=user).defer("data").order_by("requested_at")
    imports = [_tell(row) | {"file": row.source_name, "stored": row.written_count} for row in brought]
    exports = [_tell(row) for row in asked]
    return {name: rows for name, rows in (("imports", imports), ("exports", exports)) if rows}


def _tell(row: Any) -> dict[str, Any]:
    return {
        "at": row.requested_at.isoformat(),
        "format": row.format_name,
        "size_bytes": row.size_bytes,
        "state": row.get_state_display(),
    }


def erase(*, user: User) -> None:
    """Forget the files that were made for the person, and what those that they brought were called.

    What they brought stays until it is decided upon, or for a week: its items are not the person's.
    """
    ItemExport.objects.filter(requested_by=user).exclude(data=None).update(data=None)
    # The name of one that is under way says how it is read, and what its items are called.
    ItemImport.objects.filter(requested_by=user, state__in=IMPORT_ENDS).update(source_name="")


DRAWER = Drawer(
    name="files",
    title="Files of questions",
    holds="Which files you imported and exported, and when.",
    until="The files themselves are forgotten after seven days; that there were some stays, without your name.",
    collect=collect,
    erase=erase,
    is_for_staff=True,
    kept={
        "exchange.ItemImport.requested_by": "what came into the bank, and when, is the bank's history",
        "exchange.ItemExport.requested_by": "that keys left the house must stay visible",
    },
)
