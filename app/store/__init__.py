"""Rows: the database, the one commit, locks, numbers, files."""

from app.store.db import append_only, db
from app.store.work import Work, unit_of_work

__all__ = ["Work", "append_only", "db", "unit_of_work"]
