"""The database object, its naming rules, and tables that only grow."""

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DDL, MetaData, Table, event
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every row class."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only_sql(table: str) -> list[str]:
    """Return the statements that make a table refuse UPDATE, DELETE and TRUNCATE."""
    refusal = "EXECUTE FUNCTION store_refuse_change()"
    rows = f"{table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
    whole = f"{table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    return [
        REFUSE_FUNCTION,
        f"CREATE TRIGGER {rows} {refusal}",
        f"CREATE TRIGGER {whole} {refusal}",
    ]


#: Names of the tables that only grow; the migration repeats them and a test compares.
APPEND_ONLY: set[str] = set()


def append_only(model: type[Base]) -> None:
    """Make a table insert-only in the database itself, not only by habit."""
    table = model.__table__
    assert isinstance(table, Table)
    APPEND_ONLY.add(table.name)
    for statement in append_only_sql(table.name):
        event.listen(table, "after_create", DDL(statement.replace("%", "%%")))


#: Triggers for what a CHECK cannot say, by table; the migration repeats them.
TABLE_TRIGGERS: dict[str, tuple[str, ...]] = {}


def add_triggers(model: type[Base], *statements: str) -> None:
    """Give a table triggers of its own, wherever its schema is laid."""
    table = model.__table__
    assert isinstance(table, Table)
    TABLE_TRIGGERS[table.name] = statements
    for statement in statements:
        event.listen(table, "after_create", DDL(statement.replace("%", "%%")))
