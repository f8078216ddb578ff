"""Versions of an item: reading them, where they are used, going back."""

from dataclasses import replace

import pytest
from django.urls import reverse

from exams.bank.admin.changes import describe_changes, list_changes
from exams.bank.admin.differences import Piece, compare, list_differences
from exams.bank.keys import get_content
from exams.bank.services.authoring import get_details, save_item
from tests.fixtures.exam import make_content


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


@pytest.fixture
def item(make_item, ben):
    """Two versions; the second one's stem differs, and ben wrote it."""
    item = make_item("item-1", content=make_content("First"))
    changed = replace(make_content("First"), stem=make_content("Second").stem)
    return save_item(actor=ben, code="item-1", content=changed, details=get_details(item=item))[0]


def url(name: str, item, *rest) -> str:
    return reverse(f"admin:bank_item_{name}", args=[item.pk, *rest])


def test_all_versions_are_listed_with_author_and_change(staff, item):
    rows = staff.get(url("versions", item)).context["rows"]
    assert [(row.version.revision, row.changes, row.is_current) for row in rows] == [
        (2, "Stem", True),
        (1, "First version", False),
    ]
    assert "Ben" in staff.get(url("versions", item)).content.decode()


def test_the_number_of_queries_does_not_grow_with_versions(staff, item, django_assert_max_num_queries):
    for number in range(8):
        content = replace(make_content("First"), explanation=f"Explanation number {number}.")
        save_item(actor=None, code="item-1", content=content, details=get_details(item=item))
    staff.get(url("versions", item))
    with django_assert_max_num_queries(12):
        staff.get(url("versions", item))


def test_an_old_version_can_be_read_with_its_key(staff, item):
    html = staff.get(url("version", item, 1)).content.decode()
    assert "First: a team trains a model" in html
    assert "The zyzzyva rationale of option a" in html
    assert "Version 2 is current." in html


def test_a_version_that_does_not_exist_is_not_found(staff, item):
    assert staff.get(url("version", item, 9)).status_code == 404


def test_it_is_told_where_a_version_is_used(staff, running):
    place = running.form.items.select_related("version__item").first()
    row = staff.get(url("versions", place.version.item)).context["rows"][0]
    assert [(use.title, use.sitting_count) for use in row.uses] == [("Practice exam, form 1", 1)]


def test_restoring_makes_a_new_version_with_the_old_content(staff, item):
    response = staff.post(url("restore", item, 1), {"based_on": 2}, follow=True)
    item.refresh_from_db()
    assert item.current_version.revision == 3
    assert get_content(version=item.current_version) == make_content("First")
    assert item.placements.count() == 1
    assert "Version 3 saved: it says what version 1 said." in str(next(iter(response.context["messages"])))


def test_restoring_past_somebody_elses_edit_is_refused(staff, item):
    response = staff.post(url("restore", item, 1), {"based_on": 1}, follow=True)
    assert "nothing was restored" in str(next(iter(response.context["messages"])))
    assert item.versions.count() == 2


def test_restoring_what_is_current_changes_nothing(staff, item):
    staff.post(url("restore", item, 2), {"based_on": 2})
    assert item.versions.count() == 2


# --- what differs -------------------------------------------------------------------------------
def with_option(index: int, **changes):
    content = make_content("First")
    options = list(content.options)
    options[index] = replace(options[index], **changes)
    return replace(content, options=tuple(options))


@pytest.mark.parametrize(
    ("after", "parts"),
    [
        (make_content("First"), []),
        (with_option(1, text="Other"), ["options"]),
        (with_option(1, is_correct=True), ["key"]),
        (with_option(1, rationale="Another rationale altogether."), ["rationales"]),
        (replace(make_content("First"), explanation="Other."), ["explanation"]),
        (replace(make_content("First"), references=()), ["references"]),
        (replace(make_content("First"), is_shuffled=False), ["shuffling"]),
        (replace(make_content("First"), stimulus_code="case", stimulus_revision=1), ["stimulus"]),
        (replace(make_content("First"), stem="Other", explanation="Other."), ["stem", "explanation"]),
    ],
)
def test_changes_are_named(after, parts):
    assert list_changes(make_content("First"), after) == parts


def test_a_first_version_has_nothing_to_differ_from():
    assert describe_changes(None, make_content("First")) == "First version"


def test_the_version_page_shows_the_words_that_changed(staff, item):
    html = staff.get(url("version", item, 2)).content.decode()
    assert "<del>First</del><ins>Second</ins>: a team trains" in html


def test_words_are_compared_one_by_one():
    assert compare("low cost.", "no cost!") == (
        Piece("removed", "low"),
        Piece("added", "no"),
        Piece("same", " cost"),
        Piece("removed", "."),
        Piece("added", "!"),
    )


def test_an_option_that_was_taken_away_is_a_difference():
    fewer = replace(make_content("First"), options=make_content("First").options[:-1])
    found = {difference.title: difference.pieces for difference in list_differences(make_content("First"), fewer)}
    assert found["Option d"] == (Piece("removed", "First, answer d"),)


def test_a_first_version_shows_no_differences():
    assert list_differences(None, make_content("First")) == []


def test_a_changed_word_is_shown_between_what_stays():
    pieces = compare("Serve it at low cost.", "Serve it at no cost.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Serve it at "),
        ("removed", "low"),
        ("added", "no"),
        ("same", " cost."),
    ]


def test_a_sentence_that_was_written_anew_is_not_torn_to_shreds():
    pieces = compare("First, move the jobs to it. Done.", "Keep the old machine, and wait. Done.")
    assert [piece.kind for piece in pieces] == ["removed", "added", "same"]
