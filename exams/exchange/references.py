"""References as a text: a line for each, title and address. Pure."""

import re
from collections.abc import Iterable

from exams.bank.content import ReferenceContent

_ADDRESS = re.compile(r"^(?P<title>.*?)\s*(?P<url>https?://\S+)$")


def read_references(text: str) -> tuple[ReferenceContent, ...]:
    """What has no address is no reference; one without a title goes by its address."""
    rows = [found for line in text.splitlines() if (found := _ADDRESS.match(line.strip()))]
    return tuple(
        ReferenceContent(f"r{number}", row["title"].rstrip(" -–—:") or row["url"], row["url"])
        for number, row in enumerate(rows, start=1)
    )


def write_references(references: Iterable[ReferenceContent]) -> str:
    return "\n".join(f"{' '.join(row.title.split())} {row.url}".strip() for row in references)


def merge_references(
    new: tuple[ReferenceContent, ...], before: tuple[ReferenceContent, ...]
) -> tuple[ReferenceContent, ...]:
    """The new ones, each by the id that options know it by; the old ones where nothing is said."""
    if not new:
        return before
    ids = {reference.url: reference.id for reference in before}
    free = (name for number in range(1, len(new) + len(before) + 1) if (name := f"r{number}") not in ids.values())
    return tuple(ReferenceContent(ids.get(row.url) or next(free), row.title, row.url) for row in new)
