import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from accounts.models import Accommodation, Cohort, User
from accounts.services import export
from exams.bank.models import ItemVersion
from exams.bank.services.reports import report_item
from exams.proctoring.models import Decision, Statement, Supervision
from exams.sittings.models import Sitting, SittingEvent
from scoring.marking.models import Result
from scoring.marking.rules import unpack
from tests.fixtures.cast import PASSWORD


def take_along(user: User) -> dict[str, Any]:
    """The person's document, as it is read again."""
    return json.loads(export.write(user=User.objects.get(pk=user.pk)))


@pytest.fixture
def settled(released: Result, alice: User, adam: User) -> User:
    """Alice with something in every drawer that a candidate has."""
    alice.cohorts.add(Cohort.objects.create(name="Evening class"))
    Accommodation.objects.create(user=alice, time_factor="1.25")
    client = Client(headers={"user-agent": "Firefox"})
    client.login(email=alice.email, password=PASSWORD)
    session = {"session_key": client.session.session_key, "ip": "127.0.0.1", "user_agent": "Firefox"}
    UserSession.objects.create(user=alice, **session)
    kind = ContentType.objects.get_for_model(User)
    LogEntry.objects.create(
        user=adam, content_type=kind, object_id=str(alice.pk), object_repr="Alice", action_flag=CHANGE
    )
    version = ItemVersion.objects.get(pk=unpack(released.marks)[0].version_id)
    report_item(actor=alice, version=version, kind="other", text="The manual says otherwise.")
    return alice


@pytest.fixture
def watched_too(watched: Sitting, petra: User) -> Supervision:
    """Alice's sitting was watched, and decided upon by Petra, whom she said something to."""
    supervision = Supervision.objects.get(sitting=watched)
    now = supervision.created_at
    Decision.objects.create(supervision=supervision, reviewer=petra, at=now, verdict="noted", reason="Own notes.")
    Statement.objects.create(supervision=supervision, at=now, text="My own notes.")
    SittingEvent.objects.create(sitting=watched, at=now, actor=petra, type="message-sent", reason="Please stay.")
    return supervision


@pytest.fixture
def take() -> Callable[[User], dict[str, Any]]:
    return take_along
