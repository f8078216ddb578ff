"""References as a text: a line for each, title and address. Pure."""

from collections.abc import Iterable

from exams.bank.content import ReferenceContent


def read_references(text: str) -> tuple[ReferenceContent, ...]:
    """What has no address is no reference; one without a title goes by its address."""
    pairs = [line.strip().rpartition(" ")[::2] for line in text.splitlines()]
    found = [(title, url) for title, url in pairs if url.startswith(("https://", "http://"))]
    return tuple(
        ReferenceContent(f"r{number}", title.rstrip(" -–—:") or url, url)
        for number, (title, url) in enumerate(found, start=1)
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
