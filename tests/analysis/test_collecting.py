"""Scored sittings become arrays: who saw what, chose what, and what it earned."""

from datetime import timedelta

import numpy as np
import pytest

from scoring.analysis.collecting import Collected, collect, collect_seconds
from scoring.analysis.selectors import list_scored_results
from scoring.psychometrics.count_table import totals_of
from scoring.psychometrics.responses import marks_of
from tests.analysis.sat_sittings import CLOSED_AT, add_sittings

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(exam):
    return exam.forms.get()


@pytest.fixture
def keys(form):
    """The key as selected codes, by position."""
    count = [item.version.select_count for item in form.items.select_related("version").order_by("position")]
    return ["ab" if number == 2 else "a" for number in count]


def choices_of(collected: Collected, sitting_id) -> list[str]:
    codes = collected.responses.codes[collected.sitting_ids.index(sitting_id)]
    known = collected.responses.choices
    return ["".join(known[item][code]) if code != 255 else "-" for item, code in enumerate(codes)]


def test_answers_stand_in_the_order_of_versions_whatever_the_order_of_the_sitting(exam, form, keys) -> None:
    row = ["c", *keys[1:-1], ""]
    one = add_sittings(exam, form, [row])[0]
    other = add_sittings(exam, form, [row], is_reversed=True)[0]
    found = collect(list_scored_results(exam=exam))
    by_version = [code for _, code in sorted(zip([item.version_id for item in form.items.all()], row, strict=True))]
    assert choices_of(found, one.sitting_id) == choices_of(found, other.sitting_id) == by_version
    assert totals_of(found.responses).tolist() == [len(keys) - 2] * 2 == [one.points, other.points]


def test_items_of_another_form_were_not_presented(exam, form, keys, other_form) -> None:
    add_sittings(exam, form, [keys])
    add_sittings(exam, other_form, [[""] * other_form.items.count()])
    found = collect(list_scored_results(exam=exam))
    seen = ~np.isnan(marks_of(found.responses))
    assert seen.sum(axis=1).tolist() == [10, 10]
    assert found.responses.k == len({column.version_id for column in found.columns}) > 10
    part = found.of_sittings(found.form_ids == form.pk)
    assert (part.n, part.responses.k, part.is_right().sum()) == (1, 10, 10)


@pytest.fixture
def other_form(exam, form, bank):
    """With the four items that the first form lacks, and six of its own."""
    other = exam.forms.create(number=2, seed=2)
    seen = set(form.items.values_list("version_id", flat=True))
    domain = form.items.first().domain
    versions = sorted((item.current_version_id for item in bank), key=lambda pk: pk in seen)[:10]
    for position, version_id in enumerate(versions, start=1):
        other.items.create(position=position, version_id=version_id, domain=domain)
    return other


def test_pilot_items_are_marked_by_the_key_and_count_for_nothing(exam, form, keys) -> None:
    form.items.filter(position=1).update(is_pilot=True)
    add_sittings(exam, form, [keys, ["b", *keys[1:]]])
    found = collect(list_scored_results(exam=exam))
    pilot = next(place for place, column in enumerate(found.columns) if not column.is_scored)
    assert sorted(marks_of(found.responses)[:, pilot]) == [0.0, 1.0]
    assert totals_of(found.responses).tolist() == [9.0, 9.0]


def test_weights_are_the_marks_points(exam, form, keys) -> None:
    form.items.filter(position=2).update(weight=3)
    add_sittings(exam, form, [keys])
    found = collect(list_scored_results(exam=exam))
    assert totals_of(found.responses).tolist() == [12.0]
    assert sorted({column.max_points for column in found.columns}) == [1.0, 3.0]


def test_columns_know_options_and_key(exam, form, keys) -> None:
    add_sittings(exam, form, [keys])
    found = collect(list_scored_results(exam=exam))
    assert {column.options for column in found.columns} == {tuple("abcd"), tuple("abcde")}
    assert {column.key for column in found.columns} == {frozenset("a"), frozenset("ab")}
    assert set(found.domain_ids) == set(form.items.values_list("domain_id", flat=True))


def test_what_is_void_or_outside_of_the_period_is_not_read(exam, form, keys) -> None:
    add_sittings(exam, form, [keys])
    add_sittings(exam, form, [keys], closed_at=CLOSED_AT + timedelta(days=1))
    for result in add_sittings(exam, form, [keys]):
        result.state = "voided"
        result.save(update_fields=["state"])
    assert collect(list_scored_results(exam=exam)).n == 2
    assert collect(list_scored_results(exam=exam, until=CLOSED_AT)).n == 0
    assert collect(list_scored_results(guide=exam.guide, since=CLOSED_AT + timedelta(days=1))).n == 1


def test_nothing_sat_is_empty(exam) -> None:
    found = collect(list_scored_results(exam=exam))
    assert (found.n, found.columns, found.responses.codes.shape) == (0, (), (0, 0))
    assert collect_seconds(found).shape == (0, 0)


def test_seconds_stand_where_time_was_spent(exam, form, keys) -> None:
    timed = add_sittings(exam, form, [keys], seconds=12.5)[0]
    add_sittings(exam, form, [keys])
    found = collect(list_scored_results(exam=exam))
    seconds = collect_seconds(found)
    row = found.sitting_ids.index(timed.sitting_id)
    assert (seconds[row] == 12.5).all()
    assert np.isnan(seconds[1 - row]).all()


def test_collecting_takes_as_many_statements_for_many_as_for_one(exam, form, keys, django_assert_num_queries) -> None:
    add_sittings(exam, form, [keys] * 20)
    with django_assert_num_queries(3):
        collect(list_scored_results(exam=exam))


def test_a_corrected_key_is_the_one_that_marks_were_given_by(exam, form, keys) -> None:
    first = form.items.get(position=1).version_id
    for row in add_sittings(exam, form, [keys, ["c", *keys[1:]]]):
        place = row.marks["version_id"].index(first)
        row.marks["points"][place] = int(row.marks["selected"][place] == "c")
        row.save(update_fields=["marks"])
    column = next(one for one in collect(list_scored_results(exam=exam)).columns if one.version_id == first)
    assert column.key == frozenset("c")


def test_where_nobody_is_right_the_key_is_the_banks(exam, form) -> None:
    add_sittings(exam, form, [[""] * 10])
    assert {column.key for column in collect(list_scored_results(exam=exam)).columns} == {
        frozenset("a"),
        frozenset("ab"),
    }
