"""`python -m tests.faults.prepare COUNT FILE`: an empty database becomes an installation with an open exam.

FILE gets the session tokens of COUNT candidates: signing in is slow on purpose, and not what is broken here.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  (the apps must be loaded)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.core.management import call_command  # noqa: E402

from accounts.models import User  # noqa: E402
from config.demo import load_shipped_content  # noqa: E402


def main(count: int, path: Path) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    load_shipped_content()
    people = [
        User.objects.create_user(email=f"candidate-{number}@example.org", password=None, name=f"Candidate {number}")
        for number in range(count)
    ]
    path.write_text(json.dumps([make_session(user) for user in people]))


def make_session(user: User) -> str:
    """What signing in leaves behind; its key is what apps send as `X-Session-Token`."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
