"""A cut score panel: rating in rounds, what a round says, and the exam's cut."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from exams.assembly.errors import ExamNotDraft, FormIsSpokenOf
from exams.assembly.services.forms import discard_form, draw_form
from exams.bank.models import Item
from scoring.analysis.errors import NoCutYet, NothingRated, RoundIsOpen, RoundIsOver
from scoring.analysis.models import PanelRating, StandardPanel
from scoring.analysis.panel_selectors import list_disputed, list_rounds, list_sheet
from scoring.analysis.panel_words import write_sentences
from scoring.analysis.services.panel_analysis import analyze_round
from scoring.analysis.services.panels import close_round, open_next_round, save_ratings, use_cut

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel(draft_exam, bank) -> StandardPanel:
    """A panel over the ten items of a form of an exam that nobody has seen yet."""
    return StandardPanel.objects.create(form=draw_form(actor=None, exam=draft_exam), title="Spring panel")


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


def versions(panel) -> list[int]:
    return list(panel.form.items.order_by("position").values_list("version_id", flat=True))


def rate(panel, rater, *percents, round_number=1) -> None:
    """These numbers for the first items; one alone for all of them."""
    ids = versions(panel)
    numbers = dict(zip(ids, percents if len(percents) > 1 else percents * len(ids), strict=False))
    save_ratings(actor=rater, panel=panel, round_number=round_number, percents=numbers)


def close(panel):
    return analyze_round(round_id=close_round(actor=None, panel=panel).pk)


# --- rating ---------------------------------------------------------------------------------------
def test_a_number_is_kept_and_can_be_changed(panel, ben) -> None:
    rate(panel, ben, 40, 50)
    rate(panel, ben, 45, 50)
    assert [row.percent for row in list_sheet(panel=panel, rater=ben)][:3] == [45, 50, None]


def test_a_number_can_be_taken_back(panel, ben) -> None:
    rate(panel, ben, 40, 50)
    rate(panel, ben, None, 50)
    assert PanelRating.objects.get().percent == 50


def test_a_rater_sees_only_their_own_numbers_in_the_first_round(panel, ben, rita) -> None:
    rate(panel, rita, 40)
    row = list_sheet(panel=panel, rater=ben)[0]
    assert (row.percent, row.before, row.group, row.facility) == (None, None, None, None)


def test_the_second_round_shows_ones_own_number_the_groups_and_how_candidates_did(panel, ben, rita) -> None:
    Item.objects.update(metadata={"statistics": {"share_correct": 0.72}})
    rate(panel, ben, 40)
    rate(panel, rita, 80)
    close(panel)
    open_next_round(actor=None, panel=panel)
    panel.refresh_from_db()
    row = list_sheet(panel=panel, rater=ben)[0]
    assert (row.before, row.group, row.facility) == (40, (60, 40, 80), 72)


def test_nobody_rates_in_a_round_that_was_closed(panel, ben) -> None:
    rate(panel, ben, 40)
    close(panel)
    with pytest.raises(RoundIsOver):
        rate(panel, ben, 50)


def test_a_sheet_of_an_earlier_round_changes_nothing(panel, ben) -> None:
    rate(panel, ben, 40)
    close(panel)
    open_next_round(actor=None, panel=panel)
    with pytest.raises(RoundIsOver):
        rate(panel, ben, 50, round_number=1)


def test_an_item_that_is_not_on_the_form_is_not_rated(panel, ben, make_item) -> None:
    other = make_item("other").current_version_id
    save_ratings(actor=ben, panel=panel, round_number=1, percents={other: 50})
    assert not PanelRating.objects.exists()


def test_a_rating_above_100_is_refused_by_the_database(panel, ben) -> None:
    with pytest.raises(IntegrityError, match="rating_is_a_percentage"), transaction.atomic():
        rate(panel, ben, 101)


# --- rounds ---------------------------------------------------------------------------------------
def test_the_cut_is_the_mean_of_the_raters_sums(panel, ben, rita) -> None:
    rate(panel, ben, 60)
    rate(panel, rita, 80)
    numbers = close(panel).numbers
    assert (numbers["cut"], numbers["max_points"], numbers["cut_share"]) == (pytest.approx(7), 10, pytest.approx(0.7))
    assert numbers["se"] == pytest.approx(1)
    assert [row["severity"] for row in numbers["raters"]] == [pytest.approx(-1), pytest.approx(1)]


def test_pilot_items_have_no_part_in_the_cut(panel, ben) -> None:
    panel.form.items.filter(position__gt=8).update(is_pilot=True)
    rate(panel, ben, 50)
    assert close(panel).numbers["max_points"] == 8


def test_a_closed_round_computed_twice_says_the_same(panel, ben, rita) -> None:
    rate(panel, ben, 60)
    rate(panel, rita, 80)
    closed = close(panel)
    assert analyze_round(round_id=closed.pk).numbers == closed.numbers


def test_a_round_without_ratings_is_not_closed(panel) -> None:
    with pytest.raises(NothingRated):
        close_round(actor=None, panel=panel)


def test_a_round_is_not_begun_while_another_is_open(panel) -> None:
    with pytest.raises(RoundIsOpen):
        open_next_round(actor=None, panel=panel)


def test_a_worker_is_asked_by_name(panel, ben, django_capture_on_commit_callbacks, monkeypatch) -> None:
    sent = []
    monkeypatch.setattr("celery.current_app.send_task", lambda *message: sent.append(message))
    rate(panel, ben, 60)
    with django_capture_on_commit_callbacks(execute=True):
        closed = close_round(actor=None, panel=panel)
    assert sent == [("scoring.analysis.tasks.analyze_panel_round", [closed.pk])]


def test_the_items_on_which_raters_differ_most_come_first(panel, ben, rita) -> None:
    rate(panel, ben, 10, 50, 50)
    rate(panel, rita, 90, 60, 50)
    close(panel)
    disputed = list_disputed(panel=panel)
    assert [round(row.mean) for row in disputed] == [50, 55]
    assert disputed[0].spread > disputed[1].spread


def test_raters_are_named_to_those_who_lead_the_panel_alone(panel, ben, rita) -> None:
    rate(panel, ben, 60)
    rate(panel, rita, 80)
    close(panel)
    names = {row.name for row in list_rounds(panel=panel, viewer=rita, are_named=False)[0].raters}
    assert names == {"Rater 1", "You"}


# --- words ----------------------------------------------------------------------------------------
def test_one_rater_is_told_to_be_too_few(panel, ben) -> None:
    rate(panel, ben, 60)
    told = " ".join(write_sentences(close(panel).numbers))
    assert "6.0 of 10 points, 60.0%" in told
    assert "One rater alone" in told


def test_a_round_says_how_sure_its_cut_is_and_how_raters_agree(panel, ben, rita) -> None:
    rate(panel, ben, *range(20, 70, 5))
    rate(panel, rita, *range(25, 75, 5))
    told = " ".join(write_sentences(close(panel).numbers))
    assert "standard error" in told
    assert "agree very well" in told
    assert "5 apart" in told


# --- the exam's cut -------------------------------------------------------------------------------
def test_the_cut_becomes_that_of_a_draft(panel, ben, rita) -> None:
    rate(panel, ben, 61)
    rate(panel, rita, 80)
    close(panel)
    assert use_cut(actor=ben, panel=panel).cut_share == Decimal("0.705")


def test_the_cut_of_an_exam_that_was_opened_stays(panel, ben) -> None:
    rate(panel, ben, 61)
    close(panel)
    panel.form.exam.__class__.objects.update(state="open")
    with pytest.raises(ExamNotDraft):
        use_cut(actor=ben, panel=panel)


def test_there_is_no_cut_before_a_round_is_computed(panel, ben) -> None:
    with pytest.raises(NoCutYet):
        use_cut(actor=ben, panel=panel)


def test_a_form_that_a_panel_rated_is_not_discarded(panel) -> None:
    with pytest.raises(FormIsSpokenOf):
        discard_form(actor=None, form=panel.form)


# --- pages ----------------------------------------------------------------------------------------
def rate_url(panel) -> str:
    return reverse("admin:analysis_standardpanel_rate", args=[panel.pk])


def panel_url(panel) -> str:
    return reverse("admin:analysis_standardpanel_change", args=[panel.pk])


def act(client, panel, action) -> str:
    response = client.post(reverse("admin:analysis_standardpanel_action", args=[panel.pk, action]), follow=True)
    return response.content.decode()


def test_a_rater_fills_in_the_sheet_and_finds_it_again(staff, panel) -> None:
    first, second, *_ = versions(panel)
    sent = {"round_number": 1, f"item-{first}": "35", f"item-{second}": ""}
    html = staff.post(rate_url(panel), sent, follow=True).content.decode()
    assert "1 of 10 items are rated. 9 to go" in html
    assert 'value="35"' in html


def test_a_number_that_is_none_is_told_and_the_others_stay_in_the_form(staff, panel) -> None:
    first, second, *_ = versions(panel)
    html = staff.post(rate_url(panel), {"round_number": 1, f"item-{first}": "350", f"item-{second}": "40"}).content
    assert "Nothing was saved yet" in html.decode()
    assert 'value="40"' in html.decode()


def test_the_panels_page_tells_the_cut_and_offers_it(staff, panel, ben, rita) -> None:
    rate(panel, ben, 60)
    rate(panel, rita, 80)
    assert "Round 1 is closed" in act(staff, panel, "close")
    analyze_round(round_id=panel.rounds.get().pk)
    assert "The cut is 7.0 of 10 points" in staff.get(panel_url(panel)).content.decode()
    assert "The cut of “Practice exam” is 70.0% of the points now." in act(staff, panel, "use")
    history = staff.get(reverse("admin:assembly_exam_history", args=[panel.form.exam_id])).content.decode()
    assert "By the panel “Spring panel”" in history


def test_the_panels_page_waits_for_a_worker(staff, panel, ben) -> None:
    rate(panel, ben, 60)
    html = act(staff, panel, "close")
    assert "js/run_watch.js" in html
    assert "Use this cut" not in html


def test_an_opened_exam_points_to_scoring_again(staff, panel, ben) -> None:
    rate(panel, ben, 60)
    close(panel)
    panel.form.exam.__class__.objects.update(state="open")
    html = staff.get(panel_url(panel)).content.decode()
    assert "takes effect by scoring again" in html
    assert "Use this cut" not in html


def test_a_panel_is_set_up_on_a_form(staff, panel) -> None:
    add = reverse("admin:analysis_standardpanel_add")
    staff.post(add, {"title": "Autumn panel", "form": panel.form_id, "borderline": ""})
    assert StandardPanel.objects.filter(title="Autumn panel", form=panel.form_id).exists()


@pytest.mark.parametrize("name", ["alice", "petra"])
def test_only_instructors_and_reviewers_rate(client, request, panel, name) -> None:
    client.force_login(request.getfixturevalue(name))
    assert client.get(rate_url(panel)).status_code in {302, 403}
    assert client.get(panel_url(panel)).status_code in {302, 403}


def test_a_reviewer_rates_and_does_not_lead(client, rita, panel) -> None:
    client.force_login(rita)
    assert client.get(rate_url(panel)).status_code == 200
    action = reverse("admin:analysis_standardpanel_action", args=[panel.pk, "close"])
    assert client.post(action).status_code == 403


def test_a_sheet_takes_no_statement_for_each_item(staff, panel, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(14):
        staff.get(rate_url(panel))
