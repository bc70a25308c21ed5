"""Imports of the list of agencies: the file, what it would do, and what became of it."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db
from registry.vocabulary import AgencyKind, Coverage, ImportState, RowOutcome


class ListImport(db.Model):  # type: ignore[name-defined,misc]
    """One file of agencies on its way to the list."""

    __tablename__ = "registry_list_import"
    __table_args__ = (
        CheckConstraint("rows_read >= 0", name="rows_read_counted"),
        Index("ix_registry_list_import_open", "state", "id"),
        Index("ix_registry_list_import_applied", "kind", "applied_at"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    court_id: Mapped[int] = mapped_column(ForeignKey("registry_court.id"))
    kind: Mapped[AgencyKind] = enum_column(AgencyKind, "kind")
    coverage: Mapped[Coverage] = enum_column(Coverage, "coverage")
    #: First digits of the places the file is about; empty for the whole country.
    region: Mapped[str] = mapped_column(String(6), default="")
    #: The day the list was made, as the file's giver names it.
    listed_on: Mapped[date]
    state: Mapped[ImportState] = enum_column(ImportState, "state")
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    #: utf-8, gb18030 or xlsx; known once the file was read.
    encoding: Mapped[str] = mapped_column(String(20), default="")
    received_at: Mapped[moment]
    received_by: Mapped[str] = mapped_column(String(80))
    #: How many rows were read so far; a restart goes on from here.
    rows_read: Mapped[int] = mapped_column(default=0)
    #: How many rows the file seems to hold, where that is known before the end.
    rows_expected: Mapped[int | None]
    staged_at: Mapped[optional_moment]
    #: {"new": n, "changed": n, ...}: rows by outcome, and who would leave.
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    #: Codes of the agencies that would leave, or left.
    leaving: Mapped[list[str]] = mapped_column(ARRAY(String(18)), default=list)
    #: Headings that name no column of ours and are not used.
    unused: Mapped[list[str]] = mapped_column(ARRAY(String(40)), default=list)
    #: Why the file as a whole was not taken: {"code": ..., **figures}.
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    decided_at: Mapped[optional_moment]
    decided_by: Mapped[str | None] = mapped_column(String(80))
    applied_at: Mapped[optional_moment]

    @property
    def percent(self) -> int | None:
        """How much of the file was read, where its length is known."""
        if not self.rows_expected:
            return None
        return min(100, self.rows_read * 100 // self.rows_expected)


class ListImportRow(db.Model):  # type: ignore[name-defined,misc]
    """One row of the file: what it says, what is wrong with it, what it would do."""

    __tablename__ = "registry_list_import_row"
    __table_args__ = (
        Index("ix_registry_list_import_row_code", "import_id", "code"),
        Index("ix_registry_list_import_row_outcome", "import_id", "outcome", "line"),
    )

    import_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("registry_list_import.id"), primary_key=True
    )
    #: The line of the file (CSV) or the row of the sheet (XLSX), headings included.
    line: Mapped[int] = mapped_column(primary_key=True)
    #: Empty where the row shows no valid code.
    code: Mapped[str | None] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(120), default="")
    licence_no: Mapped[str | None] = mapped_column(String(60))
    outcome: Mapped[RowOutcome] = enum_column(RowOutcome, "outcome")
    #: The checked values as they would be written; empty for a row with faults of its own.
    checked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: [{"column", "code", "value", ...}]
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: {column: [before, after]}
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Who said that the agency of this code bears another name now.
    confirmed_by: Mapped[str | None] = mapped_column(String(80))
    confirmed_at: Mapped[optional_moment]
