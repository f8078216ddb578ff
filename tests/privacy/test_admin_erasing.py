"""People who ask by letter: erased by staff, with a reason."""

import pytest
from django.urls import reverse

from accounts.models import Erasure, User
from accounts.services.people import ensure_person
from tests.fixtures.cast import PASSWORD, make_person

pytestmark = pytest.mark.django_db
LETTER = {"reason": "Letter of 3 May.", "is_sure": "on"}


@pytest.fixture
def dora(roles) -> User:
    """Answers letters about data."""
    return make_person("dora", role="Data protection", is_staff=True)


def post(client, person, **values):
    url = reverse("admin:accounts_user_erase", args=[person.pk])
    return client.post(url, LETTER | {"email": person.email} | values)


def test_the_page_of_a_person_leads_there(client, dora, alice):
    client.force_login(dora)
    page = client.get(reverse("admin:accounts_user_change", args=[alice.pk])).content.decode()
    assert reverse("admin:accounts_user_erase", args=[alice.pk]) in page


def test_a_person_is_erased_with_the_reason(client, dora, alice):
    client.force_login(dora)
    assert post(client, alice).status_code == 302
    erasure = Erasure.objects.get()
    assert (erasure.person_id, erasure.actor, erasure.reason) == (alice.pk, dora, "Letter of 3 May.")
    assert not User.objects.get(pk=alice.pk).is_active


@pytest.mark.parametrize("values", [{"email": "alise@example.org"}, {"reason": ""}, {"is_sure": ""}])
def test_nobody_is_erased_by_mistake(client, dora, alice, values):
    client.force_login(dora)
    assert post(client, alice, **values).status_code == 400
    assert User.objects.get(pk=alice.pk).is_active


def test_nobody_is_erased_while_they_sit(client, dora, running, alice):
    client.force_login(dora)
    assert "goes on" in post(client, alice).content.decode()
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("who", ["ben", "rita", "petra"])
def test_other_staff_erase_nobody(client, who, alice, request):
    client.force_login(request.getfixturevalue(who))
    assert post(client, alice).status_code == 403


def test_only_administrators_erase_administrators(client, dora, adam):
    ensure_person(email="eve@example.org", name="Eve", password=PASSWORD, is_superuser=True)
    client.force_login(dora)
    assert post(client, adam).status_code == 403


def test_people_are_not_deleted(client, adam, alice):
    client.force_login(adam)
    assert client.post(reverse("admin:accounts_user_delete", args=[alice.pk]), {"post": "yes"}).status_code == 403


def test_the_list_of_erasures_has_numbers_and_no_names(client, adam, alice):
    client.force_login(adam)
    post(client, alice)
    page = client.get(reverse("admin:accounts_erasure_changelist")).content.decode()
    assert f"#{alice.pk}" in page
    assert "alice" not in page.lower()
