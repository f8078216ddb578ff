"""The sitting's token: opens `sync` alone, bound to person, sitting and client, without a look-up in the database."""

import binascii
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from django.core import signing
from django.utils import timezone

from exams.sittings.errors import TokenInvalid

SALT = "exams.sittings.token"
LIFETIME = timedelta(hours=2)
RENEW_AFTER = timedelta(minutes=30)
# Person, sitting, client, moment: as bytes, because the token travels with every answer.
PARTS = struct.Struct(">Q16s16sd")


@dataclass(frozen=True)
class SittingToken:
    user_id: int
    sitting_id: UUID
    client: UUID
    issued_at: float

    @property
    def is_due_for_renewal(self) -> bool:
        return timezone.now().timestamp() - self.issued_at > RENEW_AFTER.total_seconds()


def issue(*, user_id: int, sitting_id: UUID, client: UUID) -> str:
    """A token for this person, sitting and client, good for `LIFETIME`."""
    parts = PARTS.pack(user_id, sitting_id.bytes, client.bytes, timezone.now().timestamp())
    return signing.Signer(salt=SALT).sign(urlsafe_b64encode(parts).rstrip(b"=").decode())


def read(token: str) -> SittingToken:
    """Raises TokenInvalid for a token that is forged, of another kind, or too old."""
    found = _unsign(token)
    if timezone.now().timestamp() - found.issued_at > LIFETIME.total_seconds():
        raise TokenInvalid
    return found


@lru_cache(maxsize=20_000)
def _unsign(token: str) -> SittingToken:
    """What was signed stays signed: a client sends the same token for half an hour."""
    try:
        text = signing.Signer(salt=SALT).unsign(token)
        user_id, sitting, client, issued_at = PARTS.unpack(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (signing.BadSignature, binascii.Error, struct.error, ValueError) as error:
        raise TokenInvalid from error
    return SittingToken(user_id, UUID(bytes=sitting), UUID(bytes=client), issued_at)
