"""System checks that refuse an unsafe production configuration, each by a name that can be looked up."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

WEAK_SECRET_WORDS = ("change", "insecure", "secret", "example", "only-for-tests")
MINIMUM_SECRET_LENGTH = 50
MINIMUM_DIFFERENT_CHARACTERS = 10
MAILLESS = ("console", "dummy", "locmem", "filebased")
TAG = "mockingbird"


@checks.register(TAG)
def check_production(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Errors `mockingbird.E001` to `E007`; none outside the production settings."""
    if not settings.IS_PRODUCTION:
        return []
    return [checks.Error(message, hint=hint, id=f"mockingbird.{name}") for bad, name, message, hint in _rules() if bad]


def _rules() -> list[tuple[bool, str, str, str]]:
    try:
        secret = settings.SECRET_KEY
    except ImproperlyConfigured:  # so Django says that it is empty
        secret = ""
    is_uniform = len(set(secret)) < MINIMUM_DIFFERENT_CHARACTERS
    weak = (
        len(secret) < MINIMUM_SECRET_LENGTH or is_uniform or any(word in secret.lower() for word in WEAK_SECRET_WORDS)
    )
    hosts = settings.ALLOWED_HOSTS
    engine = settings.DATABASES["default"]["ENGINE"]
    return [
        (weak, "E001", "SECRET_KEY is missing, short or a sample.", "Set 50 or more random characters."),
        (
            not hosts or "*" in hosts or set(hosts) <= {"127.0.0.1", "localhost", "[::1]"},
            "E002",
            "ALLOWED_HOSTS does not name this installation.",
            "Set it to the host names that candidates use, separated by commas.",
        ),
        (
            not settings.PUBLIC_URL.startswith("https://"),
            "E003",
            "PUBLIC_URL is no https address.",
            "Sign-in cookies travel over TLS alone: put a proxy with a certificate in front.",
        ),
        ("sqlite" in engine, "E004", "DATABASE_URL is not PostgreSQL.", "Set DATABASE_URL=postgres://…"),
        (
            not settings.REDIS_URL,
            "E005",
            "REDIS_URL is not set: sign-in limits would not be shared between web processes.",
            "Set REDIS_URL=redis://…",
        ),
        (
            any(name in settings.EMAIL_BACKEND for name in MAILLESS),
            "E006",
            "EMAIL_URL sends no mail: nobody could confirm an address or reset a password.",
            "Set EMAIL_URL=smtp+tls://user:password@host:587",
        ),
        (settings.DEBUG or settings.IS_DEMO, "E007", "DEBUG or DEMO is on.", "Leave both unset in production."),
    ]


def refuse_unsafe_start() -> None:
    """Called by the web and worker entry points.

    Raises ImproperlyConfigured naming each finding when a production configuration is unsafe.
    """
    found = [message for message in checks.run_checks(tags=[TAG]) if message.is_serious()]
    if found:
        raise ImproperlyConfigured("Refusing to start:\n" + "\n".join(str(message) for message in found))
