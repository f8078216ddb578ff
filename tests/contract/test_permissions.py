"""Every address × everybody: who gets what of alice's running sitting."""

import pytest
from django.urls import get_resolver

from tests.architecture.test_completeness import our_addresses
from tests.contract.addresses import DOORS, knock

CAST = ["nobody", "alice", "carol", "ben", "rita", "petra", "adam"]
OPEN = dict.fromkeys(CAST, 200)
# "others": everybody who is signed in and is not alice, staff included: a sitting is its candidate's alone.
STAFF = {"nobody": 401, "alice": 403, "others": 403}
PAGE_FOR_PROCTORS = {"nobody": 302, "others": 403, "ben": 200, "petra": 200, "adam": 200}
FOR_PROCTORS = PAGE_FOR_PROCTORS | {"nobody": 401}
EXPECTED = {
    "healthz": OPEN,
    "readyz": dict.fromkeys(CAST, 503),  # no worker runs beside this test
    "metrics": OPEN,
    "home": OPEN,
    "guide": OPEN,
    "bank:media": dict.fromkeys(CAST, 404),
    "sittings:exam": OPEN,
    # This exam does not ask for it; tests/proctoring/seb has one that does.
    **dict.fromkeys(["seb:page", "seb:file", "seb:quit"], dict.fromkeys(CAST, 404)),
    "sittings:open": dict.fromkeys(CAST, 302),
    "sittings:check-in": {"nobody": 302, "alice": 302, "others": 404},
    "sittings:waiting": {"nobody": 302, "alice": 200, "others": 404},
    "sittings:tutorial": {"nobody": 302, "alice": 302, "others": 404},
    "sittings:runner": {"nobody": 302, "alice": 200, "others": 404},
    "sittings:ended": {"nobody": 302, "alice": 302, "others": 404},
    "sittings:receipt": {"nobody": 302, "alice": 200, "others": 404},
    "proctoring:check-in": {"nobody": 302, "alice": 302, "others": 404},
    "proctoring:step": {"nobody": 302, "alice": 302, "others": 404},
    "proctoring:detector": OPEN,  # a few lines of code that are nobody's
    "marking:result": {"nobody": 302, "alice": 302, "others": 404},
    "marking:pdf": {"nobody": 302, "alice": 302, "others": 404},
    "marking:report": {"nobody": 302, "alice": 302, "others": 404},
    "marking:reports": {"nobody": 302, "alice": 200, "others": 200},
    # Everybody's own.
    **dict.fromkeys(["privacy:data", "privacy:file", "privacy:erase"], OPEN | {"nobody": 302}),
    "api:export": {"nobody": 401, "alice": 200, "others": 200},
    "api:erasure": {"nobody": 401, "alice": 403, "others": 403},
    "api:me": {"nobody": 401, "alice": 200, "others": 200},
    "api:exams": {"nobody": 401, "alice": 200, "others": 200},
    "api:exam": {"nobody": 401, "alice": 200, "others": 200},
    "api:open-sitting": {"nobody": 401, "alice": 200, "others": 200},
    "api:sittings": {"nobody": 401, "alice": 200, "others": 200},
    "api:sitting": {"nobody": 401, "alice": 200, "others": 404},
    "api:start": {"nobody": 401, "alice": 200, "others": 404},
    "api:take-over": {"nobody": 401, "alice": 200, "others": 404},
    "api:content": {"nobody": 401, "alice": 200, "others": 404},
    "api:sync": {"nobody": 401, "alice": 200, "others": 401},
    # Off where no PUSH_PATH is set. The token says for which sitting it is; who sends it, it need not ask.
    "api:push": {"nobody": 401, "alice": 404, "others": 404},
    "api:receipt": {"nobody": 401, "alice": 200, "others": 404},
    "api:submit": {"nobody": 401, "alice": 200, "others": 404},
    "api:check-in": {"nobody": 401, "alice": 404, "others": 404},  # nobody watches this sitting
    "api:result": {"nobody": 401, "alice": 409, "others": 404},
    # Her sitting here has no proctor.
    "api:room": {"nobody": 401, "alice": 404, "others": 404},
    "api:guide": {"nobody": 401, "alice": 200, "others": 200},
    "api:gradebook": {**STAFF, "ben": 200, "adam": 200},
    "api:report": {"nobody": 401, "alice": 409, "others": 404},
    "api:reports": {"nobody": 401, "alice": 200, "others": 200},
    "review:queue": {"nobody": 302, "others": 403, "ben": 200, "petra": 200, "adam": 200},
    # Alice's sitting is not proctored: nothing was recorded of it.
    "review:sitting": {"nobody": 302, "others": 403, "ben": 404, "petra": 404, "adam": 404},
    "review:own": {"nobody": 302, "alice": 302, "others": 404},
    "api:room-record": {"nobody": 401, "others": 404},
    "api:room-statement": {"nobody": 401, "others": 404},
    "api:item-imports": {**STAFF, "ben": 200, "adam": 200},
    "api:item-import": {**STAFF, "ben": 404, "adam": 404},
    "api:item-import-rows": {**STAFF, "ben": 404, "adam": 404},
    "api:item-import-confirm": {**STAFF, "ben": 404, "adam": 404},
    "api:item-exports": {**STAFF, "ben": 200, "adam": 200},
    "api:item-export": {**STAFF, "ben": 404, "adam": 404},
    "api:item-export-file": {**STAFF, "ben": 404, "adam": 404},
    "api:item-template": {**STAFF, "ben": 200, "adam": 200},
    "console:exams": PAGE_FOR_PROCTORS,
    "console:exam": PAGE_FOR_PROCTORS,
    # Alice's sitting is not proctored: there is no time line of it.
    "console:timeline": PAGE_FOR_PROCTORS | {"ben": 404, "petra": 404, "adam": 404},
    "api:console": FOR_PROCTORS,
    "api:console-order": FOR_PROCTORS,
}


def test_every_address_is_knocked_at():
    assert {door.name for door in DOORS} == {name for name, _ in our_addresses(get_resolver())}


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_who_gets_what(door, who, running, make_client, client, request):
    user = None if who == "nobody" else request.getfixturevalue(who)
    if door.needs_token or door.name == "api:submit":
        from tests.contract.addresses import CLIENT

        holder = make_client(running)
        holder.id = CLIENT
        holder.take_over()
    if user:
        client.force_login(user)
    response = knock(door, client, running, user.pk if user else None)
    expected = EXPECTED[door.name]
    assert response.status_code == expected.get(who, expected.get("others"))
    if response.status_code == 302 and who == "nobody":
        assert response["Location"].startswith("/accounts/login/")


def test_the_list_of_sittings_is_ones_own(running, carol, client):
    client.force_login(carol)
    assert client.get("/api/v1/sittings").json()["results"] == []


def test_a_post_without_the_csrf_token_is_refused(running, alice):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    url = f"/api/v1/sittings/{running.pk}/take-over"
    response = strict.post(url, {"client": str(running.pk)}, content_type="application/json")
    assert response.status_code == 403
    assert response.json()["code"] == "not-allowed"


@pytest.mark.parametrize("address", ["/", "/exams/practice/", "/api/v1/me", "/api/v1/sittings"])
def test_what_is_personal_is_not_kept_by_the_browser(address, client, alice, exam):
    client.force_login(alice)
    assert "no-store" in client.get(address)["Cache-Control"]
