"""The negative control of all tests here: a lost answer is found."""

from tests.faults.books import TOLERANCE_MS, Books, Change


def books_of(*changes: Change) -> Books:
    books = Books()
    for change in changes:
        books.note_made(change)
    return books


def test_an_answer_that_is_not_there_is_a_loss() -> None:
    books = books_of(Change(1, ("a",), 10, "phone"))
    assert books.find_losses(books.final, {})
    assert not books.find_losses(books.final, {1: ("a",)})


def test_an_older_answer_than_the_one_told_is_a_loss() -> None:
    old, new = Change(1, ("a",), 10, "phone"), Change(1, ("b",), 20, "phone")
    books = books_of(old, new)
    books.note_told(new, is_late=False)
    assert books.find_losses(books.told, {1: ("a",)})


def test_while_something_is_held_a_newer_answer_may_be_stored_already() -> None:
    old, new = Change(1, ("a",), 10, "phone"), Change(1, ("b",), 20, "phone")
    books = books_of(old, new)
    books.note_told(old, is_late=True)
    assert not books.find_losses(books.told, {1: ("b",)})
    assert (books.told_count, books.delivered_late_count) == (1, 1)


def test_between_two_devices_a_clearly_older_answer_is_a_loss() -> None:
    books = books_of(Change(1, ("a",), 10, "phone"), Change(1, ("b",), 11 + TOLERANCE_MS, "tablet"))
    assert books.find_losses(books.final, {1: ("a",)})
