"""Importing this module teaches kombu the broker address `django://`. It needs no configured Django."""

from kombu.transport import TRANSPORT_ALIASES

SCHEME = "django"

TRANSPORT_ALIASES[SCHEME] = "dbbroker.transport:Transport"
