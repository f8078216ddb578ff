"""The review queue, a sitting of it, and the candidate's own view."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exams.proctoring.models import Decision, Incident, ReviewState, Statement, Supervision, Verdict
from exams.proctoring.review_selectors import get_review, list_reviews
from exams.proctoring.services import review
from exams.sittings.models import SittingEvent
from exams.sittings.services import control

pytestmark = pytest.mark.django_db
QUEUE = "/proctor/review/"


def page_of(supervision) -> str:
    return reverse("review:sitting", kwargs={"sitting_id": supervision.sitting_id})


def own_page(supervision) -> str:
    return reverse("review:own", kwargs={"sitting_id": supervision.sitting_id})


def decide(supervision, actor, verdict=Verdict.NOTED) -> None:
    review.decide(actor=actor, sitting_id=supervision.sitting_id, verdict=verdict, reason="Heard a dog.", seen_count=0)


# --- the queue ------------------------------------------------------------------------------------
def test_what_waits_is_listed_with_its_sum_explained(client, waiting, petra):
    client.force_login(petra)
    html = " ".join(client.get(QUEUE).content.decode().split())
    assert "Alice" in html
    assert "Copy × 2: <strong>3</strong>" in html


def test_most_points_come_first(watched, waiting):
    Supervision.objects.filter(sitting=watched).update(points=99)
    assert [row.points for row in list_reviews()] == [99, 3]


def test_a_record_that_is_not_whole_comes_before_any_number_of_points(watched, waiting):
    Supervision.objects.filter(sitting=watched).update(points=99)
    Supervision.objects.filter(pk=waiting.pk).update(is_chain_broken=True)
    assert [row.points for row in list_reviews()] == [3, 99]


def test_decided_sittings_are_found_by_their_state(client, waiting, petra):
    decide(waiting, petra)
    client.force_login(petra)
    assert b"Alice" not in client.get(QUEUE).content
    assert b"Alice" in client.get(QUEUE, {"state": "decided"}).content


def test_another_exam_shows_nothing_of_this_one(waiting):
    assert not list_reviews(exam_id=waiting.sitting.exam_id + 1)
    assert list_reviews(exam_id=waiting.sitting.exam_id)


def test_rows_of_the_queue_cost_nothing_more(client, watched, waiting, petra):
    client.force_login(petra)
    client.get(QUEUE)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(QUEUE)
        return len(captured)

    two = count()
    Supervision.objects.filter(sitting=watched).update(review_state="none")
    assert count() == two


# --- one sitting ----------------------------------------------------------------------------------
def test_the_time_line_says_which_item_was_on_screen(client, waiting, petra):
    client.force_login(petra)
    html = client.get(page_of(waiting)).content.decode()
    assert "Item 7 on screen" in html
    assert "Check-in: terms done" in html
    assert "The record is whole" in html


def test_a_changed_row_shows(client, waiting, petra):
    SittingEvent.objects.filter(sitting=waiting.sitting_id, number=1).update(details={"at_ms": 1})
    client.force_login(petra)
    assert "The record is not whole" in client.get(page_of(waiting)).content.decode()


def test_a_reviewer_decides_on_the_page(client, waiting, petra):
    client.force_login(petra)
    response = client.post(page_of(waiting), {"verdict": "nothing", "reason": "A copied word.", "seen_count": 0})
    assert response.status_code == 302
    assert Decision.objects.get().reviewer == petra


def test_a_decision_without_a_reason_is_asked_again(client, waiting, petra):
    client.force_login(petra)
    response = client.post(page_of(waiting), {"verdict": "nothing", "reason": " ", "seen_count": 0})
    assert response.status_code == 400
    assert not Decision.objects.exists()


def test_who_comes_second_reads_why(client, waiting, petra, ben):
    decide(waiting, petra)
    client.force_login(ben)
    response = client.post(page_of(waiting), {"verdict": "void", "reason": "No.", "seen_count": 0})
    assert "Somebody has decided meanwhile" in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.review_state == ReviewState.DECIDED


def test_the_number_of_statements_does_not_grow_with_the_incidents(waiting):
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            get_review(sitting_id=waiting.sitting_id)
        return len(captured)

    few, values = count(), {"supervision": waiting, "type": "copy", "received_at": waiting.created_at, "began_ms": 1}
    Incident.objects.bulk_create(Incident(number=number, **values) for number in range(100, 200))
    assert count() == few == 6


# --- the candidate's view -------------------------------------------------------------------------
def test_the_candidate_sees_the_same_lines_without_names(waiting, alice, petra):
    decide(waiting, petra)
    staff, own = get_review(sitting_id=waiting.sitting_id), get_review(sitting_id=waiting.sitting_id, user=alice)
    assert [(row.at, row.points, row.position) for row in own.entries] == [
        (row.at, row.points, row.position) for row in staff.entries
    ]
    assert "Petra" in {row.who for row in staff.entries}
    assert "Petra" not in {row.who for row in own.entries}


def test_the_candidate_reads_the_decision_and_not_who_decided(client, waiting, alice, petra):
    decide(waiting, petra)
    client.force_login(alice)
    html = client.get(own_page(waiting)).content.decode()
    assert "Heard a dog." in html
    assert "Petra" not in html


def test_what_a_proctor_said_and_did_is_on_it_without_their_name(client, proctored, cleared, make_client, alice, petra):
    control.pause(actor=petra, sitting_id=proctored.pk, text="Please show the desk.")
    control.terminate(actor=petra, sitting_id=proctored.pk, text="No answer.")
    client.force_login(alice)
    html = client.get(own_page(cleared)).content.decode()
    assert "Please show the desk." in html
    assert "No answer." in html
    assert "Petra" not in html


def test_the_candidate_comments_on_an_incident(client, waiting, alice):
    client.force_login(alice)
    incident = waiting.incidents.last()
    assert (
        f'name="incident" value="{incident.number}"'
        in client.get(own_page(waiting), {"about": incident.number}).content.decode()
    )
    client.post(own_page(waiting), {"text": "My own notes.", "incident": incident.number})
    assert Statement.objects.get().incident == incident
    assert "My own notes." in client.get(own_page(waiting)).content.decode()


def test_the_candidate_appeals(client, waiting, alice, petra):
    decide(waiting, petra)
    client.force_login(alice)
    assert "Appeal the decision" in client.get(own_page(waiting)).content.decode()
    client.post(own_page(waiting), {"text": "It was a dog.", "is_appeal": "on"})
    waiting.refresh_from_db()
    assert waiting.review_state == ReviewState.APPEALED
    assert "Appeal the decision" not in client.get(own_page(waiting)).content.decode()


def test_while_the_exam_goes_on_there_is_no_record_to_read(client, proctored, alice):
    client.force_login(alice)
    url = reverse("review:own", kwargs={"sitting_id": proctored.pk})
    assert client.get(url)["Location"] == proctored.get_absolute_url()


def test_the_end_page_leads_to_it(client, waiting, alice):
    client.force_login(alice)
    ended = reverse("sittings:ended", kwargs={"sitting_id": waiting.sitting_id})
    assert own_page(waiting) in client.get(ended).content.decode()


def test_so_does_the_result(client, waiting, alice):
    client.force_login(alice)
    result = reverse("marking:result", kwargs={"sitting_id": waiting.sitting_id})
    assert own_page(waiting) in client.get(result).content.decode()


def test_the_end_page_of_a_sitting_without_a_proctor_does_not(client, submitted, alice):
    client.force_login(alice)
    ended = reverse("sittings:ended", kwargs={"sitting_id": submitted.pk})
    assert "/proctoring/" not in client.get(ended).content.decode()


# --- the same by API ------------------------------------------------------------------------------
def test_the_record_comes_by_api_without_names(client, waiting, alice, petra):
    decide(waiting, petra)
    client.force_login(alice)
    body = client.get(f"/api/v1/sittings/{waiting.sitting_id}/proctoring").json()
    assert (body["points"], body["review_state"], body["is_whole"], body["may_appeal"]) == (3, "decided", True, True)
    assert [row["position"] for row in body["entries"] if row["kind"] == "incident"] == [7, 7]
    assert "Petra" not in str(body)


def test_an_appeal_by_api_before_a_decision_is_refused_by_name(client, waiting, alice):
    client.force_login(alice)
    url = f"/api/v1/sittings/{waiting.sitting_id}/proctoring/statements"
    response = client.post(url, {"text": "Why?", "is_appeal": True}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (409, "appeal-not-possible")


def test_a_running_sittings_record_is_refused_by_api(client, proctored, alice):
    client.force_login(alice)
    response = client.get(f"/api/v1/sittings/{proctored.pk}/proctoring")
    assert (response.status_code, response.json()["code"]) == (409, "sitting-not-over")


def test_until_an_appeal_is_decided_the_result_does_not_count(client, waiting, petra):
    decide(waiting, petra, Verdict.VOID)
    review.appeal(user=waiting.sitting.user, sitting_id=waiting.sitting_id, text="Please look again.")
    client.force_login(waiting.sitting.user)
    assert "Until then the result does not count." in client.get(own_page(waiting)).content.decode()
