"""The pages and addresses at which people read, take along and erase what is theirs."""

import json

import pytest
from django.urls import reverse

from accounts.models import Erasure, User
from tests.fixtures.cast import PASSWORD

pytestmark = pytest.mark.django_db
YES = {"proof": PASSWORD, "is_sure": "on"}
API = "/api/v1/me/erasure"


def test_every_page_leads_to_ones_data(client, alice):
    client.force_login(alice)
    assert reverse("privacy:data") in client.get("/").content.decode()


def test_the_page_names_every_drawer_of_a_candidate(client, alice):
    client.force_login(alice)
    page = client.get("/account/data/").content.decode()
    assert all(title in page for title in ("Your account", "Exams that you sat", "The record of the room"))
    assert "Files of questions" not in page


def test_staff_read_of_their_files_too(client, ben):
    client.force_login(ben)
    assert "Files of questions" in client.get("/account/data/").content.decode()


@pytest.mark.parametrize("address", ["/account/data/file/", "/api/v1/me/export"])
def test_the_file_is_kept_by_nobody_on_the_way(client, alice, address):
    alice.name = "ليلى حداد"
    alice.save(update_fields=["name"])
    client.force_login(alice)
    response = client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith('attachment; filename="mockingbird-data-')
    assert json.loads(response.content)["account"]["name"] == "ليلى حداد"


def test_erasing_oneself_signs_out_and_says_so(client, alice):
    client.force_login(alice)
    response = client.post("/account/data/erase/", YES, follow=True)
    assert "is erased" in response.content.decode()
    assert not response.context["user"].is_authenticated
    assert Erasure.objects.get().is_own


@pytest.mark.parametrize("values", [{"proof": "wrong"}, {"is_sure": ""}])
def test_a_wrong_password_or_no_second_yes_erases_nothing(client, alice, values):
    client.force_login(alice)
    assert client.post("/account/data/erase/", YES | values).status_code == 400
    assert User.objects.get(pk=alice.pk).is_active


def test_without_a_password_the_address_is_asked_for(client, alice):
    alice.set_unusable_password()
    alice.save(update_fields=["password"])
    client.force_login(alice)
    assert "typed out" in client.get("/account/data/erase/").content.decode()
    assert client.post("/account/data/erase/", YES | {"proof": alice.email}).status_code == 302


def test_passwords_cannot_be_guessed_there(client, alice):
    client.force_login(alice)
    for _ in range(10):
        client.post("/account/data/erase/", YES | {"proof": "guess"})
    assert "too often" in client.post("/account/data/erase/", YES).content.decode()
    assert User.objects.get(pk=alice.pk).is_active


def test_the_page_says_which_exam_goes_on(client, running, alice):
    client.force_login(alice)
    assert "“Practice exam” goes on" in client.post("/account/data/erase/", YES).content.decode()


def test_an_app_erases_by_the_password(client, alice):
    client.force_login(alice)
    body = {"proof": PASSWORD, "is_sure": True}
    assert client.post(API, body, content_type="application/json").status_code == 204
    assert client.get("/api/v1/me").status_code == 401


def test_an_app_is_told_what_stands_in_the_way(client, running, alice):
    client.force_login(alice)
    response = client.post(API, {"proof": PASSWORD, "is_sure": True}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (409, "sitting-under-way")
