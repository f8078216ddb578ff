"""No room left where the answers are stored: the candidate is told, nothing is half written, and all arrives later."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client

from accounts.models import User
from exams.assembly.models import Exam
from exams.sittings.models import Response, SittingEvent
from tests.faults.candidate import Candidate, Door

FULL_BY_TRIGGER = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER disk_is_full BEFORE INSERT ON sittings_sittingevent EXECUTE FUNCTION disk_is_full();
"""


class Disk(Protocol):
    def fill(self) -> None: ...
    def free(self) -> None: ...


class SqliteDisk:
    """Each connection made while the disk is full may not make the file longer."""

    def fill(self) -> None:
        connection_created.connect(self._limit)

    def free(self) -> None:
        connection_created.disconnect(self._limit)

    def _limit(self, connection: Any, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1")  # SQLite takes it for "not one more than there are"


class PostgresDisk:
    """PostgreSQL says what it says when its disk is full; filling a real one would end the server for all tests."""

    def fill(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FULL_BY_TRIGGER)

    def free(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS disk_is_full CASCADE")


@pytest.fixture
def disk(transactional_db: None) -> Iterator[Disk]:
    disk = SqliteDisk() if connection.vendor == "sqlite" else PostgresDisk()
    yield disk
    disk.free()


def test_a_full_disk_is_said_nothing_is_half_written_and_all_arrives_later(
    live_server: Any,
    exam: Exam,
    alice: User,
    client: Client,
    disk: Disk,
    record_property: Callable[[str, object], None],
) -> None:
    client.force_login(alice)
    candidate = Candidate(Door(live_server.thread.port), client.session.session_key).start(exam.slug)
    device = candidate.open_device().enter()
    candidate.choose(device, 1)
    device.deliver()
    before = device.seq
    disk.fill()
    for position in range(1, candidate.item_count + 1):
        candidate.choose(device, position)
    device.blur(times=100)
    told = dict(candidate.books.told)
    while not candidate.books.heard["unavailable"]:  # what is left of the last pages may take a batch or two
        device.exchange()
        told = dict(candidate.books.told)
        device.blur(times=50)
    assert Response.objects.count() == len(told)
    assert SittingEvent.objects.filter(type="window-blurred").count() == 50 * (device.seq - before)
    device.exchange()
    assert candidate.books.heard["unavailable"] == 2
    disk.free()
    device.deliver()
    stored = {row.position: tuple(row.selected) for row in Response.objects.all()}
    assert not candidate.books.find_losses(candidate.books.final, stored)
    assert SittingEvent.objects.filter(type="window-blurred").count() % 50 == 0
    record_property("counts", f"{candidate.books.told_count} changes acknowledged, {len(stored)} answers found")
