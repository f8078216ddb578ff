"""Cohorts: made in the admin from a list of addresses."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Cohort
from accounts.services.cohorts import set_members

ADD = "admin:accounts_cohort_add"


@pytest.fixture
def cohort(alice) -> Cohort:
    cohort = Cohort.objects.create(attribute="Class", name="Evening")
    cohort.members.add(alice)
    return cohort


def test_a_pasted_list_makes_members(client, ben, alice, carol) -> None:
    client.force_login(ben)
    pasted = f"{alice.email.upper()}, {carol.email}\n{carol.email};"
    client.post(reverse(ADD), {"name": "Morning", "attribute": "Class", "emails": pasted})
    cohort = Cohort.objects.get()
    assert (str(cohort), set(cohort.members.all())) == ("Class: Morning", {alice, carol})


def test_who_is_not_listed_any_more_is_no_member(cohort, carol) -> None:
    assert set_members(cohort=cohort, emails=[carol.email, "nobody@example.org"]) == 1
    assert list(cohort.members.all()) == [carol]


def test_an_unknown_address_is_named_and_nothing_is_stored(client, ben, alice) -> None:
    client.force_login(ben)
    html = client.post(reverse(ADD), {"name": "Morning", "emails": f"{alice.email} who@example.org"}).content.decode()
    assert "Nobody has an account by who@example.org." in html
    assert not Cohort.objects.exists()


def test_the_page_lists_who_belongs(client, ben, cohort, alice) -> None:
    client.force_login(ben)
    html = client.get(reverse("admin:accounts_cohort_change", args=[cohort.pk])).content.decode()
    assert alice.email in html


def test_the_list_counts_members(client, ben, cohort) -> None:
    client.force_login(ben)
    html = client.get(reverse("admin:accounts_cohort_changelist")).content.decode()
    assert '<td class="field-member_count">1</td>' in html


@pytest.mark.parametrize("who", ["rita", "petra"])
def test_others_do_not_see_cohorts(client, request, who, cohort) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("admin:accounts_cohort_changelist")).status_code == 403


def test_a_name_is_taken_once_per_attribute(cohort) -> None:
    Cohort.objects.create(attribute="Language", name="Evening")
    with pytest.raises(IntegrityError), transaction.atomic():
        Cohort.objects.create(attribute="Class", name="Evening")
