"""What `make run` finds on its first start: roles, the shipped guide and bank, an open exam, people to sign in as."""

import hashlib
import json
import os
import secrets
from pathlib import Path

from django.conf import settings

from accounts.services.people import ensure_person, set_password
from accounts.services.roles import set_up_roles
from config.roles import ROLES
from exams.assembly.selectors import get_exam
from exams.assembly.services.exams import ensure_exam
from exams.exchange.exam_files import read_exam, read_room
from exams.exchange.services.guides import import_folder
from exams.proctoring.services.room import ensure_rules

CONTENT = settings.BASE_DIR / "content" / "gcp-pmle"
EXAM_SLUG = "gcp-pmle"
PEOPLE = (
    # role, e-mail, name, group, staff, superuser
    ("candidate", "candidate@demo.invalid", "Alex Candidate", "", False, False),
    ("instructor", "instructor@demo.invalid", "Ines Instructor", "Instructor", True, False),
    ("proctor", "proctor@demo.invalid", "Pat Proctor", "Proctor", True, False),
    ("administrator", "administrator@demo.invalid", "Ada Administrator", "", True, True),
)


def accounts_file() -> Path:
    """Where the demonstration's accounts are written, readable by its owner alone."""
    return Path(settings.DATA_DIR) / "demo-accounts.json"


def load_shipped_content() -> str:
    """Roles, guide, bank and exam; says in a line what changed. Safe to repeat, and quick when nothing is new."""
    digest = _content_digest()
    stamp = Path(settings.DATA_DIR) / "content-loaded"
    if stamp.exists() and stamp.read_text() == digest and get_exam(slug=EXAM_SLUG):
        return "as before"
    set_up_roles(roles=ROLES)
    report = import_folder(folder=CONTENT)
    exam = ensure_exam(**read_exam((CONTENT / "exam.yaml").read_text("utf-8")))
    room = CONTENT / "room.yaml"
    if room.exists():
        ensure_rules(exam=exam, **read_room(room.read_text("utf-8")))
    stamp.write_text(digest)
    return str(report)


def _content_digest() -> str:
    digest = hashlib.sha256(repr(ROLES).encode())
    for path in sorted(CONTENT.rglob("*.yaml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make_demo_accounts() -> list[dict[str, str]]:
    """The demonstration's people with their passwords: made once, then kept in `accounts_file()`.

    A file that was deleted is made again with new passwords.
    """
    path = accounts_file()
    if path.exists():
        return json.loads(path.read_text("utf-8"))
    accounts = []
    for role, email, name, group, is_staff, is_superuser in PEOPLE:
        password = secrets.token_urlsafe(9)
        person = ensure_person(
            email=email, name=name, password=password, role=group, is_staff=is_staff, is_superuser=is_superuser
        )
        set_password(user=person, password=password)
        accounts.append({"role": role, "email": email, "password": password})
    _write_private(path, json.dumps(accounts, indent=2) + "\n")
    return accounts


def _write_private(path: Path, text: str) -> None:
    """All or nothing: an interrupted start must not leave half a file."""
    partial = path.with_suffix(".partial")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)
