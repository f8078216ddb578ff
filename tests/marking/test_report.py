import pytest

from scoring.marking import sentences
from scoring.marking.report import build_report
from scoring.marking.selectors import get_result_or_sitting, list_domain_sums, list_result_summaries


@pytest.fixture
def report(released, alice):
    result, _ = get_result_or_sitting(user=alice, sitting_id=released.sitting_id)
    return build_report(result=result)


def test_the_total_comes_with_its_interval(report):
    assert (report.total.percent, report.total.low_percent, report.total.high_percent) == (80, 49, 94)
    assert report.total.is_pass


def test_domains_add_up_to_the_total(report):
    assert sum(row.points for row in report.subscores) == report.total.points
    assert [row.domain.code for row in report.subscores] == ["1", "2", "3"]


def test_the_weakest_domain_comes_first(report):
    shares = [row.percent for row in report.weakest]
    assert shares == sorted(shares)


def test_every_option_says_what_it_was_and_why(report):
    for item in report.items:
        assert len(item.options) in {4, 5}
        assert all("zyzzyva rationale" in option.rationale_html for option in item.options)
        is_right = all(option.is_key == option.is_selected for option in item.options)
        assert item.is_correct == is_right


def test_options_stand_in_the_order_the_candidate_saw(report, released):
    from exams.sittings.content import list_shown_items

    shown = list_shown_items(released.sitting)
    assert [[option.html for option in item.options] for item in report.items] == [
        [option.html for option in item.options] for item in shown
    ]


def test_counts_add_up(report):
    assert (report.counts.correct, report.counts.wrong, report.counts.unanswered) == (8, 2, 0)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(75, 99, "above the cut"), (10, 40, "below the cut"), (40, 90, "too few items")],
)
def test_a_domains_sentence_promises_no_more_than_its_interval(low, high, words):
    text = sentences.domain(points=5, item_count=8, low_percent=low, high_percent=high, cut_percent=70)
    assert words in text


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(71, 90, "above the cut throughout"), (30, 69, "below the cut throughout"), (60, 80, "the other way")],
)
def test_the_verdict_says_how_far_it_can_be_trusted(low, high, words):
    assert words in sentences.certainty(low_percent=low, high_percent=high, cut_percent=70)


def test_the_dashboard_sums_up_released_results_only(released, submitted, alice, carol):
    assert [row.share_percent for row in list_result_summaries(user=alice)] == [80]
    assert sum(row.item_count for row in list_domain_sums(user=alice)) == 10
    assert list_domain_sums(user=carol) == []


def test_a_share_just_below_the_cut_is_not_said_to_be_equal():
    text = sentences.verdict(is_pass=False, points=40, max_points=60, share_percent=67, cut_percent=67)
    assert "66.7%" in text
