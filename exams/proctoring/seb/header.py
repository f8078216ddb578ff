"""What Safe Exam Browser sends with every request, and whether it is right. No Django.

Source: safeexambrowser.org/developer/seb-config-key.html: SHA-256 of the request's absolute address without its
fragment, followed by the key; as hexadecimal digits.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from hmac import compare_digest

CONFIG_KEY_HEADER = "X-SafeExamBrowser-ConfigKeyHash"
BROWSER_EXAM_KEY_HEADER = "X-SafeExamBrowser-RequestHash"


def is_sent(headers: Mapping[str, str]) -> bool:
    """Whether the client is some Safe Exam Browser, with whatever configuration."""
    return CONFIG_KEY_HEADER in headers or BROWSER_EXAM_KEY_HEADER in headers


def make_hash(address: str, key: str) -> str:
    """What a client with this key sends to this address."""
    return sha256((address.partition("#")[0] + key).encode()).hexdigest()


def is_right(sent: str, address: str, keys: Iterable[str]) -> bool:
    """Whether what was sent belongs to this address and to one of the keys; never without a key."""
    found = sent.strip().lower().encode("utf-8", "replace")
    return any(compare_digest(found, make_hash(address, key).encode()) for key in keys)
