"""Real threads on PostgreSQL: of two people at the same item, one is first, and nothing is written twice."""

from itertools import pairwise

import pytest

from exams.bank.errors import ReportRefused, StatusRefused
from exams.bank.models import Comment, ItemReport, ItemVersion, ReviewStep
from exams.bank.services.authoring import get_details, save_item
from exams.bank.services.comments import add_comment, set_resolved
from exams.bank.services.reports import decline_report, report_item
from exams.bank.services.workflow import change_status
from tests.fixtures.exam import make_content
from tests.races.test_sittings import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_who_decide_at_once_take_one_step(make_item, ben, rita):
    item = make_item("one", status="in_review")
    found = at_once(
        lambda: change_status(actor=rita, item=item, status="approved"),
        lambda: change_status(actor=ben, item=item, status="draft", reason="Not yet."),
    )
    item.refresh_from_db()
    # Back from approved is a step too: then both were taken, one after the other.
    assert item.status in {"approved", "draft"}
    taken = list(ReviewStep.objects.order_by("pk").values_list("from_status", "to_status"))
    assert len(taken) == len([one for one in found if not isinstance(one, StatusRefused)])
    assert all(before[1] == after[0] for before, after in pairwise(taken))


def test_an_approval_never_falls_on_an_edit_that_nobody_saw(make_item, rita):
    item = make_item("one", status="in_review", content=make_content("Seen"))
    at_once(
        lambda: change_status(actor=rita, item=item, status="approved", revision=1),
        lambda: save_item(actor=None, code="one", content=make_content("Unseen"), details=get_details(item=item)),
    )
    item.refresh_from_db()
    assert item.current_version.revision == 2
    assert item.status in {"draft", "in_review"}
    assert ItemVersion.objects.count() == 2


def test_a_report_sent_twice_is_one(make_item, alice):
    version = make_item("one").current_version
    found = at_once(*[lambda: report_item(actor=alice, version=version, kind="other", text="Look.")] * 4)
    assert ItemReport.objects.count() == 1
    assert len([one for one in found if isinstance(one, ReportRefused)]) == 3


def test_a_report_is_answered_once(make_item, alice, ben, rita):
    report = report_item(actor=alice, version=make_item("one").current_version, kind="other", text="Look.")
    found = at_once(*[lambda who=who: decline_report(actor=who, report=report, answer="No.") for who in (ben, rita)])
    assert len([one for one in found if isinstance(one, ReportRefused)]) == 1


def test_an_answer_is_not_lost_in_a_thread_that_is_closed_meanwhile(make_item, ben, rita):
    version = make_item("one").current_version
    thread = add_comment(actor=rita, version=version, text="Why?")
    at_once(
        lambda: set_resolved(actor=ben, thread=thread, is_resolved=True),
        lambda: add_comment(actor=rita, version=version, text="Still: why?", thread=thread),
    )
    assert Comment.objects.filter(thread=thread).count() == 1
