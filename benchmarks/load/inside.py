"""What has to happen inside Django, one process a command: `python -m benchmarks.load.inside COMMAND < JSON`.

content   loads the shipped bank and opens its exam
people    {"first", "count", "password"}: people with a session each → [{"email", "session"}, …]
tokens    [[user, sitting, client], …] → [token, …]
answers   [sitting, …] → {sitting: {position: selected}}, as scoring reads them
"""

import json
import sys
from importlib import import_module
from typing import Any
from uuid import UUID

import django
from django.conf import settings

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402

from accounts.models import User  # noqa: E402
from config.demo import load_shipped_content  # noqa: E402
from exams.sittings import tokens  # noqa: E402
from exams.sittings.models import Sitting  # noqa: E402
from exams.sittings.selectors import list_responses  # noqa: E402


def content(given: Any) -> str:
    return load_shipped_content()


def people(given: Any) -> list[dict[str, str]]:
    """One password, hashed once: hashing thousands would take longer than the benchmark."""
    password = make_password(given["password"])
    names = [f"candidate-{number}" for number in range(given["first"], given["first"] + given["count"])]
    users = User.objects.bulk_create(User(email=f"{name}@example.org", name=name, password=password) for name in names)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    return [{"email": user.email, "session": _session(user)} for user in users]


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def issue_tokens(given: Any) -> list[str]:
    return [
        tokens.issue(user_id=user, sitting_id=UUID(sitting), client=UUID(client)) for user, sitting, client in given
    ]


def answers(given: Any) -> dict[str, dict[int, list[str]]]:
    sittings = Sitting.objects.filter(pk__in=given)
    return {
        str(sitting.pk): {row.position: list(row.selected) for row in list_responses(sitting=sitting)}
        for sitting in sittings
    }


COMMANDS = {"content": content, "people": people, "tokens": issue_tokens, "answers": answers}

if __name__ == "__main__":
    text = sys.stdin.read()
    json.dump(COMMANDS[sys.argv[1]](json.loads(text) if text else None), sys.stdout)
