"""People and what they were granted."""

from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.current import get_person
from accounts.models import Accommodation, User
from accounts.selectors import get_time_factor
from accounts.services.people import ensure_person, set_password

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


def ensure(email: str = "nora@example.org", **values: object) -> User:
    return ensure_person(**{"email": email, "name": "Nora", "password": PASSWORD, **values})  # type: ignore[arg-type]


# --- making people ------------------------------------------------------------------------------
def test_person_can_sign_in(client) -> None:
    person = ensure()
    assert client.login(username="nora@example.org", password=PASSWORD)
    assert (person.name, person.is_staff, person.is_superuser, person.groups.count()) == ("Nora", False, False, 0)


def test_address_counts_as_confirmed() -> None:
    address = EmailAddress.objects.get(user=ensure())
    assert (address.email, address.verified, address.primary) == ("nora@example.org", True, True)


def test_person_has_the_role(roles) -> None:
    assert ensure(role="Proctor").groups.get().name == "Proctor"


def test_person_of_an_unknown_role_is_not_made() -> None:
    with pytest.raises(Exception, match="Group matching query does not exist"):
        ensure(role="Janitor")
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["nora@example.org", "Nora@Example.ORG"])
def test_person_who_exists_is_given_back_unchanged(email) -> None:
    person = ensure()
    again = ensure(email, name="Another", password="another password", is_staff=True)
    assert (again, again.name, again.is_staff, again.check_password(PASSWORD)) == (person, "Nora", False, True)


def test_password_can_be_set() -> None:
    person = ensure()
    set_password(user=person, password="a new password")
    person.refresh_from_db()
    assert person.check_password("a new password")


# --- the model ----------------------------------------------------------------------------------
def test_address_is_kept_in_lower_case() -> None:
    assert ensure("Nora@Example.ORG").email == "nora@example.org"


def test_two_people_cannot_differ_by_case_alone() -> None:
    ensure()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="NORA@example.org")


def test_person_is_found_by_address_in_any_case() -> None:
    person = ensure()
    assert User.objects.get_by_natural_key("NORA@Example.org") == person


def test_superuser_may_everything() -> None:
    person = User.objects.create_superuser("root@example.org", PASSWORD)
    assert (person.is_staff, person.is_superuser, person.check_password(PASSWORD)) == (True, True, True)


@pytest.mark.parametrize(("name", "shown"), [("نورا", "نورا"), ("", "nora@example.org")])
def test_person_is_called_by_name_or_address(name, shown) -> None:
    person = User(email="nora@example.org", name=name)
    assert (str(person), person.get_full_name(), person.get_short_name()) == (shown, shown, shown)


# --- accommodations -----------------------------------------------------------------------------
def test_time_is_one_without_an_accommodation(alice, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert get_time_factor(user=alice) == 1


def test_time_is_what_was_granted(alice, carol) -> None:
    Accommodation.objects.create(user=alice, time_factor=Decimal("1.25"))
    assert (get_time_factor(user=alice), get_time_factor(user=carol)) == (Decimal("1.25"), 1)


@pytest.mark.parametrize("factor", ["0.99", "5.01"])
def test_factor_that_makes_no_sense_is_refused(alice, factor) -> None:
    with pytest.raises(IntegrityError, match="time_factor_from_1_to_5"), transaction.atomic():
        Accommodation.objects.create(user=alice, time_factor=Decimal(factor))


# --- who asks -----------------------------------------------------------------------------------
def test_signed_in_person_is_who_asks(rf, alice) -> None:
    request = rf.get("/")
    request.user = alice
    assert get_person(request) == alice


def test_nobody_is_refused(rf) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        get_person(request)


def test_another_address_takes_the_place_of_the_old_one(client, alice, adam) -> None:
    """Changed in the admin: the old address signs nobody in, and gets no code."""
    client.force_login(adam)
    url = reverse("admin:accounts_user_change", args=[alice.pk])
    form = {"email": "alice@elsewhere.org", "name": "Alice", "is_active": "on"}
    inline = {f"accommodation-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")}
    response = client.post(url, form | inline | {"accommodation-MAX_NUM_FORMS": 1})
    assert response.status_code == 302
    assert list(EmailAddress.objects.filter(user=alice).values_list("email", "verified")) == [
        ("alice@elsewhere.org", True)
    ]
