"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: the smallest of the settings that OWASP recommends as equal.

    Django's own setting takes ten times as much processor time. A whole class signs in within minutes here, on the
    machine that runs its exam; what guards against guessing online is the limit on attempts. Source: OWASP Password
    Storage Cheat Sheet, "Argon2id".
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
