"""The page of an exam guide, and the same by the API."""

import pytest

from exams.exchange.services.guides import import_guides, import_resources
from tests.exchange.test_guide_facts import RESOURCES, WHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guides(db):
    import_guides(name="guide.yaml", text=WHOLE)
    import_resources(name="resources.yaml", text=RESOURCES)


def test_a_visitor_sees_facts_with_their_sources(client):
    page = client.get("/guides/guide-1/").content.decode()
    assert "2 hours" in page
    assert 'href="https://example.org/exam"' in page
    assert "Reported by candidates" in page


def test_a_visitor_sees_what_to_read_for_an_objective(client):
    page = client.get("/guides/guide-1/").content.decode()
    assert 'href="https://example.org/costs"' in page
    assert "Documentation · 20 min · " in page


def test_who_has_an_old_book_finds_where_its_objectives_are_asked_today(client):
    page = client.get("/guides/guide-1/").content.decode()
    assert page.count('href="#objective-2.1"') == 2
    assert "It has no place of its own any more" in page
    assert "Some of it has no place of its own any more" in page


def test_an_old_guide_has_a_page_without_a_crosswalk(client):
    page = client.get("/guides/guide-0/").content.decode()
    assert "Coming with an older book" not in page


def test_there_is_no_page_of_an_unknown_guide(client):
    assert client.get("/guides/guide-7/").status_code == 404


def test_an_app_gets_the_same(client, alice):
    client.force_login(alice)
    guide = client.get("/api/v1/guides/guide-1").json()
    assert [fact["confidence"] for fact in guide["facts"]] == ["official", "reported"]
    objective = guide["domains"][0]["objectives"][0]
    assert objective["considerations"] == {"a": "Costs", "b": "Speed"}
    assert [row["title"] for row in objective["resources"]] == ["Costs", "Speed"]
    (older,) = guide["older_guides"]
    assert [row["successors"] for row in older["domains"][0]["objectives"]] == [["1.1", "2.1"], []]


def test_an_app_is_told_of_an_unknown_guide(client, alice):
    client.force_login(alice)
    response = client.get("/api/v1/guides/guide-7")
    assert (response.status_code, response.json()["code"]) == (404, "not-found")
