"""What goes with somebody, what stays without them, and what stands in the way."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.cache import caches
from django.test import Client

from accounts.drawers import list_drawers
from accounts.errors import AccountClosed, LastAdministrator, NotSure
from accounts.models import Erasure, User
from accounts.services.erasure import erase_oneself, erase_person
from accounts.services.people import ensure_person
from exams.bank.models import ItemReport, ItemVersion
from exams.proctoring.models import Decision, Supervision
from exams.sittings.errors import SittingUnderway
from exams.sittings.models import Sitting
from exams.sittings.services import entry
from scoring.marking.services.report_pdf import find_pdf
from scoring.marking.services.scoring import score
from tests.fixtures.cast import PASSWORD

pytestmark = pytest.mark.django_db


def erase(user: User) -> Erasure:
    return erase_oneself(user=User.objects.get(pk=user.pk), proof=PASSWORD, is_sure=True)


def test_every_drawer_is_empty_afterwards(settled, take):
    erase(settled)
    found = take(settled)
    assert set(found) == {"format", "version", "made_at", "account"}
    assert found["account"]["name"] == "Erased person"
    assert not found["account"]["addresses"] + found["account"]["cohorts"] + found["account"]["signed_in_devices"]


def test_no_row_that_a_drawer_calls_theirs_is_left(settled, watched_too):
    erase(settled)
    labels = {label for drawer in list_drawers() for label in drawer.deleted}
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label in labels]
    others = {"accounts.User_groups", "account.EmailAddress"}
    assert not [m._meta.label for m in models if m._meta.label not in others and m._default_manager.exists()]


def test_the_account_says_nothing_of_the_person(settled):
    erase(settled)
    left = User.objects.get(pk=settled.pk)
    assert (left.name, left.is_active, left.has_usable_password(), left.last_login) == (
        "Erased person",
        False,
        False,
        None,
    )
    assert "alice" not in left.email


def test_the_address_can_be_used_again(alice):
    erase(alice)
    assert ensure_person(email="alice@example.org", name="Alice", password=PASSWORD).pk != alice.pk


def test_sessions_end_at_once(alice):
    client = Client()
    client.login(email=alice.email, password=PASSWORD)
    assert client.get("/api/v1/me").status_code == 200
    erase(alice)
    assert client.get("/api/v1/me").status_code == 401
    assert not UserSession.objects.exists()


def test_tokens_of_apps_end_at_once(alice):
    app = Client()
    body = {"email": alice.email, "password": PASSWORD}
    found = app.post("/api/v1/auth/app/v1/auth/login", body, content_type="application/json").json()
    token = {"X-Session-Token": found["meta"]["session_token"]}
    assert Client().get("/api/v1/me", headers=token).status_code == 200
    erase(alice)
    assert Client().get("/api/v1/me", headers=token).status_code == 401


def test_nobody_signs_in_any_more(alice, client):
    erase(alice)
    assert not client.login(email="alice@example.org", password=PASSWORD)


def test_the_admins_log_forgets_the_name(settled, adam):
    erase(settled)
    (line,) = LogEntry.objects.all()
    assert (line.object_repr, line.user) == ("Erased person", adam)


def test_it_is_written_down_without_a_name(alice, caplog):
    erasure = erase(alice)
    assert (erasure.person_id, erasure.is_own) == (alice.pk, True)
    assert "alice" not in f"{erasure} {caplog.text}".lower()


def test_erasing_again_is_harmless(settled, adam):
    first = erase(settled)
    again = erase_person(actor=adam, person=settled, reason="From a backup.")
    assert (again.pk, again.actor_id, Erasure.objects.count()) == (first.pk, settled.pk, 1)


def test_what_a_backup_brought_back_can_be_erased_again(alice, adam, carol):
    erase(alice)
    EmailAddress.objects.filter(user=carol).update(user=alice)
    erase_person(actor=adam, person=alice)
    assert not EmailAddress.objects.filter(user=alice).exists()


# --- what stands in the way -----------------------------------------------------------------------
@pytest.mark.parametrize(("proof", "is_sure"), [("wrong", True), (PASSWORD, False), ("alice@example.org", True)])
def test_without_password_and_a_second_yes_nothing_goes(alice, proof, is_sure):
    with pytest.raises(NotSure):
        erase_oneself(user=alice, proof=proof, is_sure=is_sure)
    assert User.objects.get(pk=alice.pk).is_active


def test_without_a_password_the_address_is_the_proof(alice):
    alice.set_unusable_password()
    alice.save(update_fields=["password"])
    erase_oneself(user=alice, proof=" Alice@example.org ", is_sure=True)
    assert not User.objects.get(pk=alice.pk).is_active


def test_while_an_exam_goes_on_nothing_is_erased(running, alice):
    with pytest.raises(SittingUnderway):
        erase(alice)
    assert User.objects.get(pk=alice.pk).email == "alice@example.org"


def test_an_exam_whose_time_is_up_stands_in_nobodys_way(running, alice, time_machine):
    time_machine.move_to(running.deadline_at)
    erase(alice)
    assert not Sitting.objects.exists()


def test_a_check_in_that_was_never_ended_goes(rehearsal, alice):
    erase(alice)
    assert not Supervision.objects.exists()
    assert not Sitting.objects.exists()


def test_an_open_review_ends_with_it(watched, alice):
    erase(alice)
    assert not Supervision.objects.exists()


def test_who_was_erased_opens_no_sitting(exam, alice):
    known = User.objects.get(pk=alice.pk)
    erase(alice)
    with pytest.raises(AccountClosed):
        entry.open_check_in(user=known, exam=exam)


def test_scoring_that_comes_too_late_finds_nothing(submitted, alice):
    erase(alice)
    assert score(sitting_id=submitted.pk) is None


def test_the_last_administrator_stays(adam):
    with pytest.raises(LastAdministrator):
        erase(adam)


def test_one_of_two_administrators_may_go(adam, alice):
    ensure_person(email="eve@example.org", name="Eve", password=PASSWORD, is_superuser=True)
    erase(adam)
    assert not User.objects.get(pk=adam.pk).is_superuser


# --- what stays -----------------------------------------------------------------------------------
def test_what_was_said_about_an_item_stays_without_its_reporter(settled):
    erase(settled)
    report = ItemReport.objects.get()
    assert (report.reporter, report.text) == (None, "The manual says otherwise.")


def test_an_authors_versions_stay_under_nobodys_name(make_item, ben):
    make_item("x-1")
    ItemVersion.objects.update(created_by=ben)
    erase(ben)
    assert str(ItemVersion.objects.get().created_by) == "Erased person"
    assert not User.objects.get(pk=ben.pk).groups.exists()


def test_a_reviewers_decision_about_others_stays(watched, ben):
    supervision = Supervision.objects.get()
    Decision.objects.create(
        supervision=supervision, reviewer=ben, at=supervision.created_at, verdict="noted", reason="x"
    )
    erase(ben)
    assert str(Decision.objects.get().reviewer) == "Erased person"


def test_others_keep_what_is_theirs(settled, carol, take):
    before = take(carol)["account"]
    erase(settled)
    assert take(carol)["account"] == before


def test_the_file_of_a_result_goes_too(released, alice, django_capture_on_commit_callbacks):
    caches["shared"].set(f"report-pdf:{released.pk}:{released.number}", b"%PDF", 600)
    with django_capture_on_commit_callbacks(execute=True):
        erase(alice)
    assert find_pdf(result=released) is None
