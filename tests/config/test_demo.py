"""What `make run` finds on its first start."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from accounts.models import User
from config import demo
from config.roles import ROLES
from exams.assembly.models import Exam
from exams.bank.models import Item
from exams.proctoring.models import RoomRules
from tests.exchange.files import GUIDE, bank_text, raw_item

EXAM = """\
slug: gcp-pmle
title: Small exam
guide: guide-1
item_count: 2
duration_seconds: 600
description: Small.
rules: Alone.
"""
pytestmark = pytest.mark.django_db


@pytest.fixture
def first_start(settings, tmp_path) -> None:
    settings.IS_DEMO = True
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def small_content(first_start, monkeypatch, tmp_path) -> Path:
    """Two items instead of all that we ship."""
    folder = tmp_path / "content"
    (folder / "items").mkdir(parents=True)
    (folder / "exam_guide.yaml").write_text(GUIDE)
    (folder / "exam.yaml").write_text(EXAM)
    (folder / "items" / "1.yaml").write_text(bank_text(raw_item("x-1"), raw_item("x-2", objectives={"guide-1": "2.1"})))
    monkeypatch.setattr(demo, "CONTENT", folder)
    return folder


def set_up(*words: str) -> str:
    out = StringIO()
    call_command("setup_demo", *words, stdout=out)
    return out.getvalue()


def accounts() -> list[dict[str, str]]:
    return json.loads(demo.accounts_file().read_text("utf-8"))


# --- the shipped content ------------------------------------------------------------------------
def test_first_start_opens_the_shipped_exam(first_start) -> None:
    set_up()
    exam = Exam.objects.get(slug="gcp-pmle")
    assert (exam.state, exam.forms.get().items.count()) == ("open", 60)


def test_second_start_does_nothing(small_content, django_assert_num_queries) -> None:
    assert set_up() == "Items: 2 created, 0 changed, 0 unchanged.\n"
    before = accounts()
    with django_assert_num_queries(1):
        assert set_up() == "Items: as before.\n"
    assert accounts() == before


ROOM = "camera: required\nproctor: person\nterms: Be alone.\n"


def test_the_shipped_exam_offers_the_rehearsal_with_rules_of_its_own(first_start) -> None:
    set_up()
    exam = Exam.objects.get(slug="gcp-pmle")
    assert exam.proctoring == "offered"
    assert "Confidentiality" in exam.room_rules.terms
    assert exam.room_rules.proctor == "simulated"


def test_rules_of_the_room_that_exist_belong_to_their_instructors(small_content) -> None:
    (small_content / "room.yaml").write_text(ROOM)
    set_up()
    RoomRules.objects.update(terms="Ours.", terms_version=2)
    (small_content / "room.yaml").write_text(ROOM.replace("alone", "quiet"))
    set_up()
    assert RoomRules.objects.values_list("terms", "terms_version", "camera").get() == ("Ours.", 2, "required")


def test_roles_are_there(small_content) -> None:
    set_up()
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_update_brings_its_new_content(small_content) -> None:
    set_up()
    (small_content / "items" / "2.yaml").write_text(bank_text(raw_item("x-3")))
    assert set_up() == "Items: 1 created, 0 changed, 2 unchanged.\n"


def test_new_database_is_filled_though_an_old_one_was(small_content) -> None:
    """The stamp in the data folder outlives the database beside it."""
    set_up()
    Exam.objects.update(slug="another-exam")
    assert set_up() == "Items: 0 created, 0 changed, 2 unchanged.\n"
    assert Exam.objects.filter(slug="gcp-pmle").exists()


def test_broken_content_is_told_by_file_and_line(small_content) -> None:
    (small_content / "items" / "2.yaml").write_text("items: [")
    with pytest.raises(CommandError, match=r"^The shipped bank could not be loaded:\n2\.yaml:1: "):
        set_up()
    assert not Item.objects.exists()
    assert not demo.accounts_file().exists()


# --- accounts -----------------------------------------------------------------------------------
def test_accounts_have_every_role(small_content) -> None:
    set_up()
    assert [account["role"] for account in accounts()] == ["candidate", "instructor", "proctor", "administrator"]
    assert set(User.objects.values_list("email", "is_staff", "is_superuser", "groups__name")) == {
        ("candidate@demo.invalid", False, False, None),
        ("instructor@demo.invalid", True, False, "Instructor"),
        ("proctor@demo.invalid", True, False, "Proctor"),
        ("administrator@demo.invalid", True, True, None),
    }


def test_accounts_are_readable_by_their_owner_alone(small_content) -> None:
    set_up()
    assert stat.S_IMODE(demo.accounts_file().stat().st_mode) == 0o600


def test_nothing_half_written_stays(small_content) -> None:
    set_up()
    assert {path.name for path in demo.settings.DATA_DIR.iterdir()} == {"content-loaded", "demo-accounts.json"}


def test_passwords_let_in(small_content, client) -> None:
    set_up()
    for account in accounts():
        assert client.login(username=account["email"], password=account["password"])


def test_no_password_is_used_twice(small_content) -> None:
    set_up()
    passwords = {account["password"] for account in accounts()}
    assert len(passwords) == 4
    assert min(map(len, passwords)) >= 12


def test_deleted_file_is_made_again_with_new_passwords(small_content, client) -> None:
    set_up()
    old = accounts()[0]
    demo.accounts_file().unlink()
    set_up()
    new = accounts()[0]
    assert not client.login(username=old["email"], password=old["password"])
    assert client.login(username=new["email"], password=new["password"])
    assert User.objects.count() == 4


def test_installation_that_is_no_demonstration_has_no_accounts(small_content, settings) -> None:
    settings.IS_DEMO = False
    assert set_up() == "Items: 2 created, 0 changed, 0 unchanged.\n"
    assert not User.objects.exists()
    assert not demo.accounts_file().exists()


def test_accounts_can_be_left_out(small_content) -> None:
    set_up("--no-accounts")
    assert not User.objects.exists()
