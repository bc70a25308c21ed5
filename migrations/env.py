"""How migrations run: on the app's own engine, with limits, and with the triggers of the record.

A migration waits for a lock at most 4 s and works at most 60 s a statement, so that a change of
schema may fail but never stands in the way of a sale (conventions.md 6: expand, then contract).
"""

from collections.abc import Iterable
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from flask import current_app
from sqlalchemy import text

from app.store.columns import FenType
from app.store.db import APPEND_ONLY, TABLE_TRIGGERS, append_only_sql, db

LIMITS = ("SET lock_timeout = '4s'", "SET statement_timeout = '60s'")


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | bool:  # noqa: ARG001
    """Write our column types as plain SQLAlchemy, so that old migrations outlive our code."""
    if kind == "type" and isinstance(item, FenType):
        return "sa.BigInteger()"
    return False


def add_triggers(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Let a new table have its triggers, and write no migration without a change."""
    if not directives:
        return
    script = directives[0]
    if script.upgrade_ops.is_empty() and getattr(context.config.cmd_opts, "autogenerate", False):
        directives.clear()
        return
    created = _created(script.upgrade_ops.ops)
    for table in sorted(APPEND_ONLY & created):
        script.upgrade_ops.ops.extend(ops.ExecuteSQLOp(line) for line in append_only_sql(table))
    for table in sorted(TABLE_TRIGGERS.keys() & created):
        script.upgrade_ops.ops.extend(ops.ExecuteSQLOp(line) for line in TABLE_TRIGGERS[table])


def _created(operations: Iterable[Any]) -> set[str]:
    return {item.table_name for item in operations if isinstance(item, ops.CreateTableOp)}


def run() -> None:
    """Run the migrations in one transaction."""
    options = {
        **current_app.extensions["migrate"].configure_args,
        "target_metadata": db.metadata,
        "render_as_batch": False,
        "render_item": render_item,
        "process_revision_directives": add_triggers,
    }
    with db.engine.connect() as connection:
        for limit in LIMITS:
            connection.execute(text(limit))
        connection.commit()
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    msg = "migrations run on a database; offline scripts are not offered"
    raise RuntimeError(msg)
run()
