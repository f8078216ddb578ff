"""Signing up and in, through the pages that candidates use."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import User
from tests.fixtures.cast import PASSWORD

ARABIC = "نورا العلي"
NEW_PASSWORD = "another horse battery"
LIMITED = "Too many failed login attempts. Try again later."
pytestmark = pytest.mark.django_db


def sign_up(client, **values: str):
    form = {"name": "Nora", "email": "nora@example.org", "password1": PASSWORD, "password2": PASSWORD}
    return client.post(reverse("account_signup"), form | values)


def sign_in(client, email: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def code_from_mail() -> str:
    """The code stands alone on a line of the last mail."""
    found = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    return found[0]


def is_signed_in(client) -> bool:
    return client.get(reverse("api:me")).status_code == 200


# --- signing up ---------------------------------------------------------------------------------
def test_page_asks_for_a_name_first(client) -> None:
    fields = re.findall(r'<input[^>]* name="(name|email|password\d)"', client.get(reverse("account_signup")).text)
    assert fields == ["name", "email", "password1", "password2"]


def test_new_person_is_sent_a_code(client) -> None:
    response = sign_up(client)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert mail.outbox[0].to == ["nora@example.org"]
    assert code_from_mail()


def test_nobody_is_in_before_the_address_is_confirmed(client) -> None:
    sign_up(client)
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_right_code_confirms_the_address_and_lets_in(client) -> None:
    sign_up(client)
    response = client.post(reverse("account_email_verification_sent"), {"code": code_from_mail()})
    assert response["Location"] == reverse("home")
    assert is_signed_in(client)
    assert EmailAddress.objects.get().verified


def test_wrong_code_lets_nobody_in(client) -> None:
    sign_up(client)
    client.post(reverse("account_email_verification_sent"), {"code": "AAAA-AAAA"})
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_code_does_not_survive_guessing(client) -> None:
    sign_up(client)
    for _ in range(3):
        client.post(reverse("account_email_verification_sent"), {"code": "AAAA-AAAA"})
    client.post(reverse("account_email_verification_sent"), {"code": code_from_mail()})
    assert not is_signed_in(client)


def test_new_person_is_a_candidate_and_no_more(client) -> None:
    sign_up(client, is_staff="on", is_superuser="on")
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)


def test_name_in_arabic_is_kept(client) -> None:
    sign_up(client, name=f" {ARABIC} ")
    assert User.objects.get().name == ARABIC


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 151),
        ("email", "no address"),
        ("password1", "too short"),
        ("password2", "another one altogether"),
    ],
)
def test_incomplete_sign_up_makes_nobody(client, field, value) -> None:
    assert field in sign_up(client, **{field: value}).context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["short", "8305719264077", "password1234", "nora@example"])
def test_weak_password_is_refused(client, password) -> None:
    assert "password1" in sign_up(client, password1=password, password2=password).context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["alice@example.org", "Alice@Example.ORG"])
def test_known_address_makes_nobody_and_is_not_given_away(client, alice, email) -> None:
    known = sign_up(client, email=email)
    unknown = sign_up(client.__class__(), email="nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert User.objects.filter(email__iexact=email).get() == alice


def test_owner_of_a_known_address_is_told_by_mail(client, alice) -> None:
    sign_up(client, email="ALICE@example.org")
    assert mail.outbox[0].to == ["alice@example.org"]
    assert "already exists" in mail.outbox[0].subject.lower()


# --- signing in ---------------------------------------------------------------------------------
@pytest.mark.parametrize("email", ["alice@example.org", "Alice@EXAMPLE.org"])
def test_address_in_any_case_is_the_same_person(client, alice, email) -> None:
    assert sign_in(client, email)["Location"] == reverse("home")
    assert client.get(reverse("api:me")).json()["email"] == alice.email


def test_wrong_password_does_not_let_in(client, alice) -> None:
    assert sign_in(client, alice.email, "wrong").status_code == 200
    assert not is_signed_in(client)


def test_inactive_person_does_not_get_in(client, alice) -> None:
    User.objects.update(is_active=False)
    sign_in(client, alice.email)
    assert not is_signed_in(client)


def test_unconfirmed_person_is_asked_for_the_code_again(client, alice) -> None:
    EmailAddress.objects.update(verified=False)
    assert sign_in(client, alice.email)["Location"] == reverse("account_email_verification_sent")
    assert not is_signed_in(client)


def test_signing_out(client, alice) -> None:
    client.force_login(alice)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)


# --- guessing -----------------------------------------------------------------------------------
def guess(client, email: str, times: int):
    for _ in range(times):
        response = sign_in(client, email, "wrong")
    return response


def test_fifth_wrong_password_is_still_only_wrong(client, alice) -> None:
    assert LIMITED not in guess(client, alice.email, 5).text


def test_after_five_wrong_passwords_the_right_one_is_refused_too(client, alice) -> None:
    guess(client, alice.email, 5)
    assert LIMITED in sign_in(client, alice.email).text
    assert not is_signed_in(client)


def test_limit_counts_the_address_in_any_case(client, alice) -> None:
    guess(client, "ALICE@example.org", 3)
    guess(client, "alice@example.org", 2)
    assert LIMITED in sign_in(client, "Alice@example.org").text


def test_limit_of_one_person_is_nobody_elses(client, alice, carol) -> None:
    guess(client, alice.email, 6)
    sign_in(client, carol.email)
    assert is_signed_in(client)


def test_limit_ends(client, alice, time_machine) -> None:
    time_machine.move_to("2026-11-21T10:00:00Z", tick=False)
    guess(client, alice.email, 5)
    time_machine.shift(301)
    sign_in(client, alice.email)
    assert is_signed_in(client)


# --- a forgotten password -----------------------------------------------------------------------
def ask_for_reset(client, email: str):
    return client.post(reverse("account_reset_password"), {"email": email})


@pytest.mark.parametrize("email", ["alice@example.org", "ALICE@Example.org"])
def test_password_is_reset_with_a_code(client, alice, email) -> None:
    ask_for_reset(client, email)
    client.post(reverse("account_confirm_password_reset_code"), {"code": code_from_mail()})
    client.post(reverse("account_complete_password_reset"), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    alice.refresh_from_db()
    assert alice.check_password(NEW_PASSWORD)


def test_wrong_code_resets_nothing(client, alice) -> None:
    ask_for_reset(client, alice.email)
    client.post(reverse("account_confirm_password_reset_code"), {"code": "AAAA-AAAA"})
    client.post(reverse("account_complete_password_reset"), {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_unknown_address_is_not_given_away(client, alice) -> None:
    known, unknown = ask_for_reset(client, alice.email), ask_for_reset(client, "nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


# --- the admin's door ---------------------------------------------------------------------------
def test_admin_sends_to_the_accounts_own_sign_in(client) -> None:
    response = client.get(reverse("admin:login"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_admin_has_no_sign_in_of_its_own(client, adam) -> None:
    """A form that forgets limits and second factors."""
    client.post(reverse("admin:login"), {"username": adam.email, "password": PASSWORD})
    assert not is_signed_in(client)


def test_staff_come_back_to_the_admin_after_signing_in(client, adam) -> None:
    address = client.get(reverse("admin:index"), follow=True).redirect_chain[-1][0]
    assert client.post(address, {"login": adam.email, "password": PASSWORD})["Location"] == reverse("admin:index")
    assert client.get(reverse("admin:index")).status_code == 200


def test_candidate_is_refused_at_the_admin(client, alice) -> None:
    client.force_login(alice)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_admin_is_not_open_to_staff_who_may_not_enter_it_any_more(client, ben) -> None:
    client.force_login(ben)
    User.objects.update(is_staff=False)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_mail_says_who_writes(client) -> None:
    """Not the host that the request happened to come to."""
    sign_up(client)
    letter = mail.outbox[-1]
    assert letter.subject.startswith("Mockingbird: ")
    assert "Hello from Mockingbird!" in letter.body
    assert "testserver" not in letter.body
