"""What answers say about an item: the numbers, the sentence, and where they are shown."""

import pytest
from django.urls import reverse

from exams.bank.admin.statistics import get_numbers, list_numbers
from scoring.marking.rules import unpack
from scoring.psychometrics import item_statistics
from scoring.psychometrics.item_statistics import Answer, correlation, judge, summarize

KEY = frozenset("a")


def answers(*groups: tuple[int, str, float]) -> list[Answer]:
    """(how many, what they chose, how they did elsewhere); "a" is right."""
    return [Answer(selected, selected == "a", rest) for count, selected, rest in groups for _ in range(count)]


def verdict(*groups: tuple[int, str, float]) -> str:
    return judge(summarize(answers(*groups), "abcd"), KEY)


def test_numbers_of_a_small_example() -> None:
    found = summarize(answers((3, "a", 0.8), (1, "b", 0.4), (1, "", 0.2)), "abc")
    assert (found.seen, found.answered, found.correct, found.share) == (5, 4, 3, 0.6)
    assert [(row.code, row.chosen, row.rest) for row in found.options] == [
        ("a", 3, pytest.approx(0.8)),
        ("b", 1, 0.4),
        ("c", 0, None),
    ]


def test_correlation_is_pearsons() -> None:
    assert correlation([0, 1, 1, 0], [1, 2, 3, 2]) == pytest.approx(0.7071, abs=1e-4)
    assert correlation([1, 1, 1], [1, 2, 3]) is None


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([(29, "a", 0.5)], "Too few answers"),
        ([(20, "a", 0.5), (10, "b", 0.7)], "The key may be wrong: who chose b"),
        ([(97, "a", 0.6), (3, "b", 0.4)], "Very easy"),
        ([(15, "a", 0.7), (85, "b", 0.4)], "Very hard"),
        ([(50, "a", 0.5), (25, "b", 0.5), (25, "c", 0.5)], "It separates little"),
        ([(60, "a", 0.7), (40, "b", 0.4)], "Nothing stands out"),
        ([(60, "a", 0.4), (9, "b", 0.9), (9, "c", 0.9), (9, "d", 0.9)], "did worse on the other items"),
    ],
)
def test_sentence_says_what_stands_out(groups, words) -> None:
    assert words in verdict(*groups)


def test_nobody_has_no_numbers() -> None:
    assert summarize([], "ab").share == 0.0


def test_version_of_a_scored_sitting_has_numbers(released) -> None:
    right = unpack(released.marks)[9]
    numbers = get_numbers(right.version_id)
    assert (numbers.seen, numbers.answered, numbers.correct_percent, numbers.is_enough) == (1, 1, 100, False)
    assert {row.code for row in numbers.options if row.is_key} == set(right.selected)
    assert numbers.options[0].rest_percent == round(7 / 9 * 100)


def test_version_that_nobody_was_scored_on_has_none(bank, running) -> None:
    assert get_numbers(running.form.items.first().version_id) is None


def test_numbers_stand_beside_the_item(client, ben, released) -> None:
    client.force_login(ben)
    version = released.sitting.form.items.select_related("version").first().version
    for name, arguments in (("review", []), ("version", [version.revision])):
        html = client.get(reverse(f"admin:bank_item_{name}", args=[version.item_id, *arguments])).content.decode()
        assert "Too few answers to say anything" in html


def test_numbers_of_many_take_as_many_statements_as_numbers_of_one(released, django_assert_num_queries) -> None:
    versions = list(released.sitting.form.items.values_list("version_id", flat=True))
    with django_assert_num_queries(3):
        assert len(list_numbers(versions[:1])) == 1
    with django_assert_num_queries(3):
        assert len(list_numbers(versions)) == len(versions)


def test_the_list_of_items_says_how_each_was_answered(client, ben, released, monkeypatch) -> None:
    monkeypatch.setattr(item_statistics, "FEWEST_ANSWERS", 1)
    client.force_login(ben)
    right = unpack(released.marks)[9]
    code = released.sitting.form.items.get(version_id=right.version_id).version.item.code
    html = client.get("/admin/bank/item/", {"q": code}).content.decode()
    assert "100%" in html
    assert "Very easy" in html


def test_the_list_says_nothing_of_too_few_answers(client, ben, released) -> None:
    client.force_login(ben)
    assert "100%" not in client.get("/admin/bank/item/").content.decode()
