"""Columns in the few forms this project uses."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Enum, Table, event
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from app.kernel.money import MAX_FEN, Money

intpk = Annotated[int, mapped_column(BigInteger, primary_key=True)]
bigint = Annotated[int, mapped_column(BigInteger)]
moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
optional_moment = Annotated[datetime | None, mapped_column(DateTime(timezone=True))]


class FenType(TypeDecorator[Money]):
    """Money in a BIGINT of fen."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Any) -> int | None:  # noqa: ARG002 - the signature is SQLAlchemy\'s
        """Write the fen."""
        return None if value is None else value.fen

    def process_result_value(self, value: int | None, dialect: Any) -> Money | None:  # noqa: ARG002 - the signature is SQLAlchemy\'s
        """Read the fen."""
        return None if value is None else Money(int(value))


def fen(name: str, *, nullable: bool = False, positive: bool = False) -> MappedColumn[Any]:
    """Return a column of Money named ``name``, checked to lie in range by the database."""
    low = 1 if positive else 0
    return mapped_column(
        name,
        FenType(),
        CheckConstraint(f"{name} BETWEEN {low} AND {MAX_FEN}", name=f"{name}_range"),
        nullable=nullable,
    )


@event.listens_for(Column, "after_parent_attach")
def _lift_checks(column: Column[Any], parent: object) -> None:
    """Make the checks of a column the table's own: migrations are written of those alone."""
    checks = [check for check in column.constraints if isinstance(check, CheckConstraint)]
    if not isinstance(parent, Table):
        return
    for check in checks:
        column.constraints.remove(check)
        parent.append_constraint(CheckConstraint(check.sqltext, name=check.name))


def enum_column(kind: type[StrEnum], name: str, **options: Any) -> MappedColumn[Any]:
    """Return a text column checked to hold one of the values; no PostgreSQL enum type."""
    return mapped_column(
        name,
        Enum(
            kind,
            native_enum=False,
            create_constraint=True,
            validate_strings=True,
            length=40,
            name=f"{name}_known",
            values_callable=lambda members: [member.value for member in members],
        ),
        **options,
    )
