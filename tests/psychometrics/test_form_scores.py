"""Spread of the totals and Moodle's item statistics: equal to the references, and sound at the edges."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.psychometrics.count_table import count
from scoring.psychometrics.form_scores import analyse_as_moodle, analyse_form
from scoring.psychometrics.minimums import NONE
from scoring.psychometrics.responses import from_scores, marks_of
from tests.psychometrics.classical_data import SETS, expected_of, responses_of, sparse_bank

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("name", SETS)
def test_the_spread_of_totals_equals_the_reference(name: str) -> None:
    found, expected = analyse_form(count(responses_of(name))), expected_of(name)
    assert [found.n, found.mean, found.sd] == pytest.approx([expected["ctt"][key] for key in ("n", "mean", "sd")])
    for statistic in ("median", "skewness", "kurtosis"):
        assert getattr(found, statistic) == pytest.approx(expected["moodle"][statistic], abs=1e-8)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("statistic", ["effective_weight", "discrimination_index", "discriminative_efficiency"])
def test_moodles_statistics_equal_the_reference(name: str, statistic: str) -> None:
    rows, expected = analyse_as_moodle(count(responses_of(name))), expected_of(name)["moodle"][statistic]
    for row, value in zip(rows, expected, strict=True):
        assert getattr(row, statistic) == (None if value is None else pytest.approx(value, abs=1e-8))


def test_the_order_of_sittings_and_items_is_irrelevant() -> None:
    marks = marks_of(responses_of("lsat7"))
    random = np.random.default_rng(9)
    order = random.permutation(5)
    rows = analyse_as_moodle(count(from_scores(marks)))
    moved = analyse_as_moodle(count(from_scores(marks[random.permutation(1000)][:, order])))
    got = [row.discriminative_efficiency for row in moved]
    assert got == pytest.approx([rows[item].discriminative_efficiency for item in order])


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (1, 1), (1, 3), (3, 1)])
def test_tiny_and_constant_forms_break_nothing(shape: tuple[int, int]) -> None:
    table = count(from_scores(np.ones(shape)))
    assert analyse_form(table).mean is None
    assert analyse_form(table, NONE).skewness is None
    assert all(row.discrimination_index is None for row in analyse_as_moodle(table, NONE))


def test_a_bank_is_described_by_those_who_saw_each_item() -> None:
    rows = analyse_as_moodle(count(sparse_bank()))
    assert all(row.discriminative_efficiency is not None for row in rows)


def test_an_item_that_is_tried_out_has_no_weight_in_the_total() -> None:
    responses = replace(responses_of("lsat7"), is_scored=np.array([True, True, True, True, False]))
    rows = analyse_as_moodle(count(responses))
    assert rows[4].effective_weight is None
    assert sum(row.effective_weight or 0.0 for row in rows) == pytest.approx(100)
    assert rows[4].discrimination_index == pytest.approx(expected_of("lsat7")["moodle"]["discrimination_index"][4])
