import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command

from exams.sittings.models import Response, Sitting
from exams.sittings.services import finish
from tests.fixtures.exam import choose


@pytest.fixture
def answered(running, make_client):
    """Three answers, one of them changed; the client."""
    client = make_client(running)
    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        client.send(choose(1, "a"), choose(2, "b"))
        client.send(choose(3, "c", at_ms=2000))
        client.send(choose(1, "d", at_ms=3000))
    return client


@pytest.fixture
def download(client, alice, running, tmp_path):
    """download(): the receipt as Alice gets it from her page, in a file."""

    def get():
        client.force_login(alice)
        response = client.get(f"/sittings/{running.pk}/receipt/")
        assert "attachment" in response["Content-Disposition"]
        path = tmp_path / "receipt.json"
        path.write_bytes(response.content)
        return path

    return get


def verify(path, capsys):
    call_command("verify_receipt", path)
    return capsys.readouterr().out


def change(path, edit):
    receipt = json.loads(path.read_text("utf-8"))
    edit(receipt)
    path.write_text(json.dumps(receipt), "utf-8")


def test_a_receipt_matches_what_is_stored(answered, download, capsys):
    assert "matches: 3 answers, 3 links" in verify(download(), capsys)


def test_a_receipt_says_what_the_candidate_saw(answered, download):
    receipt = json.loads(download().read_text("utf-8"))
    assert [(row["position"], row["selected"]) for row in receipt["answers"]] == [(1, ["d"]), (2, ["b"]), (3, ["c"])]
    assert all(len(row["shown"]) == 1 for row in receipt["answers"])
    assert (receipt["answered_count"], receipt["item_count"]) == (3, 10)


def test_an_older_receipt_still_matches(answered, download, capsys):
    path = download()
    answered.send(choose(2, "c", at_ms=4000))
    assert "1 more batches" in verify(path, capsys)


def test_an_answer_that_was_changed_behind_our_back_is_named(answered, download):
    path = download()
    Response.objects.filter(position=2).update(selected=["d"])
    with pytest.raises(CommandError, match="Item 2: the receipt says b, stored is d"):
        call_command("verify_receipt", path)


def test_a_history_that_was_rewritten_is_named(answered, download):
    path = download()
    row = Response.objects.get(position=3)
    Response.objects.filter(position=3).update(trail=row.trail.replace(",c,", ",b,"), selected=["b"])
    with pytest.raises(CommandError, match=r"Link 2 differs: .*,c,.*,b,") as refusal:
        call_command("verify_receipt", path)
    assert "contradicts itself" in str(refusal.value)


def test_an_answer_that_was_lost_is_named(answered, download):
    path = download()
    Response.objects.filter(position=3).delete()
    Sitting.objects.update(receipt_number=1)
    with pytest.raises(CommandError, match="the server only 1"):
        call_command("verify_receipt", path)


def test_a_forged_file_is_told_from_ours(answered, download):
    path = download()
    change(path, lambda receipt: receipt["answers"][0].update(selected=["a"]))
    with pytest.raises(CommandError, match="signature is not ours"):
        call_command("verify_receipt", path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "mockingbird-receipt-1"}', "\x00\xff"])
def test_another_file_is_refused_clearly(text, tmp_path, db):
    path = tmp_path / "other"
    path.write_text(text, "utf-8")
    with pytest.raises(CommandError, match="other: "):
        call_command("verify_receipt", path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_receipt", tmp_path / "nothing")


def test_a_receipt_of_another_database_is_refused_clearly(answered, download):
    path = download()
    change(path, lambda receipt: receipt.update(sitting="0b7f"))
    with pytest.raises(CommandError, match="no sitting 0b7f"):
        call_command("verify_receipt", path)


def test_end_page_and_result_say_what_is_stored_and_offer_the_receipt(released, client, alice):
    client.force_login(alice)
    for page in ("ended", "result"):
        url = f"/sittings/{released.sitting_id}/ended/" if page == "ended" else released.get_absolute_url()
        text = client.get(url).content.decode()
        assert "10 of 10 answers stored on the server, last at" in text
        assert f"/sittings/{released.sitting_id}/receipt/" in text


def test_a_sitting_that_never_began_has_no_receipt(check_in, client, alice):
    client.force_login(alice)
    assert client.get(f"/sittings/{check_in.pk}/receipt/").status_code == 404
    assert client.get(f"/api/v1/sittings/{check_in.pk}/receipt").json()["code"] == "sitting-not-started"


def test_what_came_in_the_grace_is_in_the_receipt(running, make_client, download, capsys):
    client = make_client(running)
    with time_machine.travel(running.deadline_at + timedelta(seconds=5)):
        finish.close_expired()
        client.send(choose(4, "a", at_ms=1000))
    assert "1 answers, 1 links" in verify(download(), capsys)
