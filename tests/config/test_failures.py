"""Pages of a server whose database is away, or that has a fault of its own."""

import pytest
from django.db import OperationalError
from django.test import Client


@pytest.fixture
def visitor(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*words: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("exams.sittings.shortcuts.get_settled_sitting", fail)


@pytest.mark.parametrize(("error", "status"), [(OperationalError("away"), 503), (RuntimeError("ours"), 500)])
def test_a_page_says_whether_trying_again_helps(
    visitor: Client, alice, running, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    visitor.force_login(alice)
    fail_with(monkeypatch, error)
    response = visitor.get(f"/sittings/{running.pk}/")
    assert response.status_code == status
    assert response.has_header("Retry-After") == (status == 503)
    assert ("Back in a moment" in response.content.decode()) == (status == 503)
