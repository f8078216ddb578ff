"""Zip files from strangers: names are checked before anything is unpacked, sizes while it is. Pure.

Nothing is ever written to a disk. What a header says about a size is not believed: real bytes are counted.
"""

import posixpath
import stat
import struct
import zipfile
import zlib
from io import BytesIO
from urllib.parse import unquote

from exams.exchange.foreign import Place, Refused, Source

MOST_ARCHIVE_BYTES = 100 * 1024 * 1024
MOST_MEMBERS = 25_000
MOST_MEMBER_BYTES = 50 * 1024 * 1024
MOST_BYTES = 250 * 1024 * 1024
MOST_RATIO = 200
# Below this size a high ratio is a file of blanks, not a bomb.
RATIO_FROM_BYTES = 1024 * 1024
CHUNK_BYTES = 64 * 1024
_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


class PackageRefused(Exception):
    """The package, or a member of it, is not opened; `refused` says where, why, and what to do."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(f"{refused.place}: {refused.reason}")
        self.refused = refused


def is_package(data: bytes) -> bool:
    """Whether the bytes begin as a zip file does."""
    return data.startswith(_SIGNATURES)


class Package:
    """The members of a zip file, unpacked one at a time, when asked for.

    `names`: the files in the archive's order. Raises PackageRefused when opened, and by `read`.
    """

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self._read_bytes = 0
        self._counted: set[str] = set()
        if len(source.data) > MOST_ARCHIVE_BYTES:
            raise self._refused(f"The package is larger than {MOST_ARCHIVE_BYTES // 1024 // 1024} MB.", "Split it.")
        try:
            self._zip = zipfile.ZipFile(BytesIO(source.data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
            raise self._refused("The package is damaged.", "Export it again.") from error
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise self._refused(f"The package holds more than {MOST_MEMBERS:,} files.", "Split it.")
        self._infos = self._checked(infos)
        self._folded = {name.casefold(): name for name in self._infos}
        self._by_file: dict[str, list[str]] = {}
        for name in self._infos:
            self._by_file.setdefault(posixpath.basename(name).casefold(), []).append(name)

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def __contains__(self, name: object) -> bool:
        return name in self._infos

    def resolve(self, reference: str, base: str = "") -> str | None:
        """The member that a relative address in the member `base` means; None where there is none."""
        path = unquote(reference.split("#")[0].split("?")[0]).replace("\\", "/")
        for folder in (posixpath.dirname(base), ""):
            name = posixpath.normpath(posixpath.join(folder, path)).lstrip("/")
            if found := self._folded.get(name.casefold()):
                return found
        return None

    def ending_with(self, path: str) -> str | None:
        """The only member whose path ends so (platforms move folders when they export)."""
        wanted = path.replace("\\", "/").casefold()
        found = [name for name in self._by_file.get(posixpath.basename(wanted), ()) if _ends_with(name, wanted)]
        return found[0] if len(found) == 1 else None

    def read(self, name: str) -> bytes:
        """A member's bytes. Raises KeyError, or PackageRefused for a bomb or a damaged one."""
        info = self._infos[name]
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    size += len(chunk)
                    self._check_size(name, size, info.compress_size)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise self._refused("This file of the package is damaged.", "Export it again.", name) from error
        if name not in self._counted:
            self._counted.add(name)
            self._read_bytes += size
        return b"".join(chunks)

    def _check_size(self, name: str, size: int, packed: int) -> None:
        if size > MOST_MEMBER_BYTES:
            raise self._refused(f"This file is larger than {MOST_MEMBER_BYTES // 1024 // 1024} MB unpacked.", "", name)
        if size > RATIO_FROM_BYTES and size > MOST_RATIO * max(packed, 1):
            raise self._refused("This file grows beyond all measure when unpacked.", "Leave it out.", name)
        if name not in self._counted and self._read_bytes + size > MOST_BYTES:
            raise self._refused(f"The package is larger than {MOST_BYTES // 1024 // 1024} MB unpacked.", "Split it.")

    def _checked(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        members: dict[str, zipfile.ZipInfo] = {}
        declared = 0
        for info in infos:
            name = self._checked_name(info)
            if info.is_dir():
                continue
            if name in members:
                raise self._refused("The package holds two files of this name.", "Leave one out.", name)
            declared += info.file_size
            if declared > MOST_BYTES:
                raise self._refused(
                    f"The package is larger than {MOST_BYTES // 1024 // 1024} MB unpacked.", "Split it."
                )
            members[name] = info
        return members

    def _checked_name(self, info: zipfile.ZipInfo) -> str:
        name = info.filename.replace("\\", "/")
        parts = name.split("/")
        shown = name.encode("ascii", "backslashreplace").decode()[:120]
        if name.startswith("/") or ".." in parts or ":" in parts[0] or not name.isprintable():
            raise self._refused(f"The package holds a file with a forbidden name: {shown}", "Pack it again.")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise self._refused("The package holds a symbolic link.", "Pack the file itself.", shown)
        if info.flag_bits & _ENCRYPTED:
            raise self._refused("The package is encrypted.", "Pack it without a password.", shown)
        if info.compress_type not in _METHODS:
            raise self._refused("The package is compressed in an unusual way.", "Pack it as an ordinary zip.", shown)
        return posixpath.normpath(name)

    def _refused(self, reason: str, advice: str = "", member: str = "") -> PackageRefused:
        return PackageRefused(Refused(Place(member or self.name), reason, advice))


def _ends_with(name: str, wanted: str) -> bool:
    return f"/{name.casefold()}".endswith(f"/{wanted}")
