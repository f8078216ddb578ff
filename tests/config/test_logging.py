"""Log lines: one JSON object each, with the request's id, and without who and from where."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from logging.config import DictConfigurator

import pytest
import structlog
from django.test import Client
from django.urls import reverse

from config.logging import logging_config
from tests.fixtures.cast import PASSWORD

ADDRESS = "203.0.113.7"
Lines = Callable[[], list[dict[str, str]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What stands in the log since the beginning of the test, as the product writes it."""
    config = logging_config(log_format="json", level="INFO")
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DictConfigurator(config).configure_formatter(config["formatters"]["structured"]))
    loggers = [logging.getLogger(), logging.getLogger("django")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel("INFO")
    loggers[0].addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    loggers[0].removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def client() -> Client:
    """Somebody with an address of their own, behind a proxy."""
    return Client(REMOTE_ADDR=ADDRESS, HTTP_X_FORWARDED_FOR=ADDRESS, raise_request_exception=False)


def finished(lines: Lines) -> dict[str, str]:
    (line,) = [line for line in lines() if line["event"] == "request_finished"]
    return line


# --- what a line tells --------------------------------------------------------------------------
def test_request_is_logged_with_its_answer(client, lines) -> None:
    client.get("/healthz")
    line = finished(lines)
    assert (line["request"], line["code"], line["level"]) == ("GET /healthz", 200, "info")
    assert line["timestamp"].endswith("Z")


def test_lines_of_one_request_share_its_id(client, lines) -> None:
    client.get("/healthz")
    client.get("/healthz")
    ids = [line["request_id"] for line in lines()]
    assert len(ids) == 2
    assert len(set(ids)) == 2


def test_line_of_a_library_has_the_id_too(lines) -> None:
    """What Django itself says while it answers goes through the same door."""
    Client(enforce_csrf_checks=True).post(reverse("account_login"))
    (theirs,) = [line for line in lines() if line["logger"] == "django.security.csrf"]
    assert theirs["request_id"] == finished(lines)["request_id"]


def test_line_outside_a_request_has_no_id(client, lines) -> None:
    client.get("/healthz")
    structlog.get_logger("test").info("swept", count=3)
    assert lines()[-1].items() >= {"event": "swept", "count": 3, "logger": "test", "level": "info"}.items()
    assert "request_id" not in lines()[-1]


def test_exception_is_one_line(lines) -> None:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        structlog.get_logger("test").exception("failed")
    (line,) = lines()
    assert "ZeroDivisionError" in line["exception"]


def test_line_below_the_level_is_not_written(lines) -> None:
    structlog.get_logger("test").debug("detail")
    assert lines() == []


@pytest.mark.parametrize("name", ["xml", ""])
def test_unknown_format_is_refused(name) -> None:
    with pytest.raises(ValueError, match=r"^LOG_FORMAT='.*': use json or console\.$"):
        logging_config(log_format=name, level="INFO")


# --- what no line tells -------------------------------------------------------------------------
def sign_in(client: Client, password: str) -> None:
    client.post(reverse("account_login"), {"login": "alice@example.org", "password": password})


def sign_up(client: Client) -> None:
    form = {"name": "Alice", "email": "alice@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), form)


JOURNEYS: dict[str, Callable[[Client], object]] = {
    "sign in": lambda client: sign_in(client, PASSWORD),
    "a wrong password": lambda client: sign_in(client, "wrong"),
    "too many wrong passwords": lambda client: [sign_in(client, "wrong") for _ in range(7)],
    "sign up again": sign_up,
    "reset": lambda client: client.post(reverse("account_reset_password"), {"email": "alice@example.org"}),
    "a page after signing in": lambda client: (sign_in(client, PASSWORD), client.get(reverse("home"))),
    "a search for a person": lambda client: client.get("/admin/accounts/user/?q=alice@example.org"),
    "a page that is not there": lambda client: (sign_in(client, PASSWORD), client.get("/no/such/page")),
    "a page that is not allowed": lambda client: (sign_in(client, PASSWORD), client.get("/admin/")),
    "a forged form": lambda client: Client(enforce_csrf_checks=True, REMOTE_ADDR=ADDRESS).post(
        reverse("account_login")
    ),
}


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_log_says_neither_who_nor_from_where(client, alice, lines, journey) -> None:
    journey(client)
    written = json.dumps(lines())
    assert "request_finished" in written
    assert not [word for word in ("alice@", "Alice", ADDRESS, PASSWORD, "user_id") if word in written]
