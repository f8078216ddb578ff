"""The authoring checks over stored items, in the admin, and waiving what they find."""

from dataclasses import replace

import pytest
from django.urls import reverse

from exams.bank import checks
from exams.bank.checks import list_bank_findings, list_findings
from exams.bank.errors import WaiverRefused
from exams.bank.lint import blocks_live
from exams.bank.models import Product
from exams.bank.services.waivers import LONGEST_REASON, waive, withdraw_waiver
from tests.bank.editing import edit_data
from tests.fixtures.exam import make_content

REASON = "The item is about the move itself."


def page(name, item):
    return reverse(f"admin:bank_item_{name}", args=[item.pk])


@pytest.fixture
def item(make_item):
    """An item that breaks R05: it uses a former name."""
    Product.objects.create(code="runner", name="New Runner", former_names=["Old Runner"])
    content = make_content("Moving to Old Runner")
    options = tuple(replace(option, reference_codes=("doc",)) for option in content.options)
    return make_item("one", content=replace(content, options=options), status="draft")


def rules(item):
    return {finding.rule for finding in list_findings(item=item)}


def test_stored_items_are_checked_with_what_the_database_knows(item):
    assert "R05" in rules(item)
    assert {finding.rule for finding in blocks_live(list_findings(item=item))} == {"R05"}


def test_an_item_without_a_place_is_found(item):
    item.placements.all().delete()
    assert "S02" in rules(item)


def test_the_bank_is_checked_as_a_whole(make_item):
    make_item("one")
    make_item("two", content=make_content("one"))
    found = [(row.rule, row.item) for row in list_bank_findings() if row.rule in {"D01", "B01"}]
    assert ("D01", "two") in found


def test_some_items_can_be_checked_alone(item, make_item):
    make_item("two")
    assert {row.item for row in list_bank_findings(codes=["one"])} == {"one"}


def test_a_bank_larger_than_a_batch_is_checked_whole(make_item, monkeypatch):
    monkeypatch.setattr(checks, "BATCH", 2)
    codes = [make_item(f"item-{number}").code for number in range(5)]
    assert [subject.facts.code for subject in checks.list_subjects()] == codes


# --- waivers ------------------------------------------------------------------------------------
def test_a_waiver_keeps_who_when_and_why(item, ben):
    item.metadata = {"tags": ["x"]}
    item.save(update_fields=["metadata"])
    item = waive(actor=ben, item=item, rule="R05", reason=f"  {REASON}\n")
    (waiver,) = item.metadata["lint_waivers"]
    assert (waiver["rule"], waiver["reason"], waiver["by"]) == ("R05", REASON, "Ben")
    assert waiver["on"]
    assert item.metadata["tags"] == ["x"]
    assert not blocks_live(list_findings(item=item))


def test_a_second_waiver_of_a_rule_replaces_the_first(item, ben):
    waive(actor=ben, item=item, rule="R05", reason="First.")
    item = waive(actor=ben, item=item, rule="R05", reason="Second.")
    assert [row["reason"] for row in item.metadata["lint_waivers"]] == ["Second."]


def test_a_withdrawn_waiver_counts_no_more(item, ben):
    waive(actor=ben, item=item, rule="R05", reason=REASON)
    item = withdraw_waiver(actor=ben, item=item, rule="R05")
    assert "lint_waivers" not in item.metadata
    assert blocks_live(list_findings(item=item))


@pytest.mark.parametrize(
    ("rule", "reason"),
    [("R05", " "), ("S05", REASON), ("X99", REASON), ("", REASON), ("R05", "x" * (LONGEST_REASON + 1))],
)
def test_a_waiver_that_may_not_be_is_refused(item, ben, rule, reason):
    with pytest.raises(WaiverRefused):
        waive(actor=ben, item=item, rule=rule, reason=reason)
    item.refresh_from_db()
    assert item.metadata == {}


def test_what_is_not_waived_cannot_be_withdrawn(item, ben):
    with pytest.raises(WaiverRefused):
        withdraw_waiver(actor=ben, item=item, rule="R05")


# --- pages --------------------------------------------------------------------------------------
def test_saving_tells_what_the_checks_found(client, ben, item):
    client.force_login(ben)
    data = edit_data(item, make_content("Moving to Old Runner, again"))
    html = client.post(reverse("admin:bank_item_change", args=[item.pk]), data, follow=True).content.decode()
    assert "Errors keep it from going live." in html


def test_the_editor_lists_the_findings(client, ben, item):
    client.force_login(ben)
    html = client.get(reverse("admin:bank_item_change", args=[item.pk])).content.decode()
    assert "“Old Runner” is now called New Runner." in html


def test_the_page_of_checks_says_why_and_how_to_mend(client, ben, item, make_item):
    make_item("two", content=make_content("Moving from Old Runner"))
    client.force_login(ben)
    html = client.get(page("checks", item)).content.decode()
    assert "Use the current name" in html
    assert html.count("Waive R05 for this item") == 1
    assert "nearly the same stem" in html


def test_waiving_on_the_page_is_logged_and_shown(client, ben, item):
    client.force_login(ben)
    response = client.post(page("waive", item), {"rule": "R05", "reason": REASON}, follow=True)
    assert f"Waived: {REASON}" in response.content.decode()
    assert f"R05 waived: {REASON}" in client.get(page("history", item)).content.decode()
    client.post(page("waive", item), {"rule": "R05", "withdraw": "1"})
    assert "R05" in {finding.rule for finding in blocks_live(list_findings(item=type(item).objects.get()))}


def test_a_waiver_without_a_reason_is_refused_on_the_page(client, ben, item):
    client.force_login(ben)
    html = client.post(page("waive", item), {"rule": "R05", "reason": ""}, follow=True).content.decode()
    assert "A waiver needs a reason" in html


def test_who_may_not_edit_a_live_item_may_not_waive_for_it(client, rita, roles, item):
    item.status = "live"
    item.save(update_fields=["status"])
    client.force_login(rita)
    assert client.post(page("waive", item), {"rule": "R05", "reason": REASON}).status_code == 403
    assert "Waive R05" not in client.get(page("checks", item)).content.decode()
