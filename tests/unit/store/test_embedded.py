"""The private PostgreSQL that stands in where no DATABASE_URL is set."""

from pathlib import Path

import psycopg2

from app.store.embedded import EmbeddedPostgres


def plain(url: str) -> str:
    """Return a URL that psycopg2 itself reads."""
    return url.replace("+psycopg2", "", 1)


def test_a_database_is_made_once_in_a_locale_that_knows_chinese(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "pg")
    try:
        first, second = server.ensure("court"), server.ensure("court")

        connection = psycopg2.connect(plain(first))
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm")
            cursor.execute("SELECT cardinality(show_trgm('济南市'))")
            trigrams = cursor.fetchone()
        connection.close()

        assert first == second
        assert first.startswith("postgresql+psycopg2://")
        assert trigrams == (4,)
    finally:
        server.stop()


def test_handles_of_killed_processes_do_not_keep_the_server_running(tmp_path: Path) -> None:
    folder = tmp_path / "pg"
    EmbeddedPostgres(folder).stop()
    (folder / ".handle_pids.json").write_text("[4194303]")

    EmbeddedPostgres(folder).stop()

    assert not (folder / "postmaster.pid").exists()
