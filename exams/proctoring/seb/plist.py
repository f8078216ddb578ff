"""Configuration files of Safe Exam Browser: a property list in XML, plain or compressed. No Django.

Source: “SEB File Format” of the developers' documentation (safeexambrowser.org/developer): a file is gzip, inside
begin four letters that say how it is protected: `plnd` not at all, `pswd` and `pwcc` by a password, `pkhs` and `phsk`
for a certificate. Files that begin with `<?xml` are the property list itself.
"""

import math
import plistlib
import zlib
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError

MOST_BYTES = 1_000_000
MOST_LEVELS = 20
_GZIP = b"\x1f\x8b"
_PLAIN = b"plnd"
_ENCRYPTED = {
    b"pswd": "by a password",
    b"pwcc": "by a password",
    b"pkhs": "for a certificate",
    b"phsk": "for a certificate",
}

Value = str | bool | int | float | bytes | datetime | list["Value"] | dict[str, "Value"]
Configuration = dict[str, Value]


class NotReadable(ValueError):
    """The file is no configuration that can be read; its words say why, to the person who chose it."""


def read(data: bytes) -> Configuration:
    """The configuration in a `.seb` file. Raises NotReadable."""
    try:
        found = plistlib.loads(_unpack(data), fmt=plistlib.FMT_XML)
    except NotReadable:
        raise
    # What the library raises for a wrong number, date or base64 depends on where it stumbles.
    except (plistlib.InvalidFileException, ExpatError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise NotReadable("This is no configuration of Safe Exam Browser: its property list cannot be read.") from error
    if not isinstance(found, dict):
        raise NotReadable("This is no configuration of Safe Exam Browser: its property list is no dictionary.")
    _refuse_odd(found, 1)
    return found


def write(configuration: Configuration) -> bytes:
    """The configuration as a property list in XML; the same bytes for the same values."""
    return plistlib.dumps(configuration, fmt=plistlib.FMT_XML, sort_keys=True)


def _unpack(data: bytes) -> bytes:
    """The XML, out of at most two layers of gzip with the protection's four letters between them."""
    for _ in range(3):
        if len(data) > MOST_BYTES:
            raise NotReadable("The file is larger than 1 MB.")
        if data[:4] in _ENCRYPTED:
            how = _ENCRYPTED[data[:4]]
            raise NotReadable(
                f"This configuration is encrypted {how}: its Config Key cannot be computed here. "
                "Save it without encryption, “for starting an exam”, and choose that file."
            )
        if data[:4] == _PLAIN:
            data = data[4:]
        elif data[:2] == _GZIP:
            data = _decompress(data)
        else:
            break
    if not data.lstrip().startswith(b"<"):
        raise NotReadable("This is no configuration of Safe Exam Browser: neither XML nor compressed XML.")
    return data


def _decompress(data: bytes) -> bytes:
    # 31: gzip alone. One byte more than allowed tells that there is more.
    stream = zlib.decompressobj(31)
    try:
        return stream.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise NotReadable("The compressed file is damaged.") from error


def _refuse_odd(value: Any, level: int) -> None:
    if level > MOST_LEVELS:
        raise NotReadable(f"The configuration is nested deeper than {MOST_LEVELS} levels.")
    if isinstance(value, float) and not math.isfinite(value):
        raise NotReadable("The configuration holds a number that is none.")
    if isinstance(value, plistlib.UID):
        raise NotReadable("The configuration holds a value of a kind that Safe Exam Browser does not know.")
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        _refuse_odd(part, level + 1)
