"""Every address of a sitting that is sat in Safe Exam Browser: closed to others, open to it."""

from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from exams.assembly.models import Exam
from exams.proctoring import seb_requirements
from exams.proctoring.models import SebRules
from exams.proctoring.seb import header
from exams.proctoring.services.seb import save_rules
from exams.sittings import tokens
from exams.sittings.models import Sitting
from exams.sittings.services import finish
from tests.contract.addresses import CLIENT, DOORS, knock
from tests.proctoring.seb.conftest import BROWSER_EXAM_KEYS, sent

# What is not the sitting itself: its state, and what remains of it when it is over.
OPEN = {
    *("api:sitting", "api:receipt", "api:result", "api:report", "marking:result", "marking:pdf", "marking:report"),
    *("api:room-record", "api:room-statement"),
}
OF_STAFF = {"review:sitting"}
ASKED = {"sitting", "place", "step"}
OF_A_SITTING = [door for door in DOORS if door.arguments in ASKED and door.name not in OPEN | OF_STAFF]
OPENING = [door for door in DOORS if door.name in {"sittings:open", "api:open-sitting"}]
STATES = {
    **dict.fromkeys(["sittings:check-in", "sittings:tutorial", "api:start"], "check_in"),
    "sittings:ended": "submitted",
    "api:check-in": "rehearsal",
    "api:room": "proctored",
}
# Where no push channel is set up.
NOT_THERE = {"api:push": 404}


def make_ready(door, request, make_client):
    sitting = request.getfixturevalue(STATES.get(door.name, "running"))
    if sitting.state == "running":
        holder = make_client(sitting)
        holder.id = CLIENT
        holder.take_over()
    return sitting


@pytest.mark.parametrize("door", [*OF_A_SITTING, *OPENING], ids=lambda door: door.name)
def test_an_address_is_closed_to_other_browsers(door, request, client, alice, make_client, seb):
    sitting = make_ready(door, request, make_client)
    client.force_login(alice)
    response = knock(door, client, sitting, alice.pk)
    if door.name == "sittings:ended":
        assert response.status_code == 200  # it is over
        return
    assert response.status_code == 403
    problem = response.json()
    assert problem["code"] == "needs-safe-exam-browser"
    assert problem["page_url"] == "/exams/practice/seb/"


@pytest.mark.parametrize("door", [*OF_A_SITTING, *OPENING], ids=lambda door: door.name)
def test_an_address_is_open_to_safe_exam_browser(door, request, client, alice, make_client, seb, as_seb):
    sitting = make_ready(door, request, make_client)
    client.force_login(alice)
    as_seb(client, seb.config_key)
    expected = {NOT_THERE[door.name]} if door.name in NOT_THERE else {200, 302}
    assert knock(door, client, sitting, alice.pk).status_code in expected


@pytest.mark.parametrize("door", [door for door in DOORS if door.name in OPEN], ids=lambda door: door.name)
def test_state_result_and_record_are_for_any_browser(door, client, alice, request, seb):
    sitting = request.getfixturevalue("watched" if door.name.startswith("api:room-") else "released")
    client.force_login(alice)
    assert knock(door, client, getattr(sitting, "sitting", sitting), alice.pk).status_code in {200, 201, 202}


def test_a_page_leads_to_the_page_that_explains(client, alice, running, seb):
    client.force_login(alice)
    response = client.get(f"/sittings/{running.pk}/", headers={"Accept": "text/html,*/*"})
    assert (response.status_code, response["Location"]) == (302, "/exams/practice/seb/")


def test_the_end_page_of_a_sitting_that_runs_is_closed_too(client, alice, running, seb):
    client.force_login(alice)
    assert client.get(f"/sittings/{running.pk}/ended/").status_code == 403


def test_the_end_page_leads_out_of_safe_exam_browser(client, alice, submitted, seb, as_seb):
    client.force_login(alice)
    assert "seb/quit/" not in client.get(f"/sittings/{submitted.pk}/ended/").content.decode()
    as_seb(client, seb.config_key)
    assert "/exams/practice/seb/quit/" in client.get(f"/sittings/{submitted.pk}/ended/").content.decode()


def test_other_exams_are_for_any_browser(client, alice, running):
    client.force_login(alice)
    assert client.get(f"/sittings/{running.pk}/").status_code == 200


def test_an_exam_that_no_longer_asks_is_for_any_browser(client, alice, running, seb):
    client.force_login(alice)
    seb.is_required = False
    save_rules(rules=seb)
    assert client.get(f"/sittings/{running.pk}/").status_code == 200


# --- the keys -----------------------------------------------------------------------------------
@pytest.fixture
def ask(client, alice, running):
    """ask(headers, "?query"): the status of the exam screen's page."""
    client.force_login(alice)
    path = f"/sittings/{running.pk}/"
    return lambda headers, query="": client.get(path + query, headers=headers(path + query)).status_code


def test_another_configuration_is_refused(ask, seb):
    assert ask(lambda path: sent(path, "0" * 64)) == 403


def test_the_hash_of_another_address_is_refused(ask, seb):
    assert ask(lambda path: sent("/", seb.config_key)) == 403


def test_the_key_itself_is_refused(ask, seb):
    assert ask(lambda path: {header.CONFIG_KEY_HEADER: seb.config_key}) == 403


def test_the_query_belongs_to_the_address(ask, seb):
    assert ask(lambda path: sent(path, seb.config_key), "?a=%20b&c=d|e") == 200
    assert ask(lambda path: sent(path.partition("?")[0], seb.config_key), "?a=1") == 403


@pytest.mark.parametrize("key", BROWSER_EXAM_KEYS)
def test_each_allowed_version_gets_in(ask, by_version, key):
    assert ask(lambda path: sent(path, by_version.config_key, browser_exam_key=key)) == 200


def test_a_version_that_is_not_allowed_stays_out(ask, by_version):
    assert ask(lambda path: sent(path, by_version.config_key, browser_exam_key="3" * 64)) == 403
    assert ask(lambda path: sent(path, by_version.config_key)) == 403


def test_the_version_alone_may_be_asked_for(ask, by_version):
    by_version.asks_config_key = False
    save_rules(rules=by_version)
    assert ask(lambda path: sent(path, "0" * 64, browser_exam_key=BROWSER_EXAM_KEYS[0])) == 200
    assert ask(lambda path: sent(path, by_version.config_key)) == 403


def test_who_sits_with_the_former_configuration_goes_on(ask, seb):
    former = seb.config_key
    seb.sites = "docs.example.org"
    save_rules(rules=seb)
    assert seb.config_key != former
    assert ask(lambda path: sent(path, former)) == 200
    assert ask(lambda path: sent(path, seb.config_key)) == 200


def test_a_former_key_that_is_taken_off_the_list_stays_out(ask, seb):
    former, seb.sites = seb.config_key, "docs.example.org"
    save_rules(rules=seb)
    seb.other_config_keys = ""
    save_rules(rules=seb)
    assert ask(lambda path: sent(path, former)) == 403


# --- the short way of saving --------------------------------------------------------------------
class Device:
    def __init__(self, http, sitting):
        self._http, self._path = http, f"/api/v1/sittings/{sitting.pk}/sync"
        token = tokens.issue(user_id=sitting.user_id, sitting_id=sitting.pk, client=CLIENT)
        self._token = {"Authorization": f"Sitting {token}"}

    def save(self, seq, key=""):
        headers = self._token | (sent(self._path, key) if key else {})
        change = {"position": 1, "selected": ["a"], "at_ms": 10}
        body = {"client": str(CLIENT), "seq": seq, "changes": [change]}
        return self._http.post(self._path, body, content_type="application/json", headers=headers)


@pytest.fixture
def device(client, running, make_client):
    holder = make_client(running)
    holder.id = CLIENT
    holder.take_over()
    return Device(client, running)


def count(call):
    with CaptureQueriesContext(connection) as asked:
        assert call().status_code == 200
    return len([row for row in asked.captured_queries if not row["sql"].startswith("PREPARE ")])


def test_an_answer_from_another_browser_is_not_stored(device, running, seb):
    assert device.save(1).status_code == 403
    assert not running.responses.exists()


def test_saving_costs_the_same_with_and_without(device, exam):
    device.save(1)
    without = count(lambda: device.save(2))
    rules = save_rules(rules=SebRules(exam=exam))
    device.save(3, rules.config_key)
    assert count(lambda: device.save(4, rules.config_key)) == without


def test_other_exams_pay_nothing_where_one_asks(device, exam):
    device.save(1)
    without = count(lambda: device.save(2))
    other = Exam.objects.create(slug="other", title="Other exam", guide=exam.guide)
    save_rules(rules=SebRules(exam=other))
    device.save(3)  # learns which exam the sitting belongs to
    assert count(lambda: device.save(4)) == without


def test_an_answer_from_another_browser_does_not_count_after_the_end_either(client, alice, running, make_client, seb):
    holder = make_client(running)
    finish.submit(user=alice, sitting_id=running.pk, client=holder.id)
    client.force_login(alice)
    response = client.post(
        f"/api/v1/sittings/{running.pk}/take-over", {"client": str(CLIENT)}, content_type="application/json"
    )
    assert response.status_code == 403


# --- what a process remembers -------------------------------------------------------------------
def test_a_change_elsewhere_is_seen_within_seconds(ask, seb, monkeypatch):
    assert ask(lambda path: {}) == 403
    type(seb).objects.update(is_required=False)  # by another process
    assert ask(lambda path: {}) == 403
    now = seb_requirements.monotonic()
    monkeypatch.setattr(seb_requirements, "monotonic", lambda: now + seb_requirements.FRESH_SECONDS)
    assert ask(lambda path: {}) == 200


@pytest.fixture
def is_away(monkeypatch):
    """is_away(): the database does not tell the rules any more."""

    def fail():
        raise OperationalError

    def take_away():
        monkeypatch.setattr(seb_requirements, "_read", fail)
        # A test's own transaction lives on this connection.
        monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)

    return take_away


def test_while_the_database_is_away_the_last_rules_hold(ask, seb, is_away, monkeypatch):
    assert ask(lambda path: {}) == 403
    is_away()
    now = seb_requirements.monotonic()
    monkeypatch.setattr(seb_requirements, "monotonic", lambda: now + 60)
    assert ask(lambda path: {}) == 403
    assert ask(lambda path: sent(path, seb.config_key)) == 200


def test_who_knows_no_rules_and_cannot_ask_lets_nobody_in(device, is_away):
    seb_requirements.forget()
    is_away()
    response = device.save(1)
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")


def test_a_sitting_that_does_not_exist_is_nobodys(client, alice, seb):
    client.force_login(alice)
    unknown = UUID(int=1)
    assert not Sitting.objects.filter(pk=unknown).exists()
    assert client.get(f"/sittings/{unknown}/").status_code == 404


def test_behind_a_proxy_the_address_is_the_one_that_the_client_saw(client, alice, running, seb, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    client.force_login(alice)
    path = f"/sittings/{running.pk}/"
    hashed = header.make_hash(f"https://exams.example.org{path}", seb.config_key)
    headers = {"X-Forwarded-Proto": "https", "Host": "exams.example.org", header.CONFIG_KEY_HEADER: hashed}
    assert client.get(path, headers=headers).status_code == 200
    assert client.get(path, headers=headers | {"X-Forwarded-Proto": "http"}).status_code == 403
