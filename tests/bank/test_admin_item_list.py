"""The list of items and what can be done to many at once."""

import pytest
from django.urls import reverse

from exams.bank.forms import PlaceField
from exams.bank.models import ExamGuide, Item, Objective
from exams.bank.services.authoring import Placement, get_details, save_item
from exams.bank.services.comments import add_comment
from exams.bank.services.reports import report_item
from exams.bank.services.workflow import change_status
from tests.fixtures.exam import make_content

LIST = "/admin/bank/item/"


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


def listed(response) -> list[str]:
    return [item.code for item in response.context["cl"].result_list]


def run_action(client, action: str, *items: Item):
    data = {"action": action, "_selected_action": [item.pk for item in items]}
    response = client.post(LIST, data, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_the_list_shows_what_an_author_looks_for(staff, make_item):
    make_item("one", objective="2.1")
    html = staff.get(LIST).content.decode()
    for words in ("status--live", "a team trains a model", "2.1 Objective 2.1", "Medium"):
        assert words in html


def test_the_number_of_queries_does_not_grow_with_the_list(staff, make_item, django_assert_max_num_queries):
    for number in range(3):
        make_item(f"item-{number}", objective="1.1")
    staff.get(LIST)
    with django_assert_max_num_queries(16):
        staff.get(LIST)
    for number in range(3, 20):
        make_item(f"item-{number}", objective="2.1")
    with django_assert_max_num_queries(16):
        staff.get(LIST)


def test_an_empty_list_says_what_to_do(staff, make_item):
    assert "There are no items yet." in staff.get(LIST).content.decode()
    make_item("one")
    html = staff.get(LIST, {"q": "nothing-like-it"}).content.decode()
    assert "Nothing matches." in html
    assert 'href="?"' in html


def test_a_long_filter_is_folded_until_it_narrows(staff, guide):
    for number in range(4, 12):
        guide.domains.create(code=str(number), title=f"Domain {number}", weight=1)
    folded, chosen = '<details data-filter-title="domain">', '<details data-filter-title="domain" open>'
    assert folded in staff.get(LIST).content.decode()
    assert chosen in staff.get(LIST, {"domain": guide.domains.first().pk}).content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("two", ["two"]),
        ("bananas", ["one"]),
        ("bananas serve", ["one"]),
        ("bananas apples", []),
        ("answer", ["one", "two"]),
        ("rationale", ["one", "two"]),
        ("explanation apples", ["two"]),
        ("nothing-like-it", []),
    ],
)
def test_the_search_looks_for_every_word_in_all_texts(staff, make_item, words, found):
    make_item("one", content=make_content("Bananas"))
    make_item("two", content=make_content("Apples"))
    assert listed(staff.get(LIST, {"q": words})) == found


def test_the_search_looks_at_the_edit_that_waits(staff, make_item):
    item = make_item("one", content=make_content("Bananas"))
    ExamGuide.objects.update(review_rule="approval")
    save_item(actor=None, code="one", content=make_content("Cherries"), details=get_details(item=item))
    assert listed(staff.get(LIST, {"q": "cherries"})) == ["one"]
    assert listed(staff.get(LIST, {"q": "bananas"})) == []


@pytest.fixture
def tagged(make_item):
    for code, tags in (("one", ["cost"]), ("two", ["cost model", "quantization"]), ("three", [])):
        item = make_item(code)
        item.metadata = {"tags": tags, "products": ["bigquery-ml"] if code == "one" else []}
        item.save(update_fields=["metadata"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"tag": "cost"}, ["one"]),
        ({"tag": "quantization"}, ["two"]),
        ({"product": "bigquery-ml"}, ["one"]),
        ({"q": "quantization"}, ["two"]),
    ],
)
def test_tags_and_products_narrow_the_list(staff, tagged, query, found):
    assert listed(staff.get(LIST, query)) == found


def test_what_waits_for_somebody_is_found(staff, make_item, alice, ben):
    items = {code: make_item(code) for code in ("comments", "edit", "nothing", "reports")}
    make_item("review", status="in_review")
    version = items["comments"].current_version
    add_comment(actor=ben, version=version, text="Is this so?")
    report_item(actor=alice, version=items["reports"].current_version, kind="other", text="No.")
    ExamGuide.objects.update(review_rule="approval")
    save_item(actor=ben, code="edit", content=make_content("New"), details=get_details(item=items["edit"]))
    for waits in ("comments", "edit", "reports", "review"):
        assert listed(staff.get(LIST, {"waits": waits})) == [waits]


def test_who_approved_narrows_the_list(staff, make_item, rita):
    item = make_item("one", status="in_review")
    make_item("two", status="approved")
    change_status(actor=rita, item=item, status="approved")
    assert listed(staff.get(LIST, {"reviewer": rita.pk})) == ["one"]


def test_the_list_can_be_narrowed_to_a_domain(staff, make_item, guide):
    make_item("one", objective="1.2")
    make_item("two", objective="2.2")
    assert listed(staff.get(LIST, {"domain": guide.domains.get(code="2").pk})) == ["two"]


def test_a_domain_that_is_no_number_finds_nothing(staff, make_item):
    make_item("one")
    assert listed(staff.get(LIST, {"domain": "x"})) == []


def test_an_action_says_what_it_did_and_why_not(staff, make_item):
    draft, live = make_item("draft", status="draft"), make_item("live", status="live")
    said = run_action(staff, "send_to_review", draft, live)
    draft.refresh_from_db()
    assert draft.status == "in_review"
    assert said[0] == "Now in review: draft."
    assert "live is “Live” and cannot become “In review” in one step." in said[1]


def test_items_without_a_place_are_not_put_live(staff, make_item):
    ready, homeless = make_item("ready", status="approved"), make_item("homeless", status="approved")
    homeless.placements.all().delete()
    said = run_action(staff, "put_live", ready, homeless)
    assert said[0] == "Now live: ready."
    assert "homeless needs content and a place in a guide" in said[1]


def test_nobody_deletes_an_item(client, adam, make_item):
    client.force_login(adam)
    item = make_item("kept")
    assert client.post(reverse("admin:bank_item_delete", args=[item.pk]), {"post": "yes"}).status_code == 403


def test_places_are_plain_values():
    """The form's value for a place is what the field reads back."""
    objective = Objective(pk=7)
    field = PlaceField([])
    assert field.prepare_value(Placement(objective, "b")) == "7:b"
    assert field.prepare_value(Placement(objective)) == "7"


def test_after_a_change_of_many_the_list_is_as_narrow_as_before(staff, make_item):
    item = make_item("one", status="draft")
    sent = {"action": "change_many", "_selected_action": [item.pk], "apply": "1", "difficulty": "hard"}
    response = staff.post(f"{LIST}?q=one", sent)
    assert response.url.endswith("?q=one")
