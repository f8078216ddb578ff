"""The Config Key: which configuration a Safe Exam Browser runs with. No Django.

Source: “Config Key” of the developers' documentation (safeexambrowser.org/developer/seb-config-key.html): SHA-256 of the
configuration as JSON without white space and without escaping; the members of every dictionary in the order of their
keys, upper and lower case alike; without `originatorVersion` and without empty dictionaries; data as base64, moments
as ISO 8601. `benchmarks/seb_config_keys.py` holds it against keys that real clients computed.
"""

from base64 import b64encode
from datetime import datetime
from hashlib import sha256

from exams.proctoring.seb.plist import Configuration, Value

LEFT_OUT = "originatorversion"


def compute(configuration: Configuration) -> str:
    """The Config Key: 64 hexadecimal digits."""
    return sha256(to_json(configuration).encode()).hexdigest()


def to_json(value: Value) -> str:
    """The text that is hashed; it need not be JSON, as nothing in it is escaped."""
    if isinstance(value, dict):
        members = [f'"{key}":{to_json(value[key])}' for key in sorted(value, key=_place) if _is_in(key, value[key])]
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        return f"[{','.join(to_json(part) for part in value)}]"
    # bool before int: it is one.
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _to_number(value)
    return f'"{_to_text(value)}"'


def _place(key: str) -> tuple[str, str]:
    """Upper and lower case alike; of keys that differ in nothing else, lower case first: `allowWlan`, `allowWLAN`."""
    return key.lower(), key.swapcase()


def _is_in(key: str, value: Value) -> bool:
    return key.lower() != LEFT_OUT and value != {}


def _to_number(value: int | float) -> str:
    """Fifteen significant digits, as .NET writes them: an exponent with a capital E, no sign before zero."""
    return str(value) if isinstance(value, int) else format(value or 0.0, ".15g").replace("e", "E")


def _to_text(value: str | bytes | datetime) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}+00:00"
    return value
