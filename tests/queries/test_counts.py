"""The number of statements of every address, written down in counts.json; and that rows do not raise it.

After a deliberate change: RECORD_QUERY_COUNTS=1 python -m pytest tests/queries, then read the difference.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.health import mark_worker_seen
from exams.assembly.services.forms import open_exam
from exams.proctoring import seb_requirements
from exams.proctoring.models import SebRules
from exams.proctoring.services.seb import save_rules
from exams.sittings.content import get_room, list_shown_items
from exams.sittings.services import answering, entry, finish
from scoring.marking.services.report_pdf import claim
from scoring.marking.services.scoring import score
from tests.contract.addresses import CLIENT, DOORS, knock, make_files
from tests.fixtures.exam import answer_all, choose

# Begun and released: in a test, a transaction of ours is a savepoint of the test's.
SAVEPOINT = 2
COUNTS = Path(__file__).with_name("counts.json")
# The state in which an address has most to do; all others are asked about a running sitting.
SITTINGS = {
    "sittings:check-in": "check_in",
    "sittings:tutorial": "check_in",
    "proctoring:check-in": "rehearsal",
    "proctoring:step": "rehearsal",
    "api:check-in": "rehearsal",
    "api:start": "check_in",
    "sittings:ended": "submitted",
    "marking:result": "released",
    "api:result": "released",
    "marking:pdf": "released",
    "marking:report": "released",
    "marking:reports": "released",
    "api:report": "released",
    "api:reports": "released",
    "api:room": "proctored",
    "home": "released",
    "sittings:exam": "released",
    "api:sittings": "released",
    **dict.fromkeys(
        ["review:queue", "review:sitting", "review:own", "api:room-record", "api:room-statement"], "watched"
    ),
}


def count(action) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as captured:
        action()
    # Prepared once for each connection: which request comes first on this one, the order of the tests decides.
    asked = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith("PREPARE ")]
    return len(asked), "\n".join(statement[:160] for statement in asked)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_an_address_takes_the_recorded_number_of_queries(door, request, client, alice, ben):
    sitting = request.getfixturevalue(SITTINGS.get(door.name, "running"))
    sitting = getattr(sitting, "sitting", sitting)
    mark_worker_seen()
    if sitting.state == "running":
        answering.take_over(user=alice, sitting_id=sitting.pk, client=CLIENT)
    list_shown_items(sitting)
    get_room(sitting.pk)
    seb_requirements.get_by_sitting(sitting.pk)
    if door.is_for_staff:
        make_files()
    if door.name.startswith("seb:"):
        save_rules(rules=SebRules(exam=sitting.exam))
        seb_requirements.get_by_slug(sitting.exam.slug)
    if door.name == "marking:pdf":
        # Asked for already: the first message of a process also declares its queue, which is another's statement.
        claim(result=sitting.result)
    client.force_login(ben if door.is_for_staff else alice)
    found, statements = count(lambda: knock(door, client, sitting, alice.pk))
    recorded = json.loads(COUNTS.read_text("utf-8")) if COUNTS.exists() else {}
    if os.environ.get("RECORD_QUERY_COUNTS"):
        COUNTS.write_text(json.dumps(dict(sorted({**recorded, door.name: found}.items())), indent=2) + "\n", "utf-8")
    else:
        assert found == recorded[door.name], statements


def test_saving_ten_answers_takes_as_many_queries_as_saving_one(running, make_client):
    client = make_client(running)
    client.send(choose(2, "a"))
    one, _ = count(lambda: client.send(choose(1, "a")))
    ten, statements = count(lambda: client.send(*(choose(position, "a") for position in range(1, 11))))
    assert ten == one, statements


@pytest.mark.parametrize("item_count", [10, 60])
def test_starting_takes_as_many_queries_for_any_number_of_items(item_count, draft_exam, make_item, alice):
    for number in range(item_count):
        make_item(f"item-{number:02}", objective=(["1.1"] * 5 + ["2.1"] * 3 + ["3.1"] * 2)[number % 10])
    draft_exam.item_count = item_count
    draft_exam.save(update_fields=["item_count"])
    sitting = entry.open_check_in(user=alice, exam=open_exam(actor=None, exam=draft_exam))
    found, statements = count(lambda: entry.start(user=alice, sitting_id=sitting.pk, is_rules_accepted=True))
    assert found == 6 + SAVEPOINT, statements
    assert sitting.exam.forms.get().items.count() == item_count


def test_scoring_takes_a_constant_number_of_queries(submitted):
    list_shown_items(submitted)
    found, statements = count(lambda: score(sitting_id=submitted.pk))
    # Two of them are the savepoint of a transaction in a transaction, which there is in tests alone.
    assert found == 9, statements


@pytest.mark.parametrize("address", ["/", "/exams/practice/", "/api/v1/sittings"])
def test_more_attempts_take_no_more_queries(address, client, released, alice, exam, make_client):
    client.force_login(alice)
    client.get(address)
    one, _ = count(lambda: client.get(address))
    for _ in range(3):
        sitting = entry.open_check_in(user=alice, exam=exam)
        sitting = entry.start(user=alice, sitting_id=sitting.pk, is_rules_accepted=True)
        holder = make_client(sitting)
        answer_all(sitting, holder)
        finish.submit(user=alice, sitting_id=sitting.pk, client=holder.id)
        score(sitting_id=sitting.pk)
    four, statements = count(lambda: client.get(address))
    assert four == one, statements
