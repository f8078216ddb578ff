"""Settings from the environment, strictly: a value that cannot be read is an error that names the variable."""

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class StrictEnv(environ.Env):
    """django-environ, except that a boolean or an integer that is none is refused by name."""

    def bool(self, var: str, default: Any = environ.Env.NOTSET) -> bool:
        value = self.str(var, default)
        if isinstance(value, bool):
            return value
        word = str(value).strip().lower()
        if word in TRUE:
            return True
        if word in FALSE:
            return False
        raise ImproperlyConfigured(f"{var}={value!r} is no boolean: use one of true, false, yes, no, on, off, 1, 0.")

    def int(self, var: str, default: Any = environ.Env.NOTSET) -> int:
        value = self.str(var, default)
        try:
            return int(value)
        except (TypeError, ValueError):
            raise ImproperlyConfigured(f"{var}={value!r} is no whole number.") from None


env = StrictEnv()


def secret_from_file(path: Path) -> str:
    """The embedded installation's own secret, made at the first start and readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=_owner_only) as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text().strip()


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
