"""A text that several items share: mended once, and then given to the items that show it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from exams.bank.models import ExamGuide, Item, Stimulus
from exams.bank.services.authoring import add_stimulus
from exams.bank.services.stimuli import adopt_revision
from tests.fixtures.exam import make_content


@pytest.fixture
def old(db) -> Stimulus:
    return add_stimulus(actor=None, code="harbor", title="The harbor", text="A harbor predicts arivals.")[0]


@pytest.fixture
def items(make_item, old) -> list[Item]:
    """Two items that share the text, and one that does not."""
    shared = {"stimulus_code": "harbor", "stimulus_revision": 1}
    return [
        make_item("one", content=replace(make_content("One"), **shared)),
        make_item("two", content=replace(make_content("Two"), **shared), status="draft"),
        make_item("other"),
    ]


@pytest.fixture
def new(items) -> Stimulus:
    return add_stimulus(actor=None, code="harbor", title="The harbor", text="A harbor predicts arrivals.")[0]


def shown(item: Item) -> tuple[int, int]:
    """Number of the newest version, revision of its stimulus."""
    item.refresh_from_db()
    version = item.newest_version
    assert version
    return version.revision, version.stimulus.revision if version.stimulus else 0


def test_each_item_that_shows_the_text_gets_a_version_with_the_new_one(ben, items, new):
    assert [item.code for item in adopt_revision(actor=ben, stimulus=new)] == ["one", "two"]
    assert [shown(item) for item in items] == [(2, 2), (2, 2), (1, 0)]


def test_of_a_live_item_it_waits_where_the_review_asks_for_it(ben, items, new):
    ExamGuide.objects.update(review_rule="approval")
    adopt_revision(actor=ben, stimulus=new)
    live = Item.objects.get(code="one")
    assert live.current_version.stimulus.revision == 1
    assert live.next_version.stimulus.revision == 2


def test_given_twice_it_changes_nothing_more(ben, items, new):
    adopt_revision(actor=ben, stimulus=new)
    assert adopt_revision(actor=ben, stimulus=new) == []


def test_the_page_names_the_items_and_gives_them_the_revision(client, ben, items, new):
    client.force_login(ben)
    html = client.get(reverse("admin:bank_stimulus_change", args=[new.pk])).content.decode()
    assert "2 items show another revision of it." in " ".join(html.split())
    assert "one</a> (revision 1)" in html
    response = client.post(reverse("admin:bank_stimulus_adopt", args=[new.pk]), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["New versions with revision 2: one, two."]
    assert "another revision" not in response.content.decode()


@pytest.mark.parametrize("name", ["alice", "petra"])
def test_who_may_not_edit_items_may_not_give_it_to_them(client, request, name, items, new):
    client.force_login(request.getfixturevalue(name))
    response = client.post(reverse("admin:bank_stimulus_adopt", args=[new.pk]))
    assert response.status_code in {302, 403}
    assert shown(items[0]) == (1, 1)
