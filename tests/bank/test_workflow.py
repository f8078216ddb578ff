"""The review of items: edits beside live versions, who may approve, what a step needs, what is written down."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from exams.assembly.selectors import list_pool
from exams.bank.errors import EditConflict, StatusRefused
from exams.bank.models import ExamGuide, Item, ReviewRule, ReviewStep
from exams.bank.services.authoring import get_details, save_item
from exams.bank.services.workflow import change_status, drop_next
from tests.fixtures.cast import make_person
from tests.fixtures.exam import make_content

FIRST, SECOND, THIRD = make_content("First"), make_content("Second"), make_content("Third")


@pytest.fixture
def live(make_item, guide) -> Item:
    """A live item whose guide asks for an approval."""
    item = make_item("one", content=FIRST)
    ExamGuide.objects.update(review_rule=ReviewRule.APPROVAL)
    return item


@pytest.fixture
def anna(roles) -> User:
    """An author."""
    return make_person("anna", role="Author", is_staff=True)


def edit(item: Item, content=SECOND, actor: User | None = None, **values) -> Item:
    return save_item(actor=actor, code=item.code, content=content, details=get_details(item=item), **values)[0]


def step(item: Item, *statuses: str, actor: User | None = None, reason: str = "Because.") -> Item:
    for status in statuses:
        item = change_status(actor=actor, item=item, status=status, reason=reason)
    return item


# --- an edit of what is live ----------------------------------------------------------------------
def test_edit_of_a_live_item_waits_beside_it(live, ben) -> None:
    item = edit(live, actor=ben)
    assert (item.status, item.current_version.revision) == ("live", 1)
    assert (item.next_status, item.next_version.revision) == ("draft", 2)


def test_new_forms_get_the_live_version_while_an_edit_waits(live, draft_exam) -> None:
    edit(live)
    assert [row.version_id for row in list_pool(exam=draft_exam)] == [live.current_version_id]


def test_edit_takes_the_place_of_the_live_version_when_it_is_put_live(live) -> None:
    item = step(edit(live), "in_review", "approved", "live")
    assert (item.status, item.current_version.revision) == ("live", 2)
    assert (item.next_version, item.next_status) == (None, "")


def test_edit_that_waits_is_not_put_live_without_approval(live) -> None:
    with pytest.raises(StatusRefused, match="in one step"):
        step(edit(live), "live")


def test_another_edit_takes_the_approval_away(live) -> None:
    item = edit(step(edit(live), "in_review", "approved"), THIRD)
    assert (item.next_version.revision, item.next_status) == (3, "draft")


def test_edit_of_an_approved_item_takes_the_approval_away(make_item) -> None:
    assert edit(make_item("one", status="approved", content=FIRST)).status == "draft"


def test_edit_is_based_on_the_edit_that_waits(live) -> None:
    item = edit(live, based_on=1)
    with pytest.raises(EditConflict):
        edit(item, THIRD, based_on=1)
    assert edit(item, THIRD, based_on=2).next_version.revision == 3


def test_quarantine_takes_back_the_live_version_and_keeps_the_edit(live) -> None:
    item = step(edit(live), "quarantined")
    assert (item.status, item.next_status, item.next_version.revision) == ("quarantined", "draft", 2)


def test_edit_of_a_quarantined_item_mends_it(live) -> None:
    item = step(edit(step(live, "quarantined")), "in_review", "approved", "live")
    assert (item.status, item.current_version.revision) == ("live", 2)


def test_retiring_gives_up_the_edit_too(live) -> None:
    item = step(edit(live), "retired")
    assert (item.status, item.next_version) == ("retired", None)


def test_edit_can_be_given_up(live, ben) -> None:
    item = drop_next(actor=ben, item=edit(live), reason="The old text was right.")
    assert (item.next_version, item.status, item.versions.count()) == (None, "live", 2)


def test_giving_up_needs_a_reason_and_an_edit(live, ben) -> None:
    with pytest.raises(StatusRefused, match="no edit that waits"):
        drop_next(actor=ben, item=live, reason="Why not.")
    with pytest.raises(StatusRefused, match="say why"):
        drop_next(actor=ben, item=edit(live), reason=" ")


def test_text_that_was_reviewed_elsewhere_is_live_at_once(live) -> None:
    item = edit(live, is_reviewed=True)
    assert (item.current_version.revision, item.next_version) == (2, None)


def test_free_rule_lets_publishers_replace_what_is_live(live, ben, anna) -> None:
    ExamGuide.objects.update(review_rule=ReviewRule.FREE)
    assert edit(live, actor=ben).current_version.revision == 2
    assert edit(live, THIRD, actor=anna).next_version.revision == 3


# --- who may approve -----------------------------------------------------------------------------
def test_author_does_not_approve_their_own_version_where_two_people_are_asked_for(live, ben, rita) -> None:
    ExamGuide.objects.update(review_rule=ReviewRule.TWO_PEOPLE)
    item = step(edit(live, actor=ben), "in_review", actor=ben)
    with pytest.raises(StatusRefused, match="you wrote this version"):
        step(item, "approved", actor=ben)
    assert step(item, "approved", actor=rita).next_status == "approved"


def test_author_approves_their_own_version_where_one_is_enough(live, ben) -> None:
    assert step(edit(live, actor=ben), "in_review", "approved", actor=ben).next_status == "approved"


def test_approval_is_for_the_version_that_was_looked_at(live, rita) -> None:
    item = step(edit(live), "in_review")
    edit(item, THIRD)
    with pytest.raises(StatusRefused, match="edited in the meantime"):
        change_status(actor=rita, item=item, status="approved", revision=2)


# --- what a step needs ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after"),
    [("in_review", "draft"), ("live", "quarantined"), ("live", "retired"), ("quarantined", "live")],
)
def test_grave_steps_need_a_reason(make_item, ben, before, after) -> None:
    item = make_item("one", status=before)
    with pytest.raises(StatusRefused, match="without a reason"):
        step(item, after, actor=ben, reason="  ")
    assert step(item, after, actor=ben).status == after


@pytest.mark.parametrize(("before", "after"), [("in_review", "approved"), ("approved", "live")])
def test_what_breaks_the_rules_of_good_items_does_not_go_live(make_item, before, after) -> None:
    item = make_item("one", status=before, content=replace(FIRST, explanation=""))
    with pytest.raises(StatusRefused, match="The explanation is missing"):
        step(item, after)


# --- what is written down ------------------------------------------------------------------------
def test_every_step_says_who_when_and_why(live, ben) -> None:
    step(live, "quarantined", actor=ben, reason=" The key is wrong. ")
    row = ReviewStep.objects.get()
    assert (row.actor, row.from_status, row.to_status, row.reason) == (ben, "live", "quarantined", "The key is wrong.")
    assert row.version == live.current_version
    assert row.taken_at


def test_refused_step_leaves_no_trace(live, rita) -> None:
    with pytest.raises(StatusRefused):
        step(live, "retired", actor=rita)
    assert not ReviewStep.objects.exists()


def test_log_is_only_added_to(live) -> None:
    step(live, "quarantined")
    row = ReviewStep.objects.get()
    with pytest.raises(TypeError):
        row.save()
    with pytest.raises(TypeError):
        row.delete()


# --- the database refuses nonsense ---------------------------------------------------------------
@pytest.mark.parametrize("values", [{"next_status": "draft"}, {"next_status": "live"}])
def test_edit_without_a_version_is_refused(live, values) -> None:
    with pytest.raises(IntegrityError, match="next_version_waits"), transaction.atomic():
        Item.objects.update(**values)


def test_edit_beside_a_draft_is_refused(live) -> None:
    edit(live)
    with pytest.raises(IntegrityError, match="next_version_waits"), transaction.atomic():
        Item.objects.update(status="draft")
