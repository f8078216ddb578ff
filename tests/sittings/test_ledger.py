import hashlib
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings import ledger
from exams.sittings.models import Response, Sitting
from tests.fixtures.exam import choose

codes = st.text("abcdefgh", max_size=4)
changes = st.builds(
    ledger.write_entry,
    received_ms=st.integers(0, 2**53),
    at_ms=st.integers(0, 10**9),
    selected=codes,
    struck=codes,
    is_flagged=st.booleans(),
)
links = st.lists(st.dictionaries(st.integers(1, 60), changes, min_size=1, max_size=5), max_size=12)


def trails_of(batches):
    trails = {}
    for number, batch in enumerate(batches, start=1):
        for position, entry in batch.items():
            trails[position] = trails.get(position, "") + f"{number},{entry}"
    return trails


def chain(sitting):
    rows = Response.objects.filter(sitting=sitting)
    return ledger.replay({row.position: row.trail for row in rows})


@given(links)
def test_trails_make_the_same_chain_as_the_batches_did(batches):
    heads, head = [], ""
    for batch in batches:
        head = hashlib.sha256((head + ledger.write_link(batch)).encode()).hexdigest()
        heads.append(head)
    found = ledger.replay(trails_of(batches))
    assert list(found.heads) == heads
    assert found.is_whole


@given(links.filter(bool), st.data())
def test_a_forged_entry_changes_every_head_from_there_on(batches, data):
    index = data.draw(st.integers(0, len(batches) - 1))
    position = data.draw(st.sampled_from(sorted(batches[index])))
    before = ledger.replay(trails_of(batches)).heads
    batches[index][position] = batches[index][position].replace(",", ",9", 1)
    after = ledger.replay(trails_of(batches)).heads
    assert after[:index] == before[:index]
    assert all(one != other for one, other in zip(after[index:], before[index:], strict=True))


@given(links.filter(lambda batches: len(batches) > 1), st.data())
def test_a_missing_link_is_noticed(batches, data):
    gone = data.draw(st.integers(1, len(batches) - 1))
    trails = {
        position: "".join(f"{part};" for part in trail.split(";")[:-1] if not part.startswith(f"{gone},"))
        for position, trail in trails_of(batches).items()
    }
    assert not ledger.replay(trails).is_whole


@pytest.mark.parametrize("text", ["1,2,3;", "x,1,2,a,,;", "1,2,3,a,,,,;"])
def test_a_text_that_is_no_trail_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        ledger.read_trail(1, text)


def test_every_acknowledged_batch_extends_the_chain_that_the_database_keeps(running, make_client):
    client = make_client(running)
    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        client.send(choose(3, "b", struck=("a",), is_flagged=True), choose(1, "a"))
        client.send(choose(3, "c", at_ms=2000))
        answer = client.send(choose(2, "d", at_ms=3000))
    found = chain(running)
    stored = Sitting.objects.get(pk=running.pk)
    assert (answer.receipt.number, answer.receipt.head) == (3, found.head)
    assert (stored.receipt_number, stored.receipt_head) == (3, found.head)
    assert [(entry.position, entry.selected) for entry in found.entries] == [(1, "a"), (3, "b"), (3, "c"), (2, "d")]


def test_a_heartbeat_and_a_repeat_extend_nothing(running, make_client):
    client = make_client(running)
    first = client.send(choose(1, "a"))
    assert client.send().receipt is None
    assert Sitting.objects.get(pk=running.pk).receipt_head == first.receipt.head
    client.send(choose(1, "a", at_ms=2000), seq=3)
    again = client.send(choose(1, "a", at_ms=2000), seq=3)
    assert again.receipt.number == 2


def test_an_answer_that_lost_against_a_newer_one_is_in_the_chain_and_marked(running, make_client):
    old, new = make_client(running), make_client(running)
    with time_machine.travel(running.started_at + timedelta(seconds=60)):
        new.send(choose(3, "c", at_ms=30_000))
        with pytest.raises(Exception, match="another window"):
            old.send(choose(3, "b", at_ms=10_000))
    entries = chain(running).entries
    assert [(entry.selected, entry.is_overruled) for entry in entries] == [("c", False), ("b", True)]
    assert Response.objects.get(sitting=running).selected == ["c"]
    assert Sitting.objects.get(pk=running.pk).receipt_head == chain(running).head


def test_a_trail_does_not_grow_for_ever_and_the_answer_still_does(running, make_client):
    client = make_client(running)
    client.send(choose(3, "a"))
    Response.objects.filter(sitting=running).update(trail="x" * (ledger.LONGEST_TRAIL + 1))
    client.send(choose(3, "b", at_ms=2000))
    row = Response.objects.get(sitting=running)
    assert (row.selected, len(row.trail)) == (["b"], ledger.LONGEST_TRAIL + 1)
