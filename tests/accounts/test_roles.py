"""Roles: groups with exactly the permissions that the composition states."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from accounts.services.roles import set_up_roles
from config.roles import ROLES

pytestmark = pytest.mark.django_db


def permissions_of(name: str) -> set[str]:
    rows = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in rows}


@pytest.mark.parametrize("name", ROLES)
def test_role_has_exactly_its_permissions(roles, name) -> None:
    assert permissions_of(name) == set(ROLES[name])


def test_setting_up_twice_changes_nothing(roles) -> None:
    before = list(Group.permissions.through.objects.order_by("group", "permission").values_list("group", "permission"))
    set_up_roles(roles=ROLES)
    again = Group.permissions.through.objects.order_by("group", "permission").values_list("group", "permission")
    assert (list(again), Group.objects.count()) == (before, len(ROLES))


def test_permission_that_left_the_role_is_taken_away() -> None:
    set_up_roles(roles={"Reader": ["bank.view_item", "bank.change_item"]})
    set_up_roles(roles={"Reader": ["bank.view_item"]})
    assert permissions_of("Reader") == {"bank.view_item"}


def test_unknown_permission_is_named_and_nothing_is_stored() -> None:
    with pytest.raises(ValueError, match=r"^Role Writer: unknown permissions bank.fly_item$"):
        set_up_roles(roles={"Reader": ["bank.view_item"], "Writer": ["bank.fly_item"]})
    assert not Group.objects.exists()


def test_other_groups_are_left_alone(roles) -> None:
    Group.objects.create(name="Choir")
    set_up_roles(roles=ROLES)
    assert Group.objects.filter(name="Choir").exists()


@pytest.mark.parametrize(
    ("person", "permission", "is_allowed"),
    [
        ("ben", "bank.add_item", True),
        ("ben", "assembly.open_exam", True),
        ("ben", "marking.release_result", True),
        ("ben", "sittings.control_sitting", True),
        ("ben", "bank.publish_item", True),
        ("rita", "bank.review_item", True),
        ("rita", "bank.publish_item", False),
        ("rita", "assembly.open_exam", False),
        ("rita", "sittings.view_sitting", False),
        ("rita", "sittings.control_sitting", False),
        ("petra", "sittings.control_sitting", True),
        ("petra", "bank.view_item", False),
        ("petra", "marking.view_result", False),
        ("alice", "sittings.view_sitting", False),
        ("adam", "sittings.control_sitting", True),
    ],
)
def test_who_may_do_what(request, person, permission, is_allowed) -> None:
    assert request.getfixturevalue(person).has_perm(permission) is is_allowed


@pytest.mark.parametrize("name", ROLES)
def test_nobody_but_an_administrator_touches_people(roles, name) -> None:
    of_people = {row for row in permissions_of(name) if row.startswith(("accounts.", "auth."))}
    # A cohort is a list of people: it changes none of them. One role, and that alone, erases who asks by letter.
    erasing = {"accounts.view_user", "accounts.view_erasure", "accounts.erase_person"}
    allowed = erasing if name == "Data protection" else set()
    assert {permission for permission in of_people if not permission.endswith("_cohort")} == allowed


def test_command_sets_up_the_roles() -> None:
    out = StringIO()
    call_command("setup_roles", stdout=out)
    assert out.getvalue() == "Roles: Instructor, Author, Reviewer, Proctor, Data protection.\n"
    assert permissions_of("Reviewer") == set(ROLES["Reviewer"])
