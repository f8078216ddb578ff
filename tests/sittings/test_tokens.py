from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from exams.sittings import tokens
from exams.sittings.errors import TokenInvalid
from tests.contract.addresses import CLIENT
from tests.fixtures.exam import Client


@pytest.fixture
def sync(client, running, alice):
    """Sends the next batch with a token as old as asked; the answer's body."""
    holder = Client(running)
    holder.id = CLIENT
    holder.take_over()
    issued = tokens.issue(user_id=alice.pk, sitting_id=running.pk, client=CLIENT)

    def send(seq, after):
        with time_machine.travel(running.started_at + after):
            body = {"client": str(CLIENT), "seq": seq}
            headers = {"authorization": f"Sitting {issued}"}
            url = f"/api/v1/sittings/{running.pk}/sync"
            return client.post(url, body, content_type="application/json", headers=headers)

    return send


def test_a_token_is_renewed_while_the_sitting_runs(sync):
    assert "token" not in sync(1, timedelta(minutes=1)).json()
    assert "token" in sync(2, timedelta(minutes=31)).json()


def test_nobody_who_may_not_sign_in_gets_a_new_token(sync, alice):
    alice.is_active = False
    alice.save(update_fields=["is_active"])
    assert "token" not in sync(1, timedelta(minutes=31)).json()


def test_a_sitting_that_is_over_gives_no_new_token(sync):
    answer = sync(1, timedelta(minutes=61)).json()
    assert answer["state"] == "closed"
    assert "token" not in answer


def test_an_old_token_opens_nothing(sync):
    assert sync(1, timedelta(hours=3)).json()["code"] == "token-invalid"


def test_a_token_is_for_one_client(client, running, alice, sync):
    issued = tokens.issue(user_id=alice.pk, sitting_id=running.pk, client=uuid4())
    headers = {"authorization": f"Sitting {issued}"}
    url = f"/api/v1/sittings/{running.pk}/sync"
    answer = client.post(url, {"client": str(CLIENT), "seq": 1}, content_type="application/json", headers=headers)
    assert answer.json()["code"] == "token-invalid"


def test_a_forged_token_is_refused():
    with pytest.raises(TokenInvalid):
        tokens.read("WzEsIjAiXQ:forged")
