"""Instructors write the rules of the room."""

import pytest
from django.urls import reverse

from exams.proctoring.models import RoomRules

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(rules, client, ben):
    client.force_login(ben)
    return reverse("admin:proctoring_roomrules_change", args=[rules.pk])


@pytest.fixture
def save(client, url, rules):
    """`save(**changes)`: the answer to the form."""

    def post(**changes):
        values = {
            "terms": rules.terms,
            "asks_identity": "on",
            "camera": rules.camera,
            "proctor": rules.proctor,
            "warning_count": 1,
            "points": "{}",
            "look_away_seconds": 4,
            "retention_days": 30,
        }
        return client.post(url, values | changes)

    return post


def test_the_form_is_told_in_parts(client, url):
    page = client.get(url).content.decode()
    for part in ("Terms", "Check-in", "Watching", "Counting", "Review"):
        assert f"{part}</h2>" in page.replace("\n", "").replace("  ", "")


def test_changed_terms_are_a_new_version(save):
    assert save(terms="Other words.").status_code == 302
    assert save(terms="Other words.", warning_count=3).status_code == 302
    assert RoomRules.objects.values_list("terms_version", "warning_count").get() == (2, 3)


@pytest.mark.parametrize("points", ['{"copy": -1}', '{"copy": true}', '{"copied": 3}', "[1]", '{"copy": 1.5}', "words"])
def test_points_that_would_count_for_nothing_are_refused(save, points):
    assert save(points=points).status_code == 200
    assert RoomRules.objects.get().points == {}


def test_points_of_known_kinds_are_stored(save):
    save(points='{"copy": 0, "paste": 12}')
    assert RoomRules.objects.get().points_by_type["paste"] == 12


def test_an_exam_has_one_set_of_rules(client, adam, rules, exam):
    client.force_login(adam)
    page = client.get(reverse("admin:proctoring_roomrules_changelist")).content.decode()
    assert exam.title in page
    assert "With a proctor, always" in page
