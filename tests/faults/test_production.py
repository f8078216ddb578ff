"""Whatever dies under a room full of candidates: what they were told is stored, what they held arrives, once scored."""

import itertools
import shutil
import signal
from collections.abc import Callable, Iterator

import pytest

from tests.faults.candidate import Candidate
from tests.faults.proxy import FAULTS, FaultyProxy, Plan
from tests.faults.room import Reckoning, Room
from tests.faults.stack import Stack
from tests.harness.servers import temporary_folder

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.processes, pytest.mark.timeout(300)]
CANDIDATES = 40
IN_A_ROOM = 5
SOME = 30
Reckon = Callable[[Room], Reckoning]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """An installation of its own, which these tests may break: one for all of them."""
    folder = temporary_folder()
    stack = Stack(folder)
    try:
        stack.start_all(CANDIDATES)
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def sessions(stack: Stack) -> Iterator[str]:
    """Of somebody else each time."""
    return iter(stack.sessions)


@pytest.fixture
def room(stack: Stack, sessions: Iterator[str]) -> Room:
    """Candidates who have started and not answered yet."""
    stack.restart_what_ended()
    stack.wait_until_ready()
    return Room(stack, [Candidate(stack.door, next(sessions)).start() for _ in range(IN_A_ROOM)])


@pytest.fixture
def reckon(record_property: Callable[[str, object], None]) -> Reckon:
    """`reckon(room)`: nothing is lost; the counts go to the end of the run's output."""

    def check(room: Room) -> Reckoning:
        reckoning = room.reckon()
        record_property("counts", reckoning.line())
        losses = "\n".join(reckoning.losses)
        assert not reckoning.losses, f"{reckoning.table()}\n{losses}\n{room.stack.tell()}"
        return reckoning

    return check


def test_web_processes_killed_in_the_middle_of_syncs(stack: Stack, room: Room, reckon: Reckon) -> None:
    with room.answering():
        room.wait_for_answers(SOME)
        room.faults["web process killed"] += stack.kill_web_processes()
        assert not room.find_losses()
        room.wait_for_answers(SOME)
    assert reckon(room).heard["cut"]


def test_the_whole_web_server_killed_and_started_again(stack: Stack, room: Room, reckon: Reckon) -> None:
    with room.answering():
        room.wait_for_answers(SOME)
        stack.kill("web")
        room.faults["web server killed"] += 1
        assert not room.find_losses()
        stack.start("web")
        room.wait_for_answers(SOME)
    assert reckon(room).heard["cut"]


def test_postgres_stopped_at_once_and_started_again(stack: Stack, room: Room, reckon: Reckon) -> None:
    with room.answering():
        room.wait_for_answers(SOME)
        stack.postgres.die(signal.SIGQUIT)
        room.faults["database stopped"] += 1
        refused = sum(device.books.heard["unavailable"] for device in room.candidates)
        stack.wait_until(lambda: sum(one.books.heard["unavailable"] for one in room.candidates) > refused)
        stack.postgres.start()
        room.wait_for_answers(SOME)
        assert not room.find_losses()
    assert reckon(room).heard["unavailable"]


def test_a_database_backend_killed(stack: Stack, room: Room, reckon: Reckon) -> None:
    with room.answering():
        room.wait_for_answers(SOME)
        stack.kill_backend()
        room.faults["database backend killed"] += 1
        room.wait_for_answers(SOME)
        assert not room.find_losses()
    reckon(room)


def test_redis_killed_syncs_go_on_and_scoring_comes_later(stack: Stack, room: Room, reckon: Reckon) -> None:
    with room.answering():
        room.wait_for_answers(SOME)
        stack.redis.die()
        room.faults["redis killed"] += 1
        room.wait_for_answers(SOME)
    assert not set(stack.find_results()) & {one.sitting for one in room.candidates}
    stack.redis.start()
    reckoning = reckon(room)
    assert set(reckoning.heard) <= {"", "throttled"}


def test_a_worker_killed_while_results_are_due(stack: Stack, room: Room, reckon: Reckon) -> None:
    with room.answering():
        room.wait_for_answers(SOME)
        stack.kill("worker")
        room.faults["worker killed"] += 1
    assert not set(stack.find_results()) & {one.sitting for one in room.candidates}
    stack.start("worker")
    reckon(room)


def test_requests_lost_doubled_delayed_and_overtaken(stack: Stack, room: Room, reckon: Reckon) -> None:
    with FaultyProxy(stack.port, Plan(seed=1)) as proxy:
        with room.answering(proxy.port):
            stack.wait_until(lambda: min(proxy.injected[fault] for fault in FAULTS) >= 3)
        room.faults += proxy.faults
    reckoning = reckon(room)
    assert reckoning.delivered_late


def test_two_devices_answering_at_once_are_merged_and_the_newest_wins(
    stack: Stack, sessions: Iterator[str], reckon: Reckon
) -> None:
    """Between two devices the candidate's own time decides: 5 s pass from one answer to the next."""
    ticks = itertools.count(60_000, 5_000)
    candidate = Candidate(stack.door, next(sessions), clock=lambda: next(ticks)).start()
    stack.ask_database(
        "UPDATE sittings_sitting SET started_at = started_at - interval '1 hour' WHERE id = %s", candidate.sitting
    )
    room = Room(stack, [candidate])
    with FaultyProxy(stack.port, Plan(seed=2, longest_delay_seconds=0.1)) as proxy:
        devices = [candidate.open_device(proxy.port).enter() for _ in range(2)]
        for turn in range(24):
            device, other = devices[turn % 2], devices[(turn + 1) % 2]
            device.take_back()
            for each in (device, other, device):  # the other does not know yet that it was taken over
                candidate.choose(each, 1 + candidate.random.randrange(6))
                each.exchange()
        for device in [*devices, devices[0]]:
            device.take_back()
            device.deliver()
        devices[0].submit()
        room.faults += proxy.faults
    reckon(room)
    rows = stack.ask_database("SELECT type FROM sittings_sittingevent WHERE sitting_id = %s", candidate.sitting)
    types = [type for (type,) in rows]
    assert types.count("taken-over") > 5
    assert "answers-merged" in types
