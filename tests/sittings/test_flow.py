"""The main job from end to end, through the API as a mobile app uses it."""

from uuid import uuid4

import pytest

from exams.bank.keys import get_correct_codes
from exams.sittings import tokens
from exams.sittings.content import list_shown_items
from exams.sittings.models import Sitting

pytestmark = pytest.mark.django_db


def sign_in(client, email, password):
    body = {"email": email, "password": password}
    answer = client.post("/api/v1/auth/app/v1/auth/login", body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return {"HTTP_X_SESSION_TOKEN": answer.json()["meta"]["session_token"]}


def post(client, url, body=None, **headers):
    return client.post(url, body or {}, content_type="application/json", **headers)


def test_an_app_signs_in_sits_an_exam_and_reads_the_result(client, alice, exam, django_capture_on_commit_callbacks):
    auth = sign_in(client, alice.email, "correct horse battery")
    assert [row["slug"] for row in client.get("/api/v1/exams", **auth).json()["results"]] == ["practice"]
    sitting = post(client, "/api/v1/exams/practice/sittings", **auth).json()
    url = f"/api/v1/sittings/{sitting['id']}"
    assert post(client, f"{url}/start", {"accept_rules": True}, **auth).json()["state"] == "running"
    me = {"client": str(uuid4())}
    taken = post(client, f"{url}/take-over", me, **auth).json()
    content = client.get(f"{url}/content", **auth).json()
    assert len(content["items"]) == 10

    row = Sitting.objects.get()
    items = list_shown_items(row)
    key = get_correct_codes(version_ids=[item.version_id for item in items])
    changes = [
        {"position": position, "selected": sorted(key[item.version_id]), "at_ms": position}
        for position, item in enumerate(items, start=1)
    ]
    token = {"HTTP_AUTHORIZATION": f"Sitting {taken['token']}"}
    batch = {**me, "seq": 1, "changes": changes}
    assert post(client, f"{url}/sync", batch, **token).json()["refused"] == []
    assert client.get(f"{url}/result", **auth).json()["code"] == "result-pending"
    with django_capture_on_commit_callbacks(execute=True):
        assert post(client, f"{url}/submit", me, **auth).json()["close_reason"] == "submitted"
    from scoring.marking.services.scoring import score

    score(sitting_id=row.pk)
    result = client.get(f"{url}/result", **auth).json()
    assert result["total"]["points"] == 10
    assert result["total"]["is_pass"] is True
    assert [row["item_count"] for row in result["subscores"]] == [5, 3, 2]


def test_one_request_starts_and_takes_the_seat(client, alice, check_in):
    client.force_login(alice)
    url = f"/api/v1/sittings/{check_in.pk}"
    body = {"accept_rules": True, "client": str(uuid4())}
    opened = client.post("/api/v1/exams/practice/sittings", body, content_type="application/json").json()
    client.logout()
    token = {"authorization": f"Sitting {opened['token']}"}
    answer = client.post(f"{url}/start", body, content_type="application/json", headers=token).json()
    seat = answer["seat"]
    assert (answer["state"], seat["seq"], seat["answers"], len(seat["arrangement"])) == ("running", 0, [], 10)
    token = {"authorization": f"Sitting {seat['token']}"}
    items = client.get(f"{url}/content", headers=token).json()["items"]
    place, ids = seat["arrangement"][0]
    assert sorted(ids) == [option["id"] for option in items[place - 1]["options"]]
    batch = {"client": body["client"], "seq": 1, "changes": [{"position": 1, "selected": ["a"], "at_ms": 1}]}
    assert client.post(f"{url}/sync", batch, content_type="application/json", headers=token).status_code == 200
    again = client.post(f"{url}/start", body, content_type="application/json", headers=token).json()
    assert (again["seat"]["seq"], again["seat"]["answers"][0]["selected"]) == (1, ["a"])
    ended = client.post(f"{url}/submit", body, content_type="application/json", headers=token)
    assert (ended.status_code, ended.json()["state"]) == (200, "closed")


def test_a_token_starts_and_submits_for_its_own_client_and_sitting_alone(client, alice, check_in):
    token = tokens.issue(user_id=alice.pk, sitting_id=check_in.pk, client=uuid4())
    other = tokens.issue(user_id=alice.pk, sitting_id=uuid4(), client=uuid4())
    body = {"accept_rules": True, "client": str(uuid4())}
    for step in ("start", "submit"):
        for text in (token, other, "nonsense"):
            headers = {"authorization": f"Sitting {text}"}
            url = f"/api/v1/sittings/{check_in.pk}/{step}"
            answer = client.post(url, body, content_type="application/json", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, "token-invalid")
    check_in.refresh_from_db()
    assert check_in.state == "check_in"
