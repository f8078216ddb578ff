"""Problem documents: one shape for every error that the API gives."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions

from common.errors import DomainError, NotFound
from common.problems import CODES, exception_handler, iso

NOW = "2026-11-21T10:31:04.120Z"


class Full(DomainError):
    code = "room-full"
    title = "The room is full."


def answer(exc: Exception) -> Any:
    response = exception_handler(exc, {})
    assert response is not None
    return response


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


# --- ours ---------------------------------------------------------------------------------------
def test_refusal_of_a_service_is_a_problem_document() -> None:
    response = answer(Full("Ten of ten seats are taken.", seats=10))
    assert response.data == {
        "type": "/problems/room-full",
        "title": "The room is full.",
        "status": 409,
        "detail": "Ten of ten seats are taken.",
        "code": "room-full",
        "server_time": NOW,
        "seats": 10,
    }
    assert (response.status_code, response.content_type) == (409, "application/problem+json")


def test_refusal_without_words_says_its_title() -> None:
    assert answer(Full()).data["detail"] == "The room is full."
    assert str(Full()) == "The room is full."


def test_refusal_may_have_another_status() -> None:
    response = answer(NotFound())
    assert (response.status_code, response.data["status"], response.data["code"]) == (404, 404, "not-found")


# --- the framework's ----------------------------------------------------------------------------
PLAIN = {
    exceptions.ParseError: (400, "invalid-input"),
    exceptions.NotAuthenticated: (401, "not-signed-in"),
    exceptions.AuthenticationFailed: (401, "token-invalid"),
    exceptions.PermissionDenied: (403, "not-allowed"),
    exceptions.NotFound: (404, "not-found"),
    exceptions.NotAcceptable: (406, "not-acceptable"),
    exceptions.Throttled: (429, "throttled"),
}


@pytest.mark.parametrize(("kind", "expected"), PLAIN.items(), ids=lambda value: getattr(value, "__name__", None))
def test_error_of_the_framework_has_a_code(kind, expected) -> None:
    response = answer(kind())
    assert (response.status_code, response.data["code"]) == expected
    assert response.data["type"] == f"/problems/{expected[1]}"
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("exc", "expected"),
    [
        (exceptions.MethodNotAllowed("PUT"), (405, "method-not-allowed")),
        (exceptions.UnsupportedMediaType("text/csv"), (415, "unsupported-media-type")),
        (Http404(), (404, "not-found")),
        (PermissionDenied(), (403, "not-allowed")),
        (exceptions.APIException(), (500, "error")),
    ],
)
def test_other_errors_have_a_code_too(exc, expected) -> None:
    response = answer(exc)
    assert (response.status_code, response.data["code"]) == expected


def test_every_error_of_the_framework_has_a_code_of_its_own() -> None:
    kinds = {kind for kind in vars(exceptions).values() if isinstance(kind, type)}
    theirs = {kind for kind in kinds if issubclass(kind, exceptions.APIException)} - {exceptions.APIException}
    assert theirs == set(CODES)


def test_invalid_input_says_which_field() -> None:
    response = answer(exceptions.ValidationError({"seq": ["A valid integer is required."]}))
    assert (response.status_code, response.data["code"]) == (400, "invalid-input")
    assert response.data["errors"] == {"seq": ["A valid integer is required."]}
    assert response.data["detail"] == "The request is not in the expected form."


def test_other_errors_have_no_list_of_fields() -> None:
    assert "errors" not in answer(exceptions.NotFound()).data


def test_question_who_you_are_is_answered_with_a_challenge() -> None:
    """Whatever DRF's first authentication class is: a browser's session has no header of its own."""
    exc = exceptions.NotAuthenticated()
    exc.status_code = 403
    assert (answer(exc).status_code, answer(exc)["WWW-Authenticate"]) == (401, 'Session realm="Mockingbird"')


def test_throttled_client_is_told_when_to_come_back() -> None:
    assert answer(exceptions.Throttled(wait=7))["Retry-After"] == "7"


def test_unknown_error_is_left_to_be_logged() -> None:
    assert exception_handler(ZeroDivisionError(), {}) is None


# --- moments ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 21, 10, 31, 4, 120_999, tzinfo=UTC),
        datetime(2026, 11, 21, 12, 31, 4, 120_000, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_moment_is_utc_with_milliseconds(moment) -> None:
    assert iso(moment) == NOW


def test_moment_on_the_second_has_milliseconds_too() -> None:
    assert iso(datetime(2026, 11, 21, tzinfo=UTC)) == "2026-11-21T00:00:00.000Z"


# --- the database -------------------------------------------------------------------------------
@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), InterfaceError("closed")])
def test_a_database_that_is_away_asks_to_try_again(error: Exception) -> None:
    response = answer(error)
    assert (response.status_code, response.data["code"]) == (503, "unavailable")
    assert int(response["Retry-After"]) > 0
    assert str(error) not in str(response.data), "what the database says is for the log"
