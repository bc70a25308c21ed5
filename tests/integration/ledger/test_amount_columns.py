"""The database itself knows what an amount is, also where its schema is laid by migrations."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.store import db
from app.store.columns import FenType


def test_every_column_of_money_is_checked_by_the_database(db_session: Session) -> None:
    expected = {
        f"ck_{table.name}_{column.name}_range"
        for table in db.metadata.sorted_tables
        for column in table.columns
        # What the database computes of checked columns is in range as they are.
        if isinstance(column.type, FenType) and column.computed is None
    }

    found = set(
        db_session.scalars(text("SELECT conname FROM pg_constraint WHERE contype = 'c'")).all()
    )

    assert expected
    assert expected - found == set()
