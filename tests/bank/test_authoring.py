"""Saving items and moving them along the workflow."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction

from exams.bank.errors import ContentRefused, EditConflict, StatusRefused
from exams.bank.keys import get_content, get_correct_codes
from exams.bank.models import Item, ItemStatus, ItemVersion, Objective, Option, Stimulus
from exams.bank.models.key import ItemKey, OptionKey
from exams.bank.services.authoring import (
    ItemDetails,
    Placement,
    add_stimulus,
    get_details,
    restore_version,
    save_item,
)
from exams.bank.services.workflow import change_status
from exams.bank.states import TRANSITIONS
from exams.sittings.content import forget, list_shown_items
from tests.fixtures.exam import make_content

CONTENT = make_content("Pumpkin")
CHANGED = replace(CONTENT, stem=f"{CONTENT.stem} Choose wisely.")
PLAIN = ItemDetails()
pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> Item:
    """An item in draft, in no guide."""
    return save_item(actor=None, code="x-1", content=CONTENT, details=PLAIN)[0]


@pytest.fixture
def objective(guide) -> Objective:
    return Objective.objects.get(domain__guide=guide, code="2.1")


# --- saving -------------------------------------------------------------------------------------
def test_new_item_is_a_draft_with_its_first_version(ben) -> None:
    item, is_changed = save_item(actor=ben, code="x-1", content=CONTENT, details=PLAIN)
    version = item.current_version
    assert is_changed
    assert (item.status, version.revision, version.created_by) == ("draft", 1, ben)


@pytest.mark.parametrize("content", [CONTENT, make_content("Pumpkin", select=3, is_shuffled=False)])
def test_stored_content_is_what_was_saved(content) -> None:
    content = replace(content, facts=({"claim": "It holds", "ref": "doc"},))
    item, _ = save_item(actor=None, code="x-1", content=content, details=PLAIN)
    stored = get_content(version=item.current_version)
    assert (stored, stored.facts) == (content, content.facts)
    assert stored.fingerprint() == item.current_version.fingerprint


def test_share_of_the_credit_is_stored() -> None:
    shares = [Decimal(1), Decimal("0.3333333"), Decimal("-0.5"), None]
    options = tuple(replace(row, fraction=share) for row, share in zip(CONTENT.options, shares, strict=True))
    item, _ = save_item(actor=None, code="x-1", content=replace(CONTENT, options=options), details=PLAIN)
    stored = get_content(version=item.current_version)
    assert [option.fraction for option in stored.options] == shares
    assert stored.fingerprint() == item.current_version.fingerprint


def test_key_is_stored_apart_from_the_options(item) -> None:
    assert get_correct_codes(version_ids=[item.current_version_id]) == {item.current_version_id: {"a"}}


def test_changed_content_makes_the_next_version(item) -> None:
    again, is_changed = save_item(actor=None, code="x-1", content=CHANGED, details=PLAIN)
    assert is_changed
    assert (again, again.current_version.revision, again.current_version.stem) == (item, 2, CHANGED.stem)


def test_changed_content_leaves_the_old_version_as_it_was(item) -> None:
    save_item(actor=None, code="x-1", content=CHANGED, details=PLAIN)
    assert get_content(version=ItemVersion.objects.get(item=item, revision=1)) == CONTENT


def test_content_of_an_older_version_makes_a_version_too(item) -> None:
    save_item(actor=None, code="x-1", content=CHANGED, details=PLAIN)
    again, is_changed = save_item(actor=None, code="x-1", content=CONTENT, details=PLAIN)
    assert (is_changed, again.current_version.revision) == (True, 3)


def test_unchanged_content_makes_no_version(item) -> None:
    again, is_changed = save_item(actor=None, code="x-1", content=CONTENT, details=PLAIN)
    assert (is_changed, again.current_version, ItemVersion.objects.count()) == (False, item.current_version, 1)


def test_changed_details_make_no_version(item, objective) -> None:
    details = ItemDetails("coding", "hard", True, {"tags": ["new"]}, (Placement(objective, "b"),))
    _, is_changed = save_item(actor=None, code="x-1", content=CONTENT, details=details)
    item.refresh_from_db()
    assert (is_changed, ItemVersion.objects.count()) == (False, 1)
    assert (item.style, item.difficulty, item.is_generative, item.metadata) == (
        "coding",
        "hard",
        True,
        details.metadata,
    )
    assert item.placements.values_list("guide_id", "objective_id", "consideration").get() == (
        *(objective.domain.guide_id, objective.pk, "b"),
    )


def test_new_place_in_a_guide_replaces_the_old_one(guide, make_item) -> None:
    item = make_item("x-1", objective="1.1")
    place = Placement(Objective.objects.get(domain__guide=guide, code="3.2"))
    save_item(actor=None, code="x-1", content=make_content("x-1"), details=ItemDetails(placements=(place,)))
    assert item.placements.get().objective == place.objective


def test_stated_revision_is_the_version_number() -> None:
    item, _ = save_item(actor=None, code="x-1", content=CONTENT, details=PLAIN, revision=7)
    assert item.current_version.revision == 7


def test_stated_revision_never_counts_back(item) -> None:
    again, _ = save_item(actor=None, code="x-1", content=CHANGED, details=PLAIN, revision=1)
    assert again.current_version.revision == 2


def test_version_points_at_the_stated_revision_of_its_stimulus() -> None:
    rows = [Stimulus.objects.create(code="case", revision=number, title="Case", text="…") for number in (1, 2)]
    content = replace(CONTENT, stimulus_code="case", stimulus_revision=1)
    item, _ = save_item(actor=None, code="x-1", content=content, details=PLAIN)
    assert item.current_version.stimulus == rows[0]


def test_refused_content_leaves_nothing() -> None:
    with pytest.raises(ContentRefused) as refusal:
        save_item(actor=None, code="x-1", content=replace(CONTENT, stem=""), details=PLAIN)
    assert [finding.where for finding in refusal.value.findings] == ["stem"]
    assert not Item.objects.exists()


def test_refused_edit_changes_neither_content_nor_details(item) -> None:
    broken = replace(CHANGED, stem="")
    with pytest.raises(ContentRefused):
        save_item(actor=None, code="x-1", content=broken, details=ItemDetails(difficulty="hard"))
    item.refresh_from_db()
    assert (item.difficulty, ItemVersion.objects.count()) == ("medium", 1)


# --- two people edit -----------------------------------------------------------------------------
@pytest.mark.parametrize("based_on", [0, 2])
def test_edit_of_another_revision_than_the_current_is_refused(item, based_on) -> None:
    with pytest.raises(EditConflict) as conflict:
        save_item(actor=None, code="x-1", content=CHANGED, details=PLAIN, based_on=based_on)
    assert conflict.value.revision == 1
    assert ItemVersion.objects.count() == 1


def test_edit_of_the_current_revision_is_saved(item) -> None:
    again, _ = save_item(actor=None, code="x-1", content=CHANGED, details=PLAIN, based_on=1)
    assert again.current_version.revision == 2


def test_new_item_is_based_on_nothing() -> None:
    assert save_item(actor=None, code="x-1", content=CONTENT, details=PLAIN, based_on=0)[1]


def test_conflict_about_an_item_that_is_gone_makes_none() -> None:
    with pytest.raises(EditConflict):
        save_item(actor=None, code="x-1", content=CONTENT, details=PLAIN, based_on=3)
    assert not Item.objects.exists()


def test_restored_version_is_a_new_one_with_the_old_content(ben, make_item) -> None:
    item = make_item("x-1", objective="2.1", content=CONTENT)
    old, before = item.current_version, get_details(item=item)
    save_item(actor=None, code="x-1", content=CHANGED, details=before)
    again, _ = restore_version(actor=ben, version=old, based_on=2)
    assert (again.current_version.revision, again.current_version.created_by) == (3, ben)
    assert (get_content(version=again.current_version), get_details(item=again)) == (CONTENT, before)


# --- stimuli ------------------------------------------------------------------------------------
def test_first_stimulus_of_a_code_is_revision_one() -> None:
    stimulus, is_made = add_stimulus(actor=None, code="case", title="Case", text="…")
    assert (stimulus.revision, is_made) == (1, True)


@pytest.mark.parametrize(("title", "text"), [("Another case", "…"), ("Case", "Another text")])
def test_changed_stimulus_is_the_next_revision(title, text) -> None:
    first, _ = add_stimulus(actor=None, code="case", title="Case", text="…")
    second, is_made = add_stimulus(actor=None, code="case", title=title, text=text)
    first.refresh_from_db()
    assert (second.revision, is_made, first.title, first.text) == (2, True, "Case", "…")


def test_unchanged_stimulus_makes_no_revision() -> None:
    first, _ = add_stimulus(actor=None, code="case", title="Case", text="…")
    assert add_stimulus(actor=None, code="case", title="Case", text="…") == (first, False)


# --- an edit changes nothing that is under way ---------------------------------------------------
def shown(sitting) -> tuple:
    forget()
    return list_shown_items(sitting)


def test_edit_changes_no_form(exam) -> None:
    before = list(exam.forms.get().items.values_list("position", "version_id"))
    item = Item.objects.get(code="item-01")
    save_item(actor=None, code=item.code, content=CHANGED, details=ItemDetails())
    assert list(exam.forms.get().items.values_list("position", "version_id")) == before


def test_edit_of_every_item_changes_no_running_sitting(running) -> None:
    before = shown(running)
    for number, row in enumerate(before):
        save_item(actor=None, code=row.code, content=make_content(f"New {number}"), details=PLAIN)
    assert len(before) == 10
    assert shown(running) == before


def test_retiring_an_item_changes_no_running_sitting(running) -> None:
    before = shown(running)
    change_status(actor=None, item=Item.objects.get(code=before[0].code), status="retired")
    assert shown(running) == before


# --- what never changes -------------------------------------------------------------------------
FROZEN: list[type[models.Model]] = [ItemVersion, Option, OptionKey, ItemKey]


@pytest.mark.parametrize("model", FROZEN)
def test_row_of_a_version_is_never_saved_again(item, model) -> None:
    with pytest.raises(TypeError, match="never changes"):
        model.objects.first().save()


def test_stimulus_is_never_saved_again() -> None:
    stimulus = Stimulus.objects.create(code="case", revision=1, title="Case", text="…")
    with pytest.raises(TypeError, match="never changes"):
        stimulus.save()


# --- the database refuses nonsense --------------------------------------------------------------
def refused_by(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_live_item_without_a_version_is_refused() -> None:
    with refused_by("live_item_has_a_version"), transaction.atomic():
        Item.objects.create(code="x-1", status="live")


def test_unknown_status_is_refused() -> None:
    with refused_by("item_status_is_known"), transaction.atomic():
        Item.objects.create(code="x-1", status="lively")


@pytest.mark.parametrize(("kind", "count"), [("single_choice", 2), ("single_choice", 0), ("multiple_select", 1)])
def test_number_to_select_that_does_not_fit_the_kind_is_refused(item, kind, count) -> None:
    with refused_by("select_count_fits_the_kind"), transaction.atomic():
        ItemVersion.objects.create(item=item, revision=9, kind=kind, select_count=count, stem="…")


def test_share_beyond_the_whole_credit_is_refused(item) -> None:
    option = Option.objects.create(version=item.current_version, code="z", text="One more")
    with refused_by("fraction_from_minus_1_to_1"), transaction.atomic():
        OptionKey.objects.create(option=option, is_correct=False, rationale="", fraction=Decimal("1.1"))


def test_revision_stands_once_per_item(item) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(item=item, revision=1, kind="single_choice", select_count=1, stem="…")


def test_option_letter_stands_once_per_version(item) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Option.objects.create(version=item.current_version, code="a", text="Another")


def test_item_has_one_place_in_a_guide(guide, make_item) -> None:
    item = make_item("x-1", objective="1.1")
    with pytest.raises(IntegrityError), transaction.atomic():
        item.placements.create(guide=guide, objective=Objective.objects.get(code="2.1"))


def test_version_cannot_be_deleted_under_its_item(item) -> None:
    with pytest.raises(models.ProtectedError):
        item.current_version.delete()


# --- the workflow -------------------------------------------------------------------------------
STEPS = [(old, new) for old in ItemStatus.values for new in ItemStatus.values if old != new]
LEGAL = {
    ("draft", "in_review"), ("draft", "retired"),
    ("in_review", "draft"), ("in_review", "approved"), ("in_review", "retired"),
    ("approved", "draft"), ("approved", "live"), ("approved", "retired"),
    ("live", "quarantined"), ("live", "retired"), ("live", "draft"),
    ("quarantined", "draft"), ("quarantined", "live"), ("quarantined", "retired"),
    ("retired", "draft"),
}  # fmt: skip


def test_transitions_know_every_status() -> None:
    assert set(TRANSITIONS) == set(ItemStatus.values)


@pytest.mark.parametrize(("old", "new"), sorted(LEGAL))
def test_legal_step_is_taken(make_item, old, new) -> None:
    item = make_item("x-1", status=old)
    assert change_status(actor=None, item=item, status=new).status == new
    assert Item.objects.get().status == new


@pytest.mark.parametrize(("old", "new"), [step for step in STEPS if step not in LEGAL])
def test_illegal_step_is_refused(make_item, old, new) -> None:
    item = make_item("x-1", status=old)
    with pytest.raises(StatusRefused, match="in one step"):
        change_status(actor=None, item=item, status=new)
    assert Item.objects.get().status == old


@pytest.mark.parametrize("status", ItemStatus.values)
def test_step_to_the_same_status_changes_nothing(make_item, status) -> None:
    item = make_item("x-1", status=status)
    before = item.updated_at
    assert change_status(actor=None, item=item, status=status).updated_at == before


def test_refusal_names_item_and_both_statuses(item) -> None:
    with pytest.raises(StatusRefused, match=r"^x-1 is “Draft” and cannot become “Live” in one step\.$"):
        change_status(actor=None, item=item, status="live")


def test_item_without_a_place_does_not_go_live(item) -> None:
    Item.objects.update(status="approved")
    with pytest.raises(StatusRefused, match="place in a guide"):
        change_status(actor=None, item=item, status="live")


def test_item_without_content_does_not_go_live(guide, objective) -> None:
    item = Item.objects.create(code="x-1", status="approved")
    item.placements.create(guide=guide, objective=objective)
    with pytest.raises(StatusRefused, match="needs content"):
        change_status(actor=None, item=item, status="live")


def test_stored_status_counts_not_the_one_in_hand(item) -> None:
    """Two people press at once: the second sees what the first did."""
    Item.objects.update(status="retired")
    with pytest.raises(StatusRefused):
        change_status(actor=None, item=item, status="in_review")
