"""The review queue, a sitting of it, and the candidate's own view: readable in both schemes, at 320 px, by keyboard."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F

from accounts.models import User
from exams.proctoring.models import CheckInStep, Decision, Incident, Statement, Supervision, Verdict
from exams.sittings.models import Sitting, SittingEvent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [("light", 1440), ("light", 768), ("dark", 320)]
# Where pictures go when somebody wants to look: REVIEW_PICTURES=/tmp/pictures.
PICTURES = os.environ.get("REVIEW_PICTURES")
HAPPENED = [
    ("fullscreen-left", 65, 4_000, 2, 0, True, "A warning: it does not count."),
    ("fullscreen-left", 300, 31_000, 5, 20, False, "5 + 5 for each of 3 × 10 s = 20 points"),
    ("looked-away", 420, 9_000, 6, 2, False, "2 points"),
    ("copy", 500, 0, 7, 3, False, "3 points"),
    ("somebody-else", 900, 12_000, 9, 40, False, "20 + 20 for each of 1 × 10 s = 40 points"),
]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request, new_page):
    scheme, width = request.param
    return new_page(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")


@pytest.fixture
def record(watched: Sitting, petra: User, ben: User) -> Supervision:
    """Much happened: check-in, warnings, a pause, a message each way, a second opinion wanted, a comment."""
    began = watched.closed_at - timedelta(minutes=50)
    Sitting.objects.filter(pk=watched.pk).update(is_proctored=True, cleared_at=began, started_at=began, is_held=True)
    supervision = Supervision.objects.get(sitting=watched)
    supervision.incidents.all().delete()
    for number, (type, second, for_ms, position, points, is_warning, reason) in enumerate(HAPPENED, 1):
        Incident.objects.create(
            supervision=supervision,
            number=number,
            type=type,
            received_at=began + timedelta(seconds=second + 3),
            began_ms=second * 1000,
            for_ms=for_ms,
            position=position,
            points=points,
            is_warning=is_warning,
            reason=reason,
        )
    for minute, code in enumerate(("identity", "terms", "system")):
        at = began - timedelta(minutes=5 - minute)
        CheckInStep.objects.create(supervision=supervision, code=code, done_at=at, text_version=int(code == "terms"))
    logged = [
        ("paused", 320, petra, "Please return to full screen and show me your desk."),
        ("candidate-message", 340, watched.user, "Sorry, a notification came up. It is closed now."),
        ("resumed", 365, petra, "Thank you, please go on."),
        ("message-sent", 930, petra, "I see a second person. Please ask them to leave."),
    ]
    for type, second, actor, words in logged:
        at = began + timedelta(seconds=second)
        SittingEvent.objects.create(sitting=watched, at=at, actor=actor, type=type, reason=words)
    kept_until = watched.closed_at + timedelta(days=30)
    Supervision.objects.filter(pk=supervision.pk).update(points=65, incident_count=5, delete_at=kept_until)
    spoken = watched.closed_at + timedelta(minutes=30)
    Statement.objects.create(
        supervision=supervision,
        at=spoken,
        text="My brother came in to fetch his charger and left at once.",
        incident=supervision.incidents.last(),
    )
    Decision.objects.create(
        supervision=supervision,
        reviewer=ben,
        at=spoken + timedelta(hours=1),
        verdict=Verdict.SECOND_OPINION,
        reason="Twelve seconds is short, but nobody asked who it was.",
    )
    return Supervision.objects.get(pk=supervision.pk)


def check(page, assert_accessible, name: str) -> None:
    if PICTURES:
        width = page.viewport_size["width"]
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    assert_accessible(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"


def test_the_queue(look, record, petra, sign_in, assert_accessible):
    sign_in(look, petra)
    look.goto("/proctor/review/")
    check(look, assert_accessible, "queue")


def test_an_empty_queue(look, petra, sign_in, assert_accessible):
    sign_in(look, petra)
    look.goto("/proctor/review/")
    check(look, assert_accessible, "queue-empty")


def test_a_sitting_to_decide(look, record, petra, sign_in, assert_accessible):
    sign_in(look, petra)
    look.goto(f"/proctor/review/{record.sitting_id}/")
    look.get_by_role("button", name="Record the decision").scroll_into_view_if_needed()
    check(look, assert_accessible, "sitting")


def test_a_broken_record(look, record, petra, sign_in, assert_accessible):
    Sitting.objects.filter(pk=record.sitting_id).update(event_number=F("event_number") + 1, event_head="0" * 64)
    sign_in(look, petra)
    look.goto(f"/proctor/review/{record.sitting_id}/")
    check(look, assert_accessible, "sitting-broken")


def test_the_candidates_own_view(look, record, alice, sign_in, assert_accessible):
    Supervision.objects.update(review_state="decided")
    sign_in(look, alice)
    look.goto(f"/sittings/{record.sitting_id}/proctoring/")
    check(look, assert_accessible, "own")


def test_the_end_page_with_its_link(look, record, alice, sign_in, assert_accessible):
    sign_in(look, alice)
    look.goto(f"/sittings/{record.sitting_id}/ended/")
    check(look, assert_accessible, "ended")


def test_a_reviewer_decides_with_the_keyboard_alone(page, record, petra, sign_in):
    sign_in(page, petra)
    page.goto(f"/proctor/review/{record.sitting_id}/")
    page.get_by_label("Nothing to object").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("A brother, twelve seconds.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Your decision is recorded.").wait_for()
    assert record.decisions.get(reviewer=petra).verdict == Verdict.NOTED


def test_a_candidate_comments_on_one_line(page, record, alice, sign_in):
    sign_in(page, alice)
    page.goto(f"/sittings/{record.sitting_id}/proctoring/")
    page.get_by_role("link", name=re.compile("Comment on this.*Copy")).click()
    page.get_by_label("Your words").fill("I copied my own note.")
    page.get_by_role("button", name="Send as a comment").click()
    page.get_by_text("I copied my own note.").wait_for()
    assert record.statements.get(text="I copied my own note.").incident.type == "copy"
