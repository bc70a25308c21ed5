"""One private PostgreSQL per test worker: migrated once, copied and emptied quickly."""

import io
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
from psycopg2 import sql
from sqlalchemy import Engine, QueuePool

from app.store.embedded import EmbeddedPostgres

#: Never connected to after it is built, so that it can be copied in 0.05 s.
TEMPLATE = "mingchui_template"
#: Of ten seconds each.
RECOVERY_TRIES = 6


class TestDatabases:
    """The worker's server, its template, and the databases made of it."""

    __test__ = False

    def __init__(self, *, is_durable: bool = False) -> None:
        # A short path: a Unix socket's name may not pass 107 signs.
        self.folder = Path(tempfile.mkdtemp(prefix="mc-pg-"))
        self.folder.chmod(0o755)
        self.server = EmbeddedPostgres(self.folder / "d")
        if not is_durable:
            self.server.give_up_durability()
        self._made: list[str] = []

    def make_template(self) -> str:
        """Create the empty template database and return its URL, for the schema to be laid."""
        return self.server.ensure(TEMPLATE)

    def copy(self, name: str) -> str:
        """Make a fresh database with the schema and return its URL."""
        self.server.drop(name)
        self._made.append(name)
        return self.server.ensure(name, template=TEMPLATE)

    def crash(self) -> None:
        """Kill every process of the server at once, in no order, and start it again."""
        pid = int((self.folder / "d" / "postmaster.pid").read_text().split()[0])
        postmaster = psutil.Process(pid)
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=30)
        # Recovery may take longer than the wheel waits; asked again it finds the server.
        for _ in range(RECOVERY_TRIES):
            with suppress(subprocess.SubprocessError, AssertionError):
                self.server._server.ensure_postgres_running()
                return
        msg = "the server did not come back after its crash"
        raise RuntimeError(msg)

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self.server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Rows:
    """All rows of a database as PostgreSQL copies them, and where its sequences stand."""

    tables: dict[str, bytes]
    sequences: dict[str, int]


class Sweeper:
    """Bring one database back to what it held when the schema was laid, in milliseconds.

    As superuser with triggers off, because the tables of the record refuse DELETE.
    """

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url.replace("+psycopg2", "", 1))
        self._connection.autocommit = True
        self._tables = self._query(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
            "AND tablename <> 'alembic_version'"
        )
        with self._connection.cursor() as cursor:
            # Planned once: planning takes ten times as long as looking.
            cursor.execute(sql.SQL("PREPARE filled AS ") + self._probe())
            cursor.execute(sql.SQL("PREPARE state AS ") + self._census())
        filled = self._filled()
        self._kept = [table for table in self._tables if table in filled]
        self._keep()

    def sweep(self) -> None:
        """Delete the rows of every table that has some, and start the sequences again."""
        dirty = sorted(self._filled())
        with self._connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table in dirty:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            cursor.execute(
                "SELECT setval(format('public.%I', now.sequencename),"
                " coalesce(was.last_value, now.start_value), was.last_value IS NOT NULL) "
                "FROM pg_sequences now JOIN kept.sequences was USING (sequencename) "
                "WHERE now.schemaname = 'public' "
                "AND now.last_value IS DISTINCT FROM was.last_value"
            )
            for table in self._kept:
                cursor.execute(
                    sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}").format(
                        sql.Identifier(table), sql.Identifier("kept", table)
                    )
                )
            cursor.execute("SET session_replication_role = origin")

    def state(self) -> list[str]:
        """Tell apart what the database holds: whoever writes a row changes this, and nobody else.

        Counts the rows of each table and adds up the transactions that wrote them. A transaction
        that has written and not ended is told by its process.
        """
        return self._query("EXECUTE state")

    def take(self) -> Rows:
        """Copy everything that is in the database now."""
        tables = {}
        with self._connection.cursor() as cursor:
            for table in sorted(self._filled()):
                content = io.BytesIO()
                cursor.copy_expert(
                    sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table)), content
                )
                tables[table] = content.getvalue()
            cursor.execute(
                "SELECT sequencename, last_value FROM pg_sequences "
                "WHERE schemaname = 'public' AND last_value IS NOT NULL"
            )
            return Rows(tables, dict(cursor.fetchall()))

    def put(self, rows: Rows) -> None:
        """Bring the database to what was taken."""
        dirty = sorted(self._filled())
        with self._connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for table in dirty:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            for table, content in rows.tables.items():
                cursor.copy_expert(
                    sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table)),
                    io.BytesIO(content),
                )
            cursor.execute(
                "SELECT setval(format('public.%%I', now.sequencename),"
                " coalesce(was.value, now.start_value), was.value IS NOT NULL) "
                "FROM pg_sequences now LEFT JOIN unnest(%s::text[], %s::bigint[]) was(name, value)"
                " ON was.name = now.sequencename "
                "WHERE now.schemaname = 'public' AND now.last_value IS DISTINCT FROM was.value",
                (list(rows.sequences), list(rows.sequences.values())),
            )
            cursor.execute("SET session_replication_role = origin")

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _keep(self) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA kept")
            cursor.execute(
                "CREATE TABLE kept.sequences AS SELECT sequencename, last_value "
                "FROM pg_sequences WHERE schemaname = 'public'"
            )
            for table in self._kept:
                cursor.execute(
                    sql.SQL("CREATE TABLE {} AS TABLE {}").format(
                        sql.Identifier("kept", table), sql.Identifier(table)
                    )
                )

    def _filled(self) -> set[str]:
        return set(self._query("EXECUTE filled"))

    def _probe(self) -> sql.Composable:
        return sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {}::text WHERE EXISTS (SELECT FROM {})").format(
                sql.Literal(table), sql.Identifier(table)
            )
            for table in self._tables
        )

    def _census(self) -> sql.Composable:
        tables = [
            sql.SQL(
                "SELECT concat_ws(' ', {}, count(*), sum(xmin::text::bigint)) FROM {} "
                "HAVING count(*) > 0"
            ).format(sql.Literal(table), sql.Identifier(table))
            for table in self._tables
        ]
        writing = sql.SQL(
            "SELECT concat_ws(' ', 'writing', pid, backend_xid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND backend_xid IS NOT NULL"
        )
        return sql.SQL(" UNION ALL ").join([*tables, writing])

    def _query(self, statement: "str | sql.Composable") -> list[str]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return [row[0] for row in cursor.fetchall()]


def rest(engine: Engine) -> None:
    """Leave an app's pool as a fresh one would be, keeping its one connection where it has but one.

    A new connection learns all tables anew, which costs the server 40 ms a test.
    """
    pool = engine.pool
    if isinstance(pool, QueuePool) and pool.checkedout() == 0 and pool.checkedin() == 1:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("DISCARD ALL")
    else:
        engine.dispose()


def worker_name() -> str:
    """Return the name of this pytest-xdist worker, or `main` without one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
