from fractions import Fraction

import pytest
from django.utils import timezone

from exams.assembly.models import Exam
from exams.bank.models import ExamGuide, Item, ItemObjective
from exams.sittings.models import Response
from exams.sittings.services import finish
from scoring.marking import rules, sentences
from scoring.marking.breakdown import Estimate
from scoring.marking.models import ExamNorms, Result
from scoring.marking.norms import DomainNorms, Norms
from scoring.marking.report import build_report
from scoring.marking.selectors import get_result_or_sitting, list_domain_sums, list_result_summaries
from scoring.marking.services.scoring import score
from tests.fixtures.exam import answer_all, choose


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


def test_what_was_missed_says_where_to_read(released, alice):
    wrong = next(mark for mark in rules.unpack(released.marks) if not mark.is_correct)
    objective = ItemObjective.objects.get(item__versions=wrong.version_id).objective
    objective.study_resources.create(position=1, title="Manual", url="https://example.org/m", kind="lab", minutes=5)
    result, _ = get_result_or_sitting(user=alice, sitting_id=released.sitting_id)
    steps = [row for step in build_report(result=result).next_steps for row in step.objectives]
    assert [row.missed_count for row in steps if row.objective == objective] == [
        sum(
            not mark.is_correct
            for mark in rules.unpack(released.marks)
            if ItemObjective.objects.get(item__versions=mark.version_id).objective == objective
        )
    ]
    assert [row.resources[0].title for row in steps if row.resources] == ["Manual"]
    assert all(row.missed_count for row in steps)


def test_no_domain_is_named_as_weak_while_nobody_knows_whether_they_differ(report):
    assert "mostly chance" in report.apart
    assert not any(step.is_weak for step in report.next_steps)
    assert [step.weight_percent for step in report.next_steps] == [50, 30, 20]


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


@pytest.mark.parametrize("is_augmented", [True, False])
@pytest.mark.parametrize(
    ("low", "high", "words"), [(0.75, 0.99, "above the cut"), (0.1, 0.4, "below the cut"), (0.4, 0.9, "which side")]
)
def test_a_domains_sentence_promises_no_more_than_its_interval(low, high, words, is_augmented):
    estimate = Estimate(0.6, low, high, is_augmented=is_augmented, has_added_value=not is_augmented)
    text = sentences.domain(points=5, max_points=8, item_count=8, estimate=estimate, cut_percent=70)
    assert words in text
    assert text.startswith("5 of 8 right")
    assert ("Your total says more" in text) == is_augmented


def test_weighted_items_are_told_in_points():
    estimate = Estimate(0.6, 0.4, 0.9, is_augmented=False, has_added_value=None)
    text = sentences.domain(points=Fraction(13, 2), max_points=10, item_count=8, estimate=estimate, cut_percent=70)
    assert text.startswith("6.5 of 10 points in 8 items")


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


# --- with what the exam's sittings say together ---------------------------------------------------
def make_norms(released, *, has_added_value: bool = False, sitting_count: int = 400) -> Norms:
    ids = list(released.subscores.order_by("domain__code").values_list("domain_id", flat=True))
    prmse = (0.8, 0.6) if has_added_value else (0.4, 0.7)
    return Norms(
        sitting_count=sitting_count,
        mean=0.7,
        sd=0.12,
        reliability=0.87,
        sem=0.043,
        permilles={"600": 100, "700": 150, "800": 100, "900": 50},
        beta=(9.1, 3.7, 51.2),
        accuracy=0.89,
        consistency=0.84,
        domains=tuple(DomainNorms(pk, 0.7, 0.2, prmse[0], *prmse, 0.067) for pk in ids),
        weights=((0.3, 0.2, 0.1), (0.2, 0.3, 0.1), (0.2, 0.2, 0.2)),
    )


def store_norms(released, norms: Norms) -> None:
    ExamNorms.objects.create(
        exam=released.sitting.exam,
        sitting_count=norms.sitting_count,
        numbers=norms.pack(),
        computed_at=timezone.now(),
    )


def build_again(released, alice):
    return build_report(result=get_result_or_sitting(user=alice, sitting_id=released.sitting_id)[0])


def test_domains_without_added_value_show_the_augmented_estimate(released, alice):
    norms = make_norms(released)
    store_norms(released, norms)
    report = build_again(released, alice)
    shares = [float(row.points / row.max_points) for row in report.subscores]
    expected = [
        0.7 + sum(weight * (share - 0.7) for weight, share in zip(row, shares, strict=True)) for row in norms.weights
    ]
    assert [row.estimate_percent for row in report.subscores] == [round(100 * value) for value in expected]
    assert all(row.is_augmented and row.has_added_value is False for row in report.subscores)
    assert report.subscores[0].high_percent - report.subscores[0].low_percent in {17, 18}
    assert "cannot be told apart" in report.apart


def test_domains_with_added_value_show_their_own_share(released, alice):
    store_norms(released, make_norms(released, has_added_value=True))
    report = build_again(released, alice)
    assert not any(row.is_augmented for row in report.subscores)
    assert [row.estimate_percent for row in report.subscores] == [row.percent for row in report.subscores]


def test_norms_of_other_domains_are_not_applied(released, alice):
    norms = make_norms(released)
    store_norms(released, Norms(**{**norms.__dict__, "domains": norms.domains[:2], "weights": ((1, 0), (0, 1))}))
    assert not any(row.is_augmented for row in build_again(released, alice).subscores)


def test_the_decision_is_as_sure_as_the_exams_sittings_make_it(released, alice):
    alone = build_again(released, alice)
    assert "as far as this sitting alone can tell" in alone.decision
    store_norms(released, make_norms(released))
    among = build_again(released, alice)
    assert "400 sittings" in among.decision
    assert f"about {among.total.certainty_percent} would be truly at or above the cut" in among.decision
    assert "about 89 are right" in among.decisions


def test_a_place_among_others_needs_thirty_of_them(released, alice):
    assert build_again(released, alice).standing is None
    store_norms(released, make_norms(released, sitting_count=29))
    assert build_again(released, alice).standing is None
    ExamNorms.objects.update(numbers=make_norms(released).pack())
    standing = build_again(released, alice).standing
    assert (standing.percentile, standing.sitting_count, sum(standing.bins)) == (75.0, 400, 400)


# --- what else is counted -------------------------------------------------------------------------
def test_items_are_counted_by_kind_and_few_are_not_judged(released, alice):
    other = ExamGuide.objects.create(code="guide-0", title="Guide of 2022", exam_name="Practice exam")
    place = other.domains.create(code="1", title="Old domain", weight=100).objectives.create(code="1.1", title="Old")
    for item in Item.objects.all():
        ItemObjective.objects.create(item=item, guide=other, objective=place)
    Item.objects.update(style="coding", metadata={"criteria": ["infra-maintenance"]})
    groups = {row.title: row.rows for row in build_again(released, alice).groups}
    assert list(groups) == ["Objective", "Criterion", "Style", "Domain, Guide of 2022"]
    assert [(row.name, row.points, row.item_count) for row in groups["Style"]] == [("Coding", 8, 10)]
    assert [row.name for row in groups["Criterion"]] == ["Infra maintenance"]
    assert not any(row.is_enough for row in groups["Objective"])


def test_time_is_held_against_the_even_pace(released, alice):
    Response.objects.update(spent_ms=100_000)
    Response.objects.filter(position=3).update(spent_ms=900_000)
    report = build_again(released, alice)
    assert report.pacing.even_seconds == 360
    assert [row.position for row in report.pacing.items if row.is_slow] == [3]
    assert "1 item took more than twice that" in report.pacing_sentence


def test_changed_answers_are_counted_by_what_became_of_them(running, make_client, alice):
    holder = make_client(running)
    answer_all(running, holder)
    answer_all(running, holder, wrong=2)
    answer_all(running, holder, wrong=1)
    finish.submit(user=alice, sitting_id=running.pk, client=holder.id)
    changes = build_again(score(sitting_id=running.pk), alice).changes
    assert (changes.right_to_wrong, changes.wrong_to_right, changes.wrong_to_wrong) == (2, 1, 0)


def test_half_an_answer_is_no_changed_answer(running, make_client, alice):
    holder = make_client(running)
    for option in "abcd":
        holder.send(*(choose(position, option) for position in range(1, 11)))
    finish.submit(user=alice, sitting_id=running.pk, client=holder.id)
    result = score(sitting_id=running.pk)
    singles = result.sitting.form.items.filter(version__select_count=1).count()
    assert build_again(result, alice).changes.total == 3 * singles


def test_of_a_verdict_no_report_is_made(released):
    Result.objects.update(is_verdict_only=True)
    released.refresh_from_db()
    with pytest.raises(ValueError, match="nothing but the verdict"):
        build_report(result=released)


def test_the_scaled_score_says_what_it_is(released, alice):
    text = build_again(released, alice).scale
    assert "pass is decided on the points" in text
    assert Exam.objects.get().scale_cut == 700
