"""Scoring again: what was corrected counts, and nothing that was said before is lost."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from dbbroker.models import Message
from exams.sittings.services import finish
from scoring.marking.errors import PreviewOutdated, RescoringRefused
from scoring.marking.models import KeyCorrection, Rescoring, Result, ResultVersion
from scoring.marking.rules import unpack
from scoring.marking.services import corrections, rescoring
from scoring.marking.services.scoring import score, score_all
from scoring.marking.tasks import queue_rescoring
from scoring.marking.version_selectors import list_versions
from tests.fixtures.exam import answer_all
from tests.marking.rescoring import credit, drop, first_version, make_preview, rekey, rescore, run_chunks
from tests.sittings.live import add_sittings


@pytest.fixture
def version(released):
    """A single-choice item of the form; its key is a."""
    return first_version(released.sitting.exam)


@pytest.fixture
def room(running, make_client):
    """Thirty results, one with everything right, the others empty."""
    client = make_client(running)
    answer_all(running, client)
    sittings = [running, *add_sittings(running, 29)]
    for sitting in sittings:
        finish.submit(user=sitting.user, sitting_id=sitting.pk, client=client.id)
    score_all(sitting_ids=[sitting.pk for sitting in sittings])
    return running.exam


def now(result: Result) -> Result:
    return Result.objects.get(pk=result.pk)


def mark_of(result, version):
    return next(mark for mark in unpack(now(result).marks) if mark.version_id == version.pk)


# --- what corrections do ------------------------------------------------------------------------
def test_an_item_that_is_dropped_counts_for_nobody(released, exam, version):
    was = mark_of(released, version).points
    rescore(exam, drop(version))
    assert (now(released).points, now(released).max_points) == (8 - was, 9)
    assert mark_of(released, version).treatment == "dropped"


def test_answers_to_an_item_that_was_dropped_are_still_stored(released, exam, version, client, alice):
    client.force_login(alice)
    before = client.get(released.get_absolute_url()).content.decode()
    rescore(exam, drop(version))
    said = "10 of 10 answers stored on the server"
    assert said in before and said in client.get(released.get_absolute_url()).content.decode()


def test_credit_to_all_gives_the_points_to_who_left_it_empty(room):
    rescore(room, credit(first_version(room)))
    assert sorted(Result.objects.values_list("points", flat=True)) == [1] * 29 + [10]


def test_by_another_key_other_answers_are_right(released, exam, version):
    selected, was = mark_of(released, version).selected, mark_of(released, version).points
    other = next(code for code in "abcd" if code != selected)
    rescore(exam, rekey(version, other))
    assert now(released).points == 8 - was
    rescore(exam, rekey(version, other, selected))
    assert now(released).points == 8 - was + 1
    assert mark_of(released, version).key == f"{other}|{selected}"


def test_another_cut_changes_who_passed_and_no_points(released, exam):
    rescore(exam, cut="0.9")
    result = now(released)
    assert (result.points, result.is_pass, result.cut_share) == (8, False, Decimal("0.9"))
    exam.refresh_from_db()
    assert exam.cut_share == Decimal("0.9")


def test_subscores_follow(released, exam, version):
    rescore(exam, drop(version))
    result = now(released)
    assert sum(row.points for row in result.subscores.all()) == result.points
    assert sum(row.item_count for row in result.subscores.all()) == 9


def test_a_sitting_that_is_scored_later_goes_by_the_corrections(released, exam, version, carol, running):
    rescore(exam, drop(version), cut="0.5")
    (later,) = add_sittings(running, 1)
    finish.submit(user=later.user, sitting_id=later.pk, client=later.pk)
    result = score(sitting_id=later.pk)
    assert (result.max_points, result.cut_share, result.scaled) == (9, Decimal("0.5"), 100)


# --- versions -----------------------------------------------------------------------------------
def test_what_a_result_said_before_can_be_read(released, exam, version):
    run = rescore(exam, drop(version), cut="0.95")
    (before,) = list_versions(now(released))
    assert (before.number, before.points, before.max_points, before.is_pass) == (1, 8, 10, True)
    assert (before.scored_at, before.replaced_by, now(released).number) == (released.scored_at, run, 2)
    assert unpack(before.marks) == unpack(released.marks)


def test_a_result_that_stays_the_same_has_no_new_version(released, exam, version):
    mark = mark_of(released, version)
    right = mark.selected if mark.points else "a"
    run = rescore(exam, rekey(version, right))
    assert (run.state, run.done_count, run.changed_count) == ("done", 1, 0)
    assert not ResultVersion.objects.exists()
    assert now(released).scored_at == released.scored_at


def test_versions_add_up(released, exam, version):
    rescore(exam, cut="0.9")
    rescore(exam, cut="0.6")
    assert [row.number for row in list_versions(released)] == [2, 1]


# --- the preview --------------------------------------------------------------------------------
def test_a_preview_says_what_the_run_then_does(room):
    run = make_preview(room, credit(first_version(room)), cut="0.1")
    seen = run.preview
    assert (seen["result_count"], seen["changed_count"]) == (30, 30)
    assert (seen["now_pass"], seen["now_fail"], seen["passed_before"], seen["passed_after"]) == (29, 0, 1, 30)
    assert seen["differences"] == [[10.0, 29]]
    rescoring.start(actor=None, run=run, reason="Everybody was right.")
    assert run_chunks(run, size=7) == 30
    assert Result.objects.filter(is_pass=True).count() == 30


def test_a_preview_changes_nothing(released, exam, version):
    make_preview(exam, drop(version), cut="0.9")
    assert (now(released).points, now(released).cut_share) == (8, Decimal("0.7"))
    assert not KeyCorrection.objects.filter(state="in_force").exists()


def test_a_preview_is_refused_when_somebody_was_scored_since(released, exam, version, running):
    run = make_preview(exam, drop(version))
    (later,) = add_sittings(running, 1)
    finish.submit(user=later.user, sitting_id=later.pk, client=later.pk)
    score(sitting_id=later.pk)
    with pytest.raises(PreviewOutdated):
        rescoring.start(actor=None, run=run, reason="Wrong key.")


def test_a_second_preview_is_refused_after_the_first_was_carried_out(released, exam, version):
    first, second = make_preview(exam, drop(version)), make_preview(exam, cut="0.9")
    rescoring.start(actor=None, run=first, reason="Wrong key.")
    run_chunks(first)
    with pytest.raises(PreviewOutdated):
        rescoring.start(actor=None, run=second, reason="Too easy.")


def test_a_run_that_would_leave_a_sitting_without_items_is_refused(released, exam):
    versions = [place.version for place in exam.forms.get().items.all()]
    run = make_preview(exam, *map(drop, versions))
    with pytest.raises(RescoringRefused, match="without a single item"):
        rescoring.start(actor=None, run=run, reason="All wrong.")


@pytest.mark.parametrize(("accepted", "says"), [(("x",), "has no option x"), (("ab",), "asks for one"), ((), "which")])
def test_a_key_that_cannot_be_is_refused(exam, version, accepted, says):
    with pytest.raises(RescoringRefused, match=says):
        corrections.propose(actor=None, exam=exam, corrections=[rekey(version, *accepted)])


def test_nothing_to_change_is_refused(exam):
    with pytest.raises(RescoringRefused, match="what shall change"):
        corrections.propose(actor=None, exam=exam, cut_share=exam.cut_share)


def test_an_item_of_another_exam_is_refused(exam, make_item):
    with pytest.raises(RescoringRefused, match="on no form"):
        corrections.propose(actor=None, exam=exam, corrections=[drop(make_item("stranger").current_version)])


def test_a_reason_is_needed(exam, version):
    with pytest.raises(RescoringRefused, match="why"):
        rescoring.start(actor=None, run=make_preview(exam, drop(version)), reason="  ")


# --- the run ------------------------------------------------------------------------------------
def test_what_is_left_is_handed_out_in_chunks(room, monkeypatch):
    monkeypatch.setattr(rescoring, "CHUNK", 12)
    run = rescoring.start(actor=None, run=make_preview(room, drop(first_version(room))), reason="Wrong.")
    Message.objects.all().delete()
    assert queue_rescoring(run.pk) is None
    assert len([row for row in Message.objects.all() if "rescore_chunk" in row.payload]) == 3


def test_a_chunk_that_runs_twice_changes_nothing(room):
    run = rescore(room, credit(first_version(room)))
    before = list(Result.objects.order_by("pk").values())
    ids = [row["id"] for row in before]
    assert rescoring.rescore_chunk(run_id=run.pk, first=ids[0], last=ids[-1]) == 0
    assert list(Result.objects.order_by("pk").values()) == before
    assert ResultVersion.objects.count() == 29


def test_a_chunk_takes_as_many_statements_as_a_smaller_one(room):
    run = rescoring.start(actor=None, run=make_preview(room, drop(first_version(room))), reason="Wrong.")
    ids = list(Result.objects.order_by("pk").values_list("pk", flat=True))
    found = []
    for first, last in ((0, 1), (2, 20)):
        with CaptureQueriesContext(connection) as statements:
            rescoring.rescore_chunk(run_id=run.pk, first=ids[first], last=ids[last])
        found.append(len(statements))
    assert found[0] == found[1] <= 20


def test_a_run_that_was_stopped_changes_nothing_more_until_it_goes_on(room):
    run = rescoring.start(actor=None, run=make_preview(room, credit(first_version(room))), reason="Wrong.")
    ids = list(Result.objects.order_by("pk").values_list("pk", flat=True))
    rescoring.rescore_chunk(run_id=run.pk, first=ids[0], last=ids[9])
    rescoring.stop(actor=None, run=run)
    assert rescoring.rescore_chunk(run_id=run.pk, first=ids[10], last=ids[29]) == 0
    rescoring.go_on(actor=None, run=run)
    run_chunks(run)
    run.refresh_from_db()
    assert (run.state, run.total_count, run.done_count, run.changed_count) == ("done", 30, 30, 29)


def test_a_chunk_in_the_middle_of_a_stop_is_undone(room, monkeypatch):
    run = rescoring.start(actor=None, run=make_preview(room, credit(first_version(room))), reason="Wrong.")
    keep = rescoring._rescore

    def stopped_meanwhile(*args):
        changed = keep(*args)
        Rescoring.objects.filter(pk=run.pk).update(state="stopped")
        return changed

    monkeypatch.setattr(rescoring, "_rescore", stopped_meanwhile)
    with pytest.raises(RescoringRefused):
        run_chunks(run)
    assert Result.objects.filter(points=0).count() == 29


def test_two_runs_of_one_exam_at_once_are_refused(released, exam, version):
    first, second = make_preview(exam, drop(version)), make_preview(exam, cut="0.9")
    rescoring.start(actor=None, run=first, reason="Wrong key.")
    with pytest.raises(RescoringRefused, match="under way"):
        rescoring.start(actor=None, run=second, reason="Too easy.")
    with pytest.raises(IntegrityError):
        Rescoring.objects.filter(pk=second.pk).update(state="running", reason="x", started_at=first.requested_at)


def test_a_stopped_run_gives_way_to_a_later_one(released, exam, version):
    first = rescoring.start(actor=None, run=make_preview(exam, drop(version)), reason="Wrong key.")
    rescoring.stop(actor=None, run=first)
    rescore(exam, cut="0.9")
    with pytest.raises(RescoringRefused, match="later"):
        rescoring.go_on(actor=None, run=first)
    # What the first put in force, the second counted.
    assert now(released).max_points == 9


def test_an_exam_nobody_has_sat_can_be_corrected(exam, version, released):
    ResultVersion.objects.all().delete()
    released.subscores.all().delete()
    released.delete()
    run = rescore(exam, cut="0.6")
    assert (run.state, run.total_count) == ("done", 0)


def test_a_voided_result_is_left_alone(released, exam, version):
    Result.objects.filter(pk=released.pk).update(state="voided")
    rescore(exam, drop(version))
    assert now(released).max_points == 10
