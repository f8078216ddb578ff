"""What is expected of an item before a form is sat."""

import pytest

from exams.assembly.expected import Statistics, expect_share, find_cut_ability, find_information, read_statistics


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "0.6",
        {"share_correct": "0.6"},
        {"share_correct": 1.5},
        {"share_correct": float("nan")},
        {"discrimination": -1, "location": None},
    ],
)
def test_what_makes_no_sense_is_unknown(raw) -> None:
    assert read_statistics({"statistics": raw}) == Statistics()


def test_statistics_come_before_the_authors_word() -> None:
    assert expect_share(read_statistics({"statistics": {"share_correct": 0.31}}), "easy") == 0.31


@pytest.mark.parametrize(("difficulty", "share"), [("easy", 0.8), ("medium", 0.65), ("hard", 0.45), ("", 0.65)])
def test_without_statistics_the_author_is_believed(difficulty: str, share: float) -> None:
    assert expect_share(Statistics(), difficulty) == share


def test_the_cut_lies_where_its_share_is_expected() -> None:
    calibrated = [Statistics(None, 1.0, 0.5), Statistics(None, 1.0, 0.5)]
    assert find_cut_ability(calibrated, 0.5) == pytest.approx(0.5)


def test_an_item_tells_most_where_half_get_it_right() -> None:
    item = Statistics(None, 2.0, 0.3)
    assert find_information(item, 0.3) == pytest.approx(1.0)
    assert (find_information(item, 1.3) or 0) < 1.0


def test_an_item_that_was_never_calibrated_tells_nothing_known() -> None:
    assert find_information(Statistics(0.6), 0.0) is None


def test_without_calibrated_items_the_cut_does_no_harm() -> None:
    assert -6 <= find_cut_ability([], 0.7) <= 6
