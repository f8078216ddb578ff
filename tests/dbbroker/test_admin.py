"""What people can do about the queue: look, retry, delete; nothing else."""

import json

import pytest
from django.contrib.admin.sites import AdminSite
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from dbbroker.admin import MessageAdmin
from dbbroker.models import Message

PAYLOAD = json.dumps({"headers": {"task": "scoring.poison"}})


class NoMessages(BaseStorage):
    """Takes what the admin says and forgets it."""

    def _get(self) -> tuple[list[object], bool]:
        return [], True

    def _store(self, messages: object, response: object, *args: object, **kwargs: object) -> list[object]:
        return []


@pytest.fixture
def request_of_admin(rf: RequestFactory) -> HttpRequest:
    request = rf.post("/admin/dbbroker/message/")
    request.user = get_user_model()(is_staff=True, is_superuser=True, is_active=True)
    request._messages = NoMessages(request)  # type: ignore[attr-defined]
    return request


@pytest.fixture
def page() -> MessageAdmin:
    return MessageAdmin(Message, AdminSite())


@pytest.fixture
def dead(db: None) -> Message:
    return Message.objects.create(queue="celery", payload=PAYLOAD, attempts=10, dead_at=timezone.now())


@pytest.fixture
def waiting(db: None) -> Message:
    return Message.objects.create(queue="celery", payload=PAYLOAD)


def test_retry_gives_a_clean_start(page: MessageAdmin, request_of_admin: HttpRequest, dead: Message) -> None:
    page.retry(request_of_admin, Message.objects.all())
    dead.refresh_from_db()
    assert dead.dead_at is None
    assert dead.attempts == 0


def test_delete_takes_only_what_was_given_up(
    page: MessageAdmin, request_of_admin: HttpRequest, dead: Message, waiting: Message
) -> None:
    page.delete_dead(request_of_admin, Message.objects.all())
    assert list(Message.objects.all()) == [waiting]


def test_retry_leaves_a_waiting_message_alone(
    page: MessageAdmin, request_of_admin: HttpRequest, waiting: Message
) -> None:
    before = waiting.visible_at
    page.retry(request_of_admin, Message.objects.all())
    waiting.refresh_from_db()
    assert waiting.visible_at == before


def test_nothing_can_be_added_or_deleted_singly(page: MessageAdmin, request_of_admin: HttpRequest) -> None:
    assert not page.has_add_permission(request_of_admin)
    assert not page.has_delete_permission(request_of_admin)


def test_state_and_task_are_shown(page: MessageAdmin, dead: Message, waiting: Message) -> None:
    assert (page.state(dead), page.state(waiting)) == ("given up", "waiting")
    assert page.task_name(dead) == "scoring.poison"
