"""Whether a start may assume that the database is prepared. A guess by file dates: the preparation itself checks."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

PATTERNS = ("*/migrations/*.py", "*/*/migrations/*.py", "content/**/*.yaml", "requirements/app.txt")


def fingerprint(root: Path, database: str) -> str:
    """Changes with the code that shapes the database, with the shipped content and with the database's address."""
    digest = hashlib.sha256(database.encode())
    for path in sorted(_files(root)):
        state = path.stat()
        digest.update(f"{path.relative_to(root)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for pattern in PATTERNS:
        yield from root.glob(pattern)


class Stamp:
    """Remembers what the last successful preparation saw."""

    def __init__(self, path: Path, needed: Path | None) -> None:
        """`needed`: a file without which nothing is prepared (SQLite's)."""
        self._path = path
        self._needed = needed

    def matches(self, value: str) -> bool:
        if self._needed is not None and not self._needed.exists():
            return False
        try:
            return self._path.read_text() == value
        except OSError:
            return False

    def write(self, value: str) -> None:
        self._path.write_text(value)
