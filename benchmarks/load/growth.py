"""The cost of a save as the database fills: 100, 1,000, 10,000 candidates with all their answers."""

import json
from dataclasses import dataclass
from hashlib import md5
from random import Random
from uuid import UUID

from benchmarks.load import plan
from benchmarks.load.candidate import Candidate
from benchmarks.load.database import Database
from benchmarks.load.phases import LANES, Run
from benchmarks.load.room import Room, each_once, save_something

BASE = 100
LEVELS = (100, 1_000, 10_000)
MOST_ACTIVE = 1_000  # of a level, chosen evenly, are the ones that save
COUNTED_SAVES = 200
USER_STRIDE = 10_000_000  # a twin's number lies this far from its original's


@dataclass(frozen=True)
class Table:
    """A table with rows of a sitting, and its columns without the counted key."""

    name: str
    columns: tuple[str, ...]


async def grow(run: Run) -> None:
    """100 candidates answer everything; then the database copies them, row by row, by tens and by hundreds."""
    room = run.room(BASE)
    await room.enter()
    await room.start_at_once()
    for candidate in room.candidates:
        candidate_rng = Random(candidate.sitting)
        steps = [plan.Step(0, plan.ANSWER, n, candidate_rng.randrange(2**16)) for n in range(1, plan.ITEMS + 1)]
        await candidate.save_all(steps)
    everybody = list(room.candidates)
    costs = []
    for level in LEVELS:
        everybody += _add_twins(run, room, range(len(everybody) // BASE, level // BASE))
        run.database.ask("VACUUM ANALYZE")
        run.database.checkpoint()
        costs.append(await _measure(run, level, everybody[:: max(1, level // MOST_ACTIVE)]))
    run.report.add(f"{LEVELS[-1]:,} candidates cost as much a save as {LEVELS[0]:,}, times", costs[-1] / costs[0])
    room.leave()


async def _measure(run: Run, level: int, active: list[Candidate]) -> float:
    await each_once(active, Candidate.heartbeat, lanes=LANES)
    count, usage = await run.loop(active, "saves")
    cost = usage.server * 1000 / count
    run.report.add(f"CPU ms per save with {level:,} candidates in the database", cost)
    run.database.log_statements(is_on=True)
    size = run.database.log_size()
    save = save_something(Random(level))
    for number in range(COUNTED_SAVES):
        await save(active[number % len(active)])
    found = run.database.statements_since(size)
    run.database.log_statements(is_on=False)
    steady = {words: times / COUNTED_SAVES for words, times in found.items() if times >= COUNTED_SAVES * 0.9}
    for words, times in sorted(steady.items(), key=lambda row: -row[1]):
        run.report.say(f"  {times:.2f} × {words}")
    run.report.add(f"statements per save with {level:,} candidates", float(sum(map(round, steady.values()))))
    return cost


def _add_twins(run: Run, room: Room, numbers: range) -> list[Candidate]:
    """Copies of the room's people and sittings with everything that belongs to them; each can go on answering."""
    if not numbers:
        return []
    ids = [candidate.sitting for candidate in room.candidates]
    users = dict(run.database.ask("SELECT id::text, user_id FROM sittings_sitting WHERE id = ANY(%s::uuid[])", (ids,)))
    _copy(run.database, ids, numbers)
    pairs = [(candidate, number) for number in numbers for candidate in room.candidates]
    asked = [
        (users[candidate.sitting] + number * USER_STRIDE, _twin_id(candidate.sitting, number), candidate.client)
        for candidate, number in pairs
    ]
    tokens = json.loads(run.stack.inside("tokens", json.dumps(asked)))
    twins = []
    for (original, number), token in zip(pairs, tokens, strict=True):
        twin = room.seat("", number)
        twin.take_place_of(original, _twin_id(original.sitting, number), token)
        twins.append(twin)
    return twins


def _twin_id(sitting: str, number: int) -> str:
    return str(UUID(md5(f"{sitting}{number}".encode(), usedforsecurity=False).hexdigest()))


def _copy(database: Database, ids: list[str], numbers: range) -> None:
    given = {"ids": ids, "first": numbers.start, "last": numbers.stop - 1, "stride": USER_STRIDE}
    special = {
        "email": "'twin-' || n || '-' || t.email",
        "user_id": "t.user_id + n * %(stride)s",
        "sitting_id": "md5(t.sitting_id::text || n)::uuid",
    }
    people = Table("accounts_user", _columns(database, "accounts_user"))
    mine = "t.id IN (SELECT user_id FROM sittings_sitting WHERE id = ANY(%(ids)s::uuid[]))"
    _insert(database, people, special | {"id": "t.id + n * %(stride)s"}, mine, given)
    sittings = Table("sittings_sitting", _columns(database, "sittings_sitting"))
    _insert(database, sittings, special | {"id": "md5(t.id::text || n)::uuid"}, "t.id = ANY(%(ids)s::uuid[])", given)
    for table in _tables_of_a_sitting(database):
        _insert(database, table, special, "t.sitting_id = ANY(%(ids)s::uuid[])", given)


def _insert(database: Database, table: Table, special: dict[str, str], which: str, given: dict[str, object]) -> None:
    values = ", ".join(special.get(column, f't."{column}"') for column in table.columns)
    names = ", ".join(f'"{column}"' for column in table.columns)
    source = f'"{table.name}" t, generate_series(%(first)s::bigint, %(last)s::bigint) n'
    database.ask(f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM {source} WHERE {which}', given)


def _tables_of_a_sitting(database: Database) -> list[Table]:
    """Every table with a foreign key `sitting_id`; a counted `id` of its own is given anew."""
    rows = database.ask(
        """SELECT DISTINCT conrelid::regclass::text FROM pg_constraint
           WHERE contype = 'f' AND confrelid = 'sittings_sitting'::regclass"""
    )
    return [Table(name, tuple(c for c in _columns(database, name) if c != "id")) for (name,) in rows]


def _columns(database: Database, table: str) -> tuple[str, ...]:
    sql = """SELECT column_name FROM information_schema.columns
             WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position"""
    return tuple(name for (name,) in database.ask(sql, (table,)))
