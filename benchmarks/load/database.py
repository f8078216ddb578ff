"""What PostgreSQL counts: commits, the write-ahead log, statements, bytes; and `pgbench` for comparison."""

import re
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from tests.harness import provision

# A backend hands in its counts when it has been idle for ten seconds.
STATISTICS_DELAY_SECONDS = 10.5
PGBENCH_SECONDS = 8
PGBENCH_SCALE = 5
STATEMENT = re.compile(r"LOG:  (?:statement|execute [^:]*): (\w+(?: +\S+){0,3})")
PREPARED = re.compile(r"^(EXECUTE [a-z]+).*")
FRAME = {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}


@dataclass(frozen=True)
class Written:
    """Commits and bytes of write-ahead log.

    `images`: bytes that are full-page images, None where nobody knows. `kinds`: what the rest consists of, as (kind
    of record, how many, bytes), most bytes first.
    """

    commits: int
    wal: int
    images: int | None
    kinds: tuple[tuple[str, int, int], ...]


class Database:
    """The driver's own connection, made anew after PostgreSQL has restarted."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._log = folder / "server.log"
        self._connection: Any = None
        self.ask("CREATE EXTENSION IF NOT EXISTS pg_walinspect", is_optional=True)

    def ask(self, sql: str, values: Any = None, *, is_optional: bool = False) -> list[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg2.connect(self._url)
            self._connection.autocommit = True
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall() if cursor.description else []
        except psycopg2.Error:
            if not is_optional:
                raise
            return []

    def forget_connection(self) -> None:
        if self._connection is not None:
            self._connection.close()

    # --- commits and log --------------------------------------------------------------------------
    def position(self) -> tuple[int, str]:
        """Commits so far, and the end of the write-ahead log; waits until every backend has handed in its counts."""
        time.sleep(STATISTICS_DELAY_SECONDS)
        commits = self.ask("SELECT sum(xact_commit) FROM pg_stat_database WHERE datname = current_database()")[0][0]
        return int(commits), str(self.ask("SELECT pg_current_wal_flush_lsn()")[0][0])

    def written_since(self, before: tuple[int, str]) -> Written:
        commits, end = self.position()
        wal = self.ask("SELECT pg_wal_lsn_diff(%s, %s)", (end, before[1]))[0][0]
        sql = """SELECT "resource_manager/record_type", count, record_size, fpi_size
                 FROM pg_get_wal_stats(%s, %s, true) WHERE count > 0 ORDER BY record_size DESC"""
        found = self.ask(sql, (before[1], end), is_optional=True)
        images = int(sum(row[3] for row in found)) if found else None
        kinds = tuple((str(kind), int(count), int(size)) for kind, count, size, _ in found)
        return Written(commits - before[0], int(wal), images, kinds)

    def checkpoint(self) -> None:
        self.ask("CHECKPOINT")

    # --- statements -------------------------------------------------------------------------------
    def log_statements(self, *, is_on: bool) -> None:
        self.ask(f"ALTER SYSTEM SET log_statement = '{'all' if is_on else 'none'}'")
        self.ask("SELECT pg_reload_conf()")
        time.sleep(0.3)

    def log_size(self) -> int:
        return self._log.stat().st_size

    def statements_since(self, size: int) -> Counter[str]:
        """How often each statement (its first words) stands in the server's log; without BEGIN and its like."""
        with self._log.open("rb") as log:
            log.seek(size)
            statements = STATEMENT.findall(log.read().decode(errors="replace"))
        # A prepared statement has another number on each connection, and other values each time.
        found = Counter(PREPARED.sub(r"\1", words) for words in statements)
        return Counter({words: count for words, count in found.items() if words.split()[0] not in FRAME})

    # --- bytes ------------------------------------------------------------------------------------
    def sizes(self) -> dict[str, int]:
        """Bytes of each table with its indexes, after VACUUM."""
        self.ask("VACUUM ANALYZE")
        rows = self.ask("SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'")
        return {name: size for name, size in rows if not name.startswith(("pg_", "sql_"))}

    def count_results(self, sittings: list[str]) -> tuple[int, int]:
        """How many of these sittings have a scored result, and how many results they have in all."""
        sql = """SELECT count(DISTINCT sitting_id) FILTER (WHERE state <> 'pending'), count(*)
                 FROM marking_result WHERE sitting_id = ANY(%s::uuid[])"""
        scored, results = self.ask(sql, (sittings,))[0]
        return int(scored), int(results)

    # --- faults -----------------------------------------------------------------------------------
    def a_backend_of_the_product(self) -> int:
        own = self.ask("SELECT pg_backend_pid()")[0][0]
        sql = """SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> %s
                 ORDER BY state_change DESC LIMIT 1"""
        return int(self.ask(sql, (own,))[0][0])


class Pgbench:
    """8 s of PostgreSQL's own benchmark in a database of its own: how fast this machine is just now."""

    def __init__(self, database: Database, url: str) -> None:
        program = provision.postgres().bin / "pgbench"
        self._program = str(program) if program.exists() else shutil.which("pgbench")
        self._url = re.sub(r"/postgres$", "/pgbench", url).replace("postgres://", "postgresql://")
        if self._program:
            database.ask("CREATE DATABASE pgbench")
            self._run("-i", "-q", "-s", str(PGBENCH_SCALE))
            self._leave_in_peace()

    def _leave_in_peace(self) -> None:
        """Cleaning up after this benchmark must not fall into what is measured of the product."""
        with psycopg2.connect(self._url) as connection, connection.cursor() as cursor:
            for table in ("accounts", "branches", "tellers", "history"):
                cursor.execute(f"ALTER TABLE pgbench_{table} SET (autovacuum_enabled = off)")
        connection.close()

    def _run(self, *words: str) -> str:
        assert self._program
        return subprocess.run([self._program, *words, self._url], capture_output=True, text=True, check=True).stdout

    def transactions_per_second(self) -> float | None:
        if not self._program:
            return None
        output = self._run("-n", "-c", "4", "-T", str(PGBENCH_SECONDS))
        found = re.search(r"tps = ([\d.]+)", output)
        return float(found[1]) if found else None
