"""The checks of what stands in the editor, saved or not."""

from dataclasses import replace

import pytest
from django.urls import reverse

from exams.bank.models import Item, ItemVersion, Product
from tests.bank.editing import edit_data, form_data
from tests.fixtures.exam import make_content
from tests.queries.test_counts import count

NEW = "/admin/bank/item/typed-checks/"
# Session, person, permissions; item, its details, version and key; guides, objectives; products, bank, neighbors.
STATEMENTS = 15


@pytest.fixture
def editor(client, ben, guide):
    """Ben's browser."""
    client.force_login(ben)
    return client


@pytest.fixture
def item(make_item) -> Item:
    return make_item("item-1", content=make_content("First"), status="draft")


def address(item: Item) -> str:
    return reverse("admin:bank_item_typed_checks", args=[item.pk])


def rows(response) -> dict[str, str]:
    """Rule → id of the field that it is said beside."""
    return {row.finding.rule: row.place.field_id for row in response.context["checks"]["rows"]}


def test_a_finding_names_the_field_that_it_is_about(editor, item):
    bad = replace(make_content("First"), explanation="")
    response = editor.post(address(item), edit_data(item, bad, **{"options-1-rationale": "Short."}))
    found = {(row.finding.rule, row.place.field_id) for row in response.context["checks"]["rows"]}
    assert {("S05", "id_explanation"), ("S05", "id_options-1-rationale")} <= found


def test_a_finding_says_why_and_how_to_mend(editor, item):
    html = editor.post(address(item), edit_data(item, make_content("First"), explanation="")).content.decode()
    assert "How to mend" in html
    assert 'href="#id_explanation"' in html


def test_nothing_is_written(editor, item):
    before = Item.objects.values().get(pk=item.pk)
    editor.post(address(item), edit_data(item, make_content("Other"), difficulty="hard"))
    assert Item.objects.values().get(pk=item.pk) == before
    assert ItemVersion.objects.count() == 1


def test_what_was_typed_about_the_item_counts_too(editor, item):
    Product.objects.create(code="runner", name="Runner")
    response = editor.post(address(item), edit_data(item, make_content("First"), products="walker"))
    assert rows(response)["S02"] == "id_products"


def test_a_waiver_of_the_item_counts(editor, item):
    item.metadata = {"lint_waivers": [{"rule": "R01", "reason": "On purpose.", "by": "Ben", "on": "2026-11-21"}]}
    item.save(update_fields=["metadata"])
    long = replace(make_content("First"), stem=f"{'word ' * 60}and what should they do?")
    response = editor.post(address(item), edit_data(item, long))
    waived = [row.finding.rule for row in response.context["checks"]["rows"] if row.finding.waived_because]
    assert "R01" in waived
    assert "R01" not in {finding.rule for finding in response.context["checks"]["blockers"]}


def test_an_item_with_nearly_the_same_stem_is_named(editor, item, make_item):
    other = make_item("other", content=make_content("Second"))
    response = editor.post(
        address(item), edit_data(item, replace(make_content("First"), stem=other.current_version.stem))
    )
    (neighbor,) = response.context["checks"]["neighbors"]
    assert (neighbor.code, neighbor.percent) == ("other", 100)
    assert reverse("admin:bank_item_change", args=[other.pk]) in response.content.decode()


def test_a_new_item_of_which_nothing_is_written_has_no_findings(editor):
    response = editor.post(NEW, {"options-TOTAL_FORMS": 0, "options-INITIAL_FORMS": 0})
    assert response.context["checks"] == {}


def test_a_new_item_is_checked_before_it_is_saved(editor):
    response = editor.post(NEW, form_data(replace(make_content("New"), explanation=""), code="new-1"))
    assert rows(response)["S05"] == "id_explanation"
    assert not Item.objects.exists()


def test_half_a_form_is_no_trouble(editor, item):
    assert editor.post(address(item), {"stem": "Half"}).status_code == 200


def test_a_check_takes_the_recorded_number_of_queries(editor, item, make_item):
    for number in range(3):
        make_item(f"other-{number}")
    sent = edit_data(item, make_content("First"))
    editor.post(address(item), sent)
    found, statements = count(lambda: editor.post(address(item), sent))
    assert found == STATEMENTS, statements


def test_the_preview_names_what_the_checks_will_refuse(editor, item):
    """One truth: what keeps an item from going live is what the preview says is still needed."""
    numbers = replace(make_content("First"), stem="A team has a question that nobody asks. They wait for an answer.")
    response = editor.post(f"/admin/bank/item/preview/?item={item.pk}", edit_data(item, numbers))
    assert "R02" in {finding.rule for finding in response.context["blockers"]}


def test_who_may_not_edit_the_item_gets_no_preview_of_it(client, item, petra):
    client.force_login(petra)
    assert client.post(f"/admin/bank/item/preview/?item={item.pk}").status_code in {302, 403}
