"""The database role of the web and clock processes: it reads and adds, and rewrites no record.

Triggers stop the program; a role stops whoever has taken the program over (reliability L4, M14).
Tables belong to another role, the one that migrates, so the process can neither switch a trigger
off nor drop a table. A superuser passes both; that is what outside checkpoints are for.
"""

import re
from collections.abc import Sequence

from sqlalchemy import Connection, text

from app.store.db import APPEND_ONLY

#: A plain name, so that it needs no quoting in a statement or in a URL.
ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")

#: What the database itself keeps: the process may look and not touch.
READ_ONLY = frozenset({"alembic_version", "ledger_balance"})

#: Functions that act with the owner's rights and are called by others of them alone.
_INNER = ("ledger_gather(text, bigint)",)


def _tables(connection: Connection) -> list[str]:
    query = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return list(connection.scalars(query))


def statements_for(role: str, tables: Sequence[str]) -> list[str]:
    """Return what gives a role exactly the rights of a process; safe to repeat."""
    if not ROLE.fullmatch(role):
        raise ValueError(f"{role!r} is no plain name of a role")
    given = [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"REVOKE ALL ON SCHEMA public FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        *(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC" for function in _INNER),
    ]
    for table in tables:
        rights = "SELECT, INSERT, UPDATE, DELETE"
        if table in APPEND_ONLY:
            rights = "SELECT, INSERT"
        elif table in READ_ONLY:
            rights = "SELECT"
        given.append(f"GRANT {rights} ON {table} TO {role}")
    return given


def lay_rights(connection: Connection, role: str) -> None:
    """Give a role the rights of a process; a role that is not there is made, without a password.

    For the owner of the tables, after every migration.
    """
    given = statements_for(role, _tables(connection))
    known = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    if not known:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    for statement in given:
        connection.execute(text(statement))


def rights_too_many(connection: Connection, role: str) -> list[str]:
    """Name every way in which a role could rewrite the record; none is how it should be."""
    known = connection.execute(
        text("SELECT rolsuper, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = :role"),
        {"role": role},
    ).one_or_none()
    if known is None:
        return [f"there is no role {role}"]
    found = ["it is a superuser"] if known.rolsuper else []
    if known.rolreplication:
        found.append("it may replicate")
    rights = text(
        "SELECT c.relname AS name, r.name AS right, "
        "pg_has_role(:role, c.relowner, 'USAGE') AS owns "
        "FROM pg_class c CROSS JOIN unnest(CAST(:rights AS text[])) AS r (name) "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY (:tables) "
        "AND c.relkind IN ('r', 'p') AND has_table_privilege(:role, c.oid, r.name) "
        "AND (r.name <> 'INSERT' OR c.relname = ANY (:read_only)) ORDER BY c.relname, r.name"
    )
    given = {
        "role": role,
        "rights": ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"],
        "tables": sorted(APPEND_ONLY | READ_ONLY),
        "read_only": sorted(READ_ONLY),
    }
    return found + [
        f"it may {row.right} {row.name}{' as its owner' if row.owns else ''}"
        for row in connection.execute(rights, given)
    ]
