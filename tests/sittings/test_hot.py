"""By the sitting's token a room starts, fetches its form and submits on a short way: it says and does what the long one does."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Accommodation
from exams.assembly.models import Exam
from exams.assembly.services.forms import end_exam
from exams.bank.models import Item
from exams.sittings import tokens
from exams.sittings.models import Sitting
from exams.sittings.services import control, entry
from exams.sittings.signals import sitting_closed

IS_POSTGRES = connection.vendor == "postgresql"


class Device:
    """An app with the token that check-in gave it."""

    def __init__(self, http, sitting):
        self.id = uuid4()
        self._http, self._sitting = http, sitting
        token = tokens.issue(user_id=sitting.user_id, sitting_id=sitting.pk, client=self.id)
        self._token = {"Authorization": f"Sitting {token}"}

    def start(self, **more):
        return self.post("start", {"accept_rules": True, **more})

    def submit(self):
        return self.post("submit")

    def post(self, name, body=None, *, by_token=True):
        body = {"client": str(self.id), **(body or {})}
        headers = self._token if by_token else {}
        return self._http.post(self._address(name), body, content_type="application/json", headers=headers)

    def content(self):
        return self._http.get(self._address("content"), headers=self._token)

    def save(self, seq, *changes):
        return self.post("sync", {"seq": seq, "changes": list(changes)})

    def _address(self, name):
        return f"/api/v1/sittings/{self._sitting.pk}/{name}"


@pytest.fixture
def device(client, check_in):
    return Device(client, check_in)


@pytest.fixture
def sat(device):
    """The same device, with its sitting running."""
    assert device.start().status_code == 200
    return device


def statements(call):
    """What the database was asked, transactions' own words left out."""
    with CaptureQueriesContext(connection) as asked:
        call()
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "PREPARE", "SELECT 1")
    return [row["sql"] for row in asked if not row["sql"].startswith(words)]


def warm(client, exam, person):
    """The process knows the form, the connection its statements."""
    other = Device(client, entry.open_check_in(user=person, exam=exam))
    other.start()
    other.content()
    other.submit()


# --- the start ------------------------------------------------------------------------------------
def test_the_short_way_says_what_the_long_one_says(client, exam, check_in, carol):
    short = Device(client, check_in).start().json()
    client.force_login(carol)
    other = Device(client, entry.open_check_in(user=carol, exam=exam))
    long = other.post("start", {"accept_rules": True}, by_token=False).json()
    seats = short.pop("seat"), long.pop("seat")
    assert seats[0].keys() == seats[1].keys()
    assert short.keys() == long.keys()
    same = ("exam", "state", "close_reason", "mode", "closed_at", "allotted_seconds")
    assert [short[name] for name in same] == [long[name] for name in same]
    same = ("seq", "state", "commands", "last_command", "answers", "receipt")
    assert [seats[0][name] for name in same] == [seats[1][name] for name in same]
    assert sorted(place for place, _ in seats[0]["arrangement"]) == sorted(
        place for place, _ in seats[1]["arrangement"]
    )


def test_the_short_way_writes_what_the_long_one_writes(device, check_in):
    seat = device.start().json()["seat"]
    check_in.refresh_from_db()
    assert (check_in.state, check_in.active_client, check_in.allotted_seconds) == ("running", device.id, 3600)
    assert check_in.deadline_at == check_in.started_at + timedelta(hours=1)
    assert check_in.rules_accepted_at == check_in.started_at == check_in.last_seen_at
    assert check_in.clients.get().client == device.id
    event = check_in.events.get(type="started")
    assert (event.actor, event.details) == (check_in.user, {"form": check_in.form.number, "client": str(device.id)})
    assert [event.type for event in check_in.events.all()] == ["check-in-opened", "started"]
    assert seat["elapsed_ms"] == 0
    assert seat["remaining_ms"] == 3_600_000


def test_who_started_so_can_save(sat, check_in):
    answer = sat.save(1, {"position": 3, "selected": ["a"], "at_ms": 900}).json()
    assert (answer["seq"], answer["receipt"]["number"]) == (1, 1)
    assert check_in.responses.get().selected == ["a"]


def test_starting_twice_starts_once(device, check_in):
    first, again = device.start().json(), device.start().json()
    assert first["seat"]["arrangement"] == again["seat"]["arrangement"]
    assert first["deadline_at"] == again["deadline_at"]
    assert check_in.events.filter(type="started").count() == 1


def test_extra_time_counts(device, check_in):
    Accommodation.objects.create(user=check_in.user, time_factor=Decimal("1.25"))
    assert device.start().json()["allotted_seconds"] == 4500


def test_by_a_common_clock_the_time_runs_from_the_exams_start(device, check_in):
    begun_at = timezone.now().replace(microsecond=0) - timedelta(minutes=10)
    Exam.objects.update(starts_at=begun_at, is_common_clock=True)
    seat = device.start().json()["seat"]
    assert Sitting.objects.get().started_at == begun_at
    assert 600_000 <= seat["elapsed_ms"] < 660_000


def test_rules_that_are_not_accepted_stop_it(device):
    refusal = device.start(accept_rules=False)
    assert (refusal.status_code, refusal.json()["code"]) == (400, "rules-not-accepted")


@pytest.mark.parametrize(
    ("moments", "code"),
    [
        ({"starts_at": timedelta(minutes=1)}, "exam-not-begun"),
        ({"closes_at": timedelta(minutes=-1)}, "exam-not-open"),
        ({"starts_at": timedelta(hours=-2), "is_common_clock": True}, "exam-over"),
    ],
)
def test_an_exam_that_cannot_be_started_says_why(device, check_in, moments, code):
    now = timezone.now()
    Exam.objects.update(**{name: now + at if isinstance(at, timedelta) else at for name, at in moments.items()})
    refusal = device.start()
    assert (refusal.status_code, refusal.json()["code"]) == (409, code)
    assert Sitting.objects.get().state != "running"


def test_an_exam_that_staff_have_ended_is_not_started(device, exam):
    end_exam(actor=None, exam=exam)
    assert device.start().json()["code"] in {"exam-not-open", "sitting-is-closed"}


def test_a_form_with_a_retired_item_is_not_given_out(device, check_in, bank, make_item):
    make_item("spare", objective="1.1")
    retired = check_in.form.items.first().version.item
    Item.objects.filter(pk=retired.pk).update(status="retired")
    device.start()
    asked = Sitting.objects.get().form.items.values_list("version__item", flat=True)
    assert retired.pk not in asked


def test_a_token_for_another_sitting_opens_nothing(client, device, check_in, exam, carol):
    other = entry.open_check_in(user=carol, exam=exam)
    device._sitting = other
    assert device.start().json()["code"] == "token-invalid"
    other.refresh_from_db()
    assert other.state == "check_in"


def test_another_client_than_the_tokens_is_refused(device):
    refusal = device.start(client=str(uuid4()))
    assert refusal.json()["code"] == "token-invalid"


# --- the form -------------------------------------------------------------------------------------
def test_the_form_comes_before_the_end_and_not_after(sat, check_in):
    assert len(sat.content().json()["items"]) == 10
    sat.submit()
    assert sat.content().json()["code"] == "sitting-is-closed"


def test_there_is_no_form_before_the_start(device):
    assert device.content().json()["code"] == "sitting-not-started"


def test_there_is_no_form_when_time_is_up(sat, check_in):
    check_in.refresh_from_db()
    with time_machine.travel(check_in.deadline_at + timedelta(seconds=1)):
        assert sat.content().json()["code"] == "sitting-is-closed"


# --- the end --------------------------------------------------------------------------------------
def test_submitting_closes_and_announces(sat, check_in, django_capture_on_commit_callbacks):
    heard = []

    def hear(sender, sitting_id, **kwargs):
        heard.append(sitting_id)

    sitting_closed.connect(hear)
    sat.save(1, {"position": 1, "selected": ["b"], "at_ms": 5})
    with django_capture_on_commit_callbacks(execute=True):
        end = sat.submit().json()
    sitting_closed.disconnect(hear)
    check_in.refresh_from_db()
    assert (end["state"], end["close_reason"], end["receipt"]["number"]) == ("closed", "submitted", 1)
    assert end["receipt"]["head"] == check_in.receipt_head
    assert end["ended_url"] == f"/sittings/{check_in.pk}/ended/"
    assert (check_in.state, check_in.final_at) == ("closed", check_in.closed_at)
    assert check_in.events.get(type="submitted").actor == check_in.user
    assert heard == [check_in.pk]


def test_submitting_twice_closes_once(sat, check_in):
    assert sat.submit().json()["close_reason"] == sat.submit().json()["close_reason"] == "submitted"
    assert check_in.events.filter(type="submitted").count() == 1


def test_who_no_longer_holds_the_sitting_cannot_end_it(sat, check_in, make_client):
    make_client(check_in)
    assert sat.submit().json()["code"] == "taken-over"
    assert Sitting.objects.get().state == "running"


def test_a_paused_sitting_is_not_ended(sat, check_in, petra):
    control.pause(actor=petra, sitting_id=check_in.pk, text="One moment.")
    assert sat.submit().json()["code"] == "sitting-is-paused"


def test_submitting_after_the_deadline_is_an_expiry(sat, check_in):
    check_in.refresh_from_db()
    with time_machine.travel(check_in.deadline_at + timedelta(seconds=3)):
        assert sat.submit().json()["close_reason"] == "expired"


# --- what it costs --------------------------------------------------------------------------------
def test_each_of_them_takes_so_many_statements(client, exam, device, carol):
    warm(client, exam, carol)
    counts = [len(statements(call)) for call in (device.start, device.content, device.submit)]
    # SQLite cannot write into three tables in one statement.
    assert counts == ([2, 1, 1] if IS_POSTGRES else [4, 1, 2])
