"""Ports and the lock of one checkout."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.supervisor import address
from config.supervisor.address import CannotStart, InstanceLock, choose_port, url

HOST = "127.0.0.1"


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_next_free_port_is_taken_and_said(busy_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address, "DEFAULT_PORT", busy_port)
    port, remark = choose_port(HOST, None)
    assert port > busy_port
    assert remark is not None
    assert str(port) in remark


def test_asked_for_port_that_is_busy_is_refused(busy_port: int) -> None:
    with pytest.raises(CannotStart, match=f"Port {busy_port} is in use"):
        choose_port(HOST, str(busy_port))


@pytest.mark.parametrize("value", ["http", "0", "65536", "-1", "80 80"])
def test_port_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(CannotStart, match="no port number"):
        choose_port(HOST, value)


def test_unknown_host_is_refused() -> None:
    with pytest.raises(CannotStart, match="no address of this machine"):
        address.resolve_host("nowhere.invalid")


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:80/"), ("0.0.0.0", "http://127.0.0.1:80/"), ("::1", "http://[::1]:80/")],
)
def test_address_can_be_opened_in_a_browser(host: str, shown: str) -> None:
    assert url(host, 80) == shown


def test_second_instance_hears_where_the_first_is(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path / "run.lock"), InstanceLock(tmp_path / "run.lock")
    first.acquire()
    first.publish("http://127.0.0.1:8000/")
    with pytest.raises(CannotStart, match=r"already running at http://127\.0\.0\.1:8000/"):
        second.acquire()


def test_lock_leaves_no_file_and_can_be_taken_again(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path / "run.lock")
    lock.acquire()
    lock.release()
    assert not list(tmp_path.iterdir())
    lock.acquire()
    lock.release()
