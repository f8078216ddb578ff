"""The stored stems most like one that is being written."""

import pytest

from exams.bank import nearest
from exams.bank.nearest import list_nearest
from exams.bank.services.authoring import ItemDetails, save_item
from exams.bank.services.workflow import change_status
from tests.fixtures.exam import make_content

STEM = "A team moves its streaming jobs to another runner and wants to keep every window as it is. What should they do?"


def save(code: str, stem: str) -> None:
    content = make_content(code)
    save_item(actor=None, code=code, content=type(content)(**{**vars(content), "stem": stem}), details=ItemDetails())


def names(stem: str = STEM, **values: str) -> list[str]:
    return [row.name for row in list_nearest(stem=stem, **values)]


@pytest.fixture
def near(db) -> None:
    save("near", STEM)
    save("far", "Which of these four services keeps a picture of every item that was ever shown to a candidate?")


def test_the_nearest_stored_stem_is_named(near):
    assert names() == ["near"]


def test_an_item_is_not_its_own_neighbor(near):
    assert names(without="near") == []


def test_what_is_saved_meanwhile_is_found(near):
    names()
    save("later", STEM.replace("every window", "all windows"))
    assert names() == ["near", "later"]


def test_a_stem_that_was_changed_meanwhile_is_not_found_any_more(near):
    names()
    save("near", "Something else altogether is asked here now. Which answer is right for this other question?")
    assert names() == []


def test_a_retired_item_is_nobodys_neighbor(near, make_item):
    item = make_item("gone", status="live")
    stem = item.current_version.stem
    assert names(stem) == ["gone"]
    change_status(actor=None, item=item, status="retired", reason="Out of date.")
    assert names(stem) == []


def test_a_bank_that_has_not_changed_is_asked_for_nothing_but_that(near, django_assert_num_queries):
    names()
    with django_assert_num_queries(1):
        names()


def test_many_changed_stems_are_read_at_once(near, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(nearest, "BATCH", 1)
    with django_assert_num_queries(3):
        assert names() == ["near"]
