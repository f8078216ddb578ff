"""The live page of an exam in the admin, and a sitting's own page."""

import pytest
from django.urls import reverse

from exams.sittings.models import Command, Sitting
from exams.sittings.services import control, entry, finish, outages
from tests.fixtures.exam import choose
from tests.sittings.live import add_outage, live_url, move_start, write


@pytest.fixture
def staff(client, petra):
    client.force_login(petra)
    return client


@pytest.fixture
def second(running, carol, exam):
    return entry.start(user=carol, sitting_id=entry.open_check_in(user=carol, exam=exam).pk, is_rules_accepted=True)


def post(client, *sittings: Sitting, **values):
    """The page's form with these sittings ticked; what was said afterwards."""
    exam = sittings[0].exam if sittings else values.pop("exam")
    data = {"who": "ticked", "sitting": [str(sitting.pk) for sitting in sittings], **values}
    return client.post(live_url(exam), data, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def html(response) -> str:
    return response.content.decode()


# --- looking ------------------------------------------------------------------------------------
def test_the_page_says_how_everyone_stands(staff, running, exam, make_client):
    make_client(running).send(choose(1, "a"))
    write(running, "My screen flickers.")
    page = html(staff.get(live_url(exam)))
    assert "Alice" in page
    assert "1 of 10" in page
    assert "My screen flickers." in page
    assert "Waits for an answer" in page


def test_a_part_of_the_page_is_what_changes_alone(staff, running, exam):
    page = html(staff.get(live_url(exam), {"part": "1"}))
    assert 'id="live-rows"' in page
    assert "<html" not in page
    assert "csrfmiddlewaretoken" not in page


def test_an_empty_room_says_so(staff, exam):
    assert "Nobody is sitting this exam now." in html(staff.get(live_url(exam)))
    assert "Nobody is sitting an exam now." in html(staff.get(reverse("admin:sittings_sitting_live")))


def test_it_is_reached_from_the_list_of_sittings_and_from_the_exam(staff, running, exam):
    assert reverse("admin:sittings_sitting_live") in html(staff.get(reverse("admin:sittings_sitting_changelist")))
    assert live_url(exam) in html(staff.get(reverse("admin:assembly_exam_change", args=[exam.pk])))
    assert live_url(exam) in html(staff.get(reverse("admin:sittings_sitting_live")))


@pytest.mark.parametrize(("name", "status"), [("ben", 200), ("petra", 200), ("adam", 200), ("rita", 403)])
def test_only_those_who_control_sittings_get_in(client, request, running, exam, name, status):
    client.force_login(request.getfixturevalue(name))
    assert client.get(live_url(exam)).status_code == status
    assert client.get(reverse("admin:sittings_sitting_live")).status_code == status


@pytest.mark.parametrize("name", ["alice", "rita"])
def test_nobody_else_does_anything(client, request, running, name):
    client.force_login(request.getfixturevalue(name))
    post(client, running, action="pause", text="Mine.")
    running.refresh_from_db()
    assert running.state == "running"


def test_an_exam_that_does_not_exist_is_not_found(staff):
    assert staff.get("/admin/sittings/sitting/live/none/").status_code == 404


# --- doing --------------------------------------------------------------------------------------
def test_a_message_goes_to_those_who_are_ticked(staff, running, second):
    response = post(staff, running, action="message", text="Please face the camera.")
    assert said(response) == ["Your message is on its way to 1 candidate."]
    assert [(row.sitting, row.text) for row in Command.objects.all()] == [(running, "Please face the camera.")]


def test_everyone_is_paused_and_goes_on(staff, running, second, exam):
    response = post(staff, exam=exam, action="pause", who="everyone", text="Fire alarm.")
    assert said(response) == ["2 candidates are paused."]
    assert set(Sitting.objects.values_list("state", flat=True)) == {"paused"}
    assert said(post(staff, exam=exam, action="resume", who="everyone")) == ["2 candidates are going on."]


def test_who_is_paused_already_is_no_refusal_when_everyone_is_paused(staff, running, second, exam, petra):
    control.pause(actor=petra, sitting_id=running.pk, text="One moment.")
    response = post(staff, exam=exam, action="pause", who="everyone", text="Fire alarm.")
    assert said(response) == ["1 candidate is paused."]


def test_minutes_are_given_with_a_reason(staff, running, petra):
    before = running.deadline_at
    assert said(post(staff, running, action="extend", minutes="5", text="Noise.")) == [
        "1 candidate got 5 minutes more."
    ]
    running.refresh_from_db()
    assert (running.deadline_at - before).total_seconds() == 300
    event = running.events.get(type="extended")
    assert (event.actor, event.reason) == (petra, "Noise.")


def test_a_refusal_names_the_candidate_and_stops_nobody_elses(staff, running, second, make_client):
    finish.submit(user=running.user, sitting_id=running.pk, client=make_client(running).id)
    response = post(staff, running, second, action="message", text="Hello.")
    assert said(response) == ["Your message is on its way to 1 candidate.", "Alice: This sitting is over."]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"action": "message"}, "Write what the candidate should read."),
        ({"action": "terminate"}, "An exam is ended for a reason"),
        ({"action": "extend", "text": "Noise."}, "How many minutes?"),
        ({"action": "extend", "text": "Noise.", "minutes": "-3"}, "greater than or equal to 1"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_done(staff, running, values, sentence):
    page = html(post(staff, running, **values))
    assert sentence in page
    assert "checked" in page.split('name="sitting"')[1].split(">")[0], "what was ticked stays ticked"
    assert not Command.objects.exists()


def test_minutes_that_were_typed_by_mistake_stop_no_message(staff, running):
    response = post(staff, running, action="message", text="Hello.", minutes="-3")
    assert said(response) == ["Your message is on its way to 1 candidate."]


def test_without_a_tick_nothing_is_done_to_anybody(staff, running, exam):
    assert "Tick a candidate first" in html(post(staff, exam=exam, action="message", text="Hello."))


def test_words_that_are_no_numbers_of_sittings_are_nobody(staff, running, exam):
    response = staff.post(live_url(exam), {"action": "message", "who": "ticked", "sitting": "x", "text": "Hello."})
    assert "Tick a candidate first" in html(response)


def test_a_sitting_of_another_exam_is_out_of_reach(staff, running, exam):
    other = type(exam).objects.create(slug="other", title="Other", guide=exam.guide)
    data = {"action": "pause", "who": "ticked", "sitting": str(running.pk), "text": "No."}
    assert said(staff.post(live_url(other), data, follow=True)) == ["There is nobody to whom this could be done."]


def test_ending_an_exam_asks_twice(staff, running):
    page = post(staff, running, action="terminate", text="A second person in the room.")
    assert "End the exam of these candidates?" in html(page)
    running.refresh_from_db()
    assert running.state == "running"
    post(staff, running, action="terminate", text="A second person in the room.", is_sure="1")
    running.refresh_from_db()
    assert running.close_reason == "terminated"


# --- giving back --------------------------------------------------------------------------------
@pytest.fixture
def outage(running, second):
    for sitting in (running, second):
        move_start(sitting, minutes=30)
    return add_outage(minutes_ago=20, seconds=180)


def test_one_click_gives_one_candidate_back_what_an_outage_took(staff, outage, running, second):
    assert "3 min by an outage" in html(staff.get(live_url(running.exam)))
    response = staff.post(live_url(running.exam), {"credit_one": str(running.pk), "who": "everyone"}, follow=True)
    assert said(response) == ["1 candidate got 3 minutes back."]
    assert [row.sitting for row in Command.objects.all()] == [running]


def test_one_click_gives_all_back_what_they_lost(staff, outage, running, exam):
    response = staff.post(live_url(exam), {"credit_all": "1"}, follow=True)
    assert said(response) == ["2 candidates got 6 minutes back in all."]
    again = staff.post(live_url(exam), {"credit_all": "1"}, follow=True)
    assert said(again) == ["There is nothing to give back, or it has been given back already."]


def test_own_gaps_are_never_given_with_the_one_click(staff, outage, running, exam, monkeypatch):
    asked = []
    monkeypatch.setattr(outages, "grant_to", lambda **values: asked.append(values) or outages.Granted())
    staff.post(live_url(exam), {"credit_all": "1", "is_own_gap_included": "on"})
    staff.post(live_url(exam), {"action": "credit", "who": "everyone", "is_own_gap_included": "on"})
    assert [values["is_own_gap_included"] for values in asked] == [False, True]


# --- a sitting's own page -----------------------------------------------------------------------
def test_a_sitting_is_read_in_words(staff, running, petra, make_client):
    make_client(running).send(choose(1, "a", spent_ms=95_000))
    control.extend(actor=petra, sitting_id=running.pk, seconds=300, text="Noise.")
    page = html(staff.get(reverse("admin:sittings_sitting_change", args=[running.pk])))
    assert "<h1>Alice</h1>" in page
    assert "1 h, and 5 min given in addition" in page
    assert "1 min 35 s" in page
    assert "Time given" in page
    assert "paused_ms" not in page
    assert "{&#x27;" not in page, "no JSON"


def test_a_sitting_cannot_be_changed_there(client, adam, running):
    client.force_login(adam)
    assert client.post(reverse("admin:sittings_sitting_change", args=[running.pk]), {}).status_code == 403


@pytest.mark.parametrize("number", ["00000000-0000-4000-8000-000000000000", "x"])
def test_a_sitting_that_does_not_exist_is_not_found(staff, number, db):
    assert staff.get(reverse("admin:sittings_sitting_change", args=[number])).status_code == 404


def test_a_reviewer_reads_no_sitting(client, rita, running):
    client.force_login(rita)
    assert client.get(reverse("admin:sittings_sitting_change", args=[running.pk])).status_code == 403
