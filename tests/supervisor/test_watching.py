"""The loop with small processes: restarts, ends, and what kill -9 leaves (nothing)."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.supervisor.processes import Running, living

pytestmark = [pytest.mark.processes]

Start = Callable[..., Running]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "begun"
    folder.mkdir()
    return folder


@pytest.fixture
def start(tmp_path: Path, folder: Path) -> Iterator[Start]:
    """A function that starts a supervisor of the toys with these names."""
    started: list[Running] = []

    def start_toys(*names: str, count: int | None = None) -> Running:
        running = Running("tests.supervisor.toy", tmp_path / "log", {}, [str(folder), *names])
        started.append(running)
        wanted = len(names) if count is None else count
        running.wait_until(lambda: len(list(folder.iterdir())) >= wanted)
        return running

    yield start_toys
    for running in started:
        running.clean_up()


def begun(folder: Path) -> set[int]:
    return {int(path.name) for path in folder.iterdir()}


def test_killed_child_is_started_again(start: Start, folder: Path) -> None:
    running = start("plain")
    (first,) = begun(folder)
    os.kill(first, signal.SIGKILL)
    running.wait_until(lambda: len(begun(folder)) == 2)
    assert "plain ended (killed by SIGKILL); it starts again in 0.5 s" in running.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_ends_everything_and_says_success(start: Start, folder: Path, number: int) -> None:
    running = start("plain", "family", count=3)
    assert running.end(number) == 0
    assert not living(begun(folder))


def test_child_that_ignores_the_signal_is_ended_within_eight_seconds(start: Start, folder: Path) -> None:
    running = start("stubborn")
    began = time.monotonic()
    assert running.end() == 0
    assert time.monotonic() - began < 8
    assert not living(begun(folder))


def test_second_ctrl_c_does_not_wait(start: Start) -> None:
    running = start("stubborn")
    running.process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    began = time.monotonic()
    assert running.end() == 0
    assert time.monotonic() - began < 2


def test_nothing_outlives_kill_9_of_the_supervisor(start: Start, folder: Path) -> None:
    running = start("plain", "family", "stubborn", count=4)
    everybody = begun(folder)
    running.process.kill()
    running.process.wait()
    running.wait_until(lambda: not living(everybody), 5)


def test_child_that_cannot_start_ends_the_start(start: Start) -> None:
    running = start("failing", count=0)
    assert running.process.wait(timeout=30) == 1
    assert "failing cannot be started" in running.output


def test_lines_carry_the_name_of_their_child(start: Start) -> None:
    running = start("plain")
    running.wait_for("plain  | begun")
