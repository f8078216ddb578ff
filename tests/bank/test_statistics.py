"""Statistics written into items for many at once."""

import pytest

from exams.bank.models import Item
from exams.bank.services.statistics import write_statistics

pytestmark = pytest.mark.django_db


def test_statistics_take_the_place_of_those_before_and_nothing_else_changes(make_item) -> None:
    item = make_item("one")
    Item.objects.filter(pk=item.pk).update(metadata={"tags": ["x"], "statistics": {"location": 1.0}})
    changed_at = Item.objects.get(pk=item.pk).updated_at
    assert write_statistics(actor=None, statistics={item.pk: {"location": 2.0}}) == {item.pk: {"location": 1.0}}
    item.refresh_from_db()
    assert item.metadata == {"tags": ["x"], "statistics": {"location": 2.0}}
    assert item.updated_at == changed_at


def test_empty_statistics_are_taken_away(make_item) -> None:
    item = make_item("one")
    write_statistics(actor=None, statistics={item.pk: {"location": 2.0}})
    write_statistics(actor=None, statistics={item.pk: {}})
    item.refresh_from_db()
    assert item.metadata == {}


def test_an_item_that_is_gone_is_left_out(make_item) -> None:
    assert write_statistics(actor=None, statistics={0: {"location": 2.0}}) == {}


def test_many_items_take_no_statement_each(make_item, django_assert_max_num_queries) -> None:
    items = [make_item(f"item-{number}") for number in range(5)]
    with django_assert_max_num_queries(4):
        write_statistics(actor=None, statistics={item.pk: {"location": 1.0} for item in items})
